import { InvalidInput } from '../errors.ts'
import type { Command } from '../model/command.ts'
import type { ConditionTrace, Decision } from '../model/event.ts'
import type { Candidate, CommandIndex } from './command-index.ts'
import { allHeld, type Conditions } from './condition.ts'
import type { EventView } from './event-view.ts'
import { PURPOSES } from './purpose.ts'
import { brief } from './value.ts'

/** An action to take: what the command says, with its template rendered. */
export interface PlannedAction {
  command: Command
  text: string
}

/** What the commands make of an event. */
export interface Plan {
  /** One for each command that was tried: its trigger matched, and no `stop` of a higher priority came before it. */
  decisions: Decision[]
  /** The commands that matched, in the order in which they run. */
  planned: PlannedAction[]
}

/** From so many candidates on, conditions that several share are looked at once. For fewer that is not worth its memory. */
const MANY = 32

/**
 * Decides what is to be done about an event. Pure, and never throws: a stored command that does not compile matches
 * nothing, and its trace says why. What Hookline itself has caused (`SELF`) tries no command, and what a bot has caused only
 * those whose conditions look at `subject.actorTrust`: else two programs could go on answering each other.
 */
export function decide(index: CommandIndex, event: EventView): Plan {
  const plan: Plan = { decisions: [], planned: [] }
  if (event.subject.actorTrust === 'SELF') return plan
  const view = withOneParse(event)
  const candidates = index.candidates(event.eventType)
  const look = candidates.length < MANY ? traceOf : tracedOnce()
  let lowest = Number.NEGATIVE_INFINITY
  for (const candidate of candidates) {
    if (candidate.command.priority < lowest) break
    if (tryCommand(candidate, view, plan, look) && candidate.command.stop) lowest = candidate.command.priority
  }
  return plan
}

/**
 * Which of an event's ids want their name looked up before `decide`: those that a candidate's conditions name.
 * @param needed the payload's ids that have names, by kind, as the provider says: `{ channel: 'C024BE91L' }`
 */
export function missingNames(index: CommandIndex, eventType: string, needed: Readonly<Record<string, string>>): string[] {
  const kinds = Object.keys(needed)
  if (kinds.length === 0) return kinds
  return kinds.filter((kind) => index.candidates(eventType).some((candidate) => needsName(candidate, kind)))
}

function needsName(candidate: Candidate, kind: string): boolean {
  const compiled = candidate.compiled()
  return !(compiled instanceof InvalidInput) && compiled.conditions.needsNames.has(kind)
}

function tryCommand({ command, compiled: compile }: Candidate, event: EventView, plan: Plan, look: Look): boolean {
  const compiled = compile()
  const trace = compiled instanceof InvalidInput ? [brokenRow(compiled)] : look(compiled.conditions, event)
  const matched = allHeld(trace)
  plan.decisions.push({ commandId: command.id, commandVersion: command.version, matched, trace })
  if (compiled instanceof InvalidInput || !matched) return false
  plan.planned.push({ command, text: compiled.template.render(event, { purpose: PURPOSES[command.action] }) })
  return true
}

type Look = (conditions: Conditions, event: EventView) => ConditionTrace[]

function traceOf(conditions: Conditions, event: EventView): ConditionTrace[] {
  if (event.subject.actorTrust === 'BOT' && !conditions.looksAtActorTrust) return [BOT_ROW]
  return conditions.trace(event)
}

/** For one event: commands that share conditions share what they found. */
function tracedOnce(): Look {
  const traces = new Map<Conditions, ConditionTrace[]>()
  return (conditions, event) => {
    const trace = traces.get(conditions) ?? traceOf(conditions, event)
    traces.set(conditions, trace)
    return trace
  }
}

const BOT_ROW: ConditionTrace = {
  path: 'subject.actorTrust',
  expected: 'not BOT, unless a condition says so',
  actual: 'BOT',
  held: false,
}

function brokenRow(problem: InvalidInput): ConditionTrace {
  return { path: 'command', expected: 'a command that compiles', actual: brief(problem.message), held: false }
}

/** The same event, whose raw text is parsed again at most once for all commands. */
function withOneParse(event: EventView): EventView {
  const { lossless } = event
  if (!lossless) return event
  let parsed: { payload: EventView['payload'] } | undefined
  const { eventType, eventId, webhookId, payload, subject, names } = event
  const once = () => (parsed ??= { payload: lossless() }).payload
  return { eventType, eventId, webhookId, payload, subject, names, lossless: once }
}
