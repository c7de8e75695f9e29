import { InvalidInput } from '../errors.ts'

/** The longest trigger that is taken, in characters. */
export const MAX_TRIGGER_CHARS = 200

// Parts of letters, digits, marks that event types use (`jira:issue_created`, `slash_command./deploy`) and inner spaces.
// No regular expressions: `^ $ ( ) [ ] { } | + ? \` are refused, `*` stands alone or as the last part.
const PART = '[\\p{L}\\p{N}_:/@#&~-]+(?: [\\p{L}\\p{N}_:/@#&~-]+)*'
const TRIGGER = new RegExp(`^(?:\\*|${PART}(?:\\.${PART})*(?:\\.\\*)?)$`, 'u')

/**
 * Checks a trigger, or one of `EventFilter.eventTypes`, and returns it as it is.
 *
 * | written          | matches                                                         |
 * |------------------|-----------------------------------------------------------------|
 * | `issues.opened`  | that type (and what it has below it: `issues.opened.x`) |
 * | `issue_comment`  | that type and any of its actions: `issue_comment.created`       |
 * | `issues.*`       | any action of `issues`, not `issues` alone                      |
 * | `*`              | every type                                                      |
 *
 * @param path where the trigger stands in the input, for the error
 * @throws {InvalidInput}
 */
export function parseTrigger(text: string, path: string[] = ['trigger']): string {
  const problem = triggerProblem(text)
  if (problem) throw new InvalidInput([{ path, message: problem }])
  return text
}

/** What is wrong with a trigger; null: nothing. */
function triggerProblem(text: string): string | null {
  if (text === '') return 'must not be empty; `*` matches every event'
  if (text.length > MAX_TRIGGER_CHARS) return `must have at most ${MAX_TRIGGER_CHARS} characters`
  if (TRIGGER.test(text)) return null
  return 'must be an event type such as `issues.opened`, a type without its action, `issues.*`, or `*`; regular expressions are not taken'
}

/** Whether a trigger that `parseTrigger` took matches an event type. Case matters, as it does at the providers. */
export function matches(trigger: string, eventType: string): boolean {
  if (trigger === '*' || trigger === eventType) return true
  const stem = trigger.endsWith('.*') ? trigger.length - 2 : trigger.length
  return eventType.charCodeAt(stem) === 46 && eventType.startsWith(stem === trigger.length ? trigger : trigger.slice(0, stem))
}

/** Every trigger that matches an event type: `issues.opened` → `*`, `issues`, `issues.*`, `issues.opened`. */
export function triggersFor(eventType: string): Set<string> {
  const triggers = new Set(['*', eventType])
  for (let dot = eventType.indexOf('.'); dot >= 0 && dot <= MAX_TRIGGER_CHARS; dot = eventType.indexOf('.', dot + 1)) {
    triggers.add(eventType.slice(0, dot)).add(`${eventType.slice(0, dot)}.*`)
  }
  return triggers
}
