import type { Output } from '../output.ts'
import { plain } from '../text.ts'
import type { Difference, Plan, Step } from './plan.ts'

/** A plan for people; programs get `planJson`. */
export function showPlan(out: Output, { steps }: Plan): void {
  for (const step of steps) out.text(linesOf(out, step).join('\n'))
  const count = (kind: Step['kind']) => steps.filter((step) => step.kind === kind).length
  if (steps.length === 0) out.text('The server is as the files say.')
  else out.text(`\n${count('create')} to create, ${count('update')} to update, ${count('delete')} to delete.`)
}

export function planJson({ steps, remarks }: Plan) {
  return { steps: steps.map(stepJson), remarks }
}

/** Without what a file says of secrets. */
function stepJson(step: Step) {
  if (step.kind === 'delete') return step
  const { kind, id, file } = step
  const common = { kind, id, file: file.file }
  return step.kind === 'create'
    ? { ...common, configuration: file.configuration }
    : { ...common, version: step.version, differences: step.differences }
}

function linesOf({ colours }: Output, step: Step): string[] {
  if (step.kind === 'delete') return [colours.red(`- ${step.id}  ${plain(step.name)}`)]
  if (step.kind === 'create') {
    const { name, provider, commands } = step.file.configuration
    return [colours.green(`+ ${step.id}  ${plain(name)}`), `    ${plain(provider)}, ${commands.length} commands, from ${step.file.file}`]
  }
  return [colours.yellow(`~ ${step.id}`), ...step.differences.map((difference) => lineOf(colours, difference))]
}

function lineOf(colours: Output['colours'], { field, ...values }: Difference): string {
  const before = 'before' in values ? shown(values.before) : undefined
  const after = 'after' in values ? shown(values.after) : undefined
  if (before === undefined) return colours.green(`    + ${field}: ${after}`)
  if (after === undefined) return colours.red(`    - ${field}: ${before}`)
  return `    ${field}: ${colours.red(before)} → ${colours.green(after)}`
}

function shown(value: unknown): string {
  return plain(JSON.stringify(value))
}
