import type { InputIssue } from '../../../sdk/index.ts'

/** What is wrong with a field: `command` and `input` may stand before its name. */
export function issueOf(issues: readonly InputIssue[], field: string): string | null {
  const found = issues.find(({ path }) => path.filter((part) => part !== 'command' && part !== 'input')[0] === field)
  if (!found) return null
  const below = found.path.slice(found.path.indexOf(field) + 1).join('.')
  return below === '' ? found.message : `${below} ${found.message}`
}
