import { InvalidInput } from '../errors.ts'
import type { ConditionTrace } from '../model/event.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { compileName, type EventView, type Rules, resolveName } from './event-view.ts'
import { compileSpec } from './operator.ts'
import { pathProblem } from './path.ts'
import { type Condition, compileShort, isShortForm } from './short-condition.ts'
import { below, complain, countTest, MAX_TESTS, type Spot, startSpot } from './spot.ts'
import { brief } from './value.ts'

// How much of what was expected a trace shows: conditions are short, but what they are compared with need not be.
const EXPECTED_LEVELS = 4

/** A command's conditions, ready for use. */
export interface Conditions {
  /** The kinds of names (`channel`) that some condition wants looked up at the provider. */
  readonly needsNames: ReadonlySet<string>
  /** Some condition, however deep in a group, looks at `subject.actorTrust`: the command says itself whom it serves. */
  readonly looksAtActorTrust: boolean
  /** Holds every condition against an event: one row each. The command matches when all rows held. Never throws. */
  trace(event: EventView): ConditionTrace[]
}

/**
 * Checks a command's conditions and makes them ready. All keys of the object must hold; a key is
 *
 * | key                                           | behind it                                                        |
 * |-----------------------------------------------|------------------------------------------------------------------|
 * | `labels`, `label`, `body_contains`, `channel` | a text or a list of texts: see `compileShort`                    |
 * | `any`, `all`                                  | a list of such objects as this, of which one, or each, must hold |
 * | `not`                                         | such an object, which must not hold                              |
 * | any other, as a `Name`                        | a value or operators: see `compileSpec`                          |
 *
 * Names are paths (`issue.user.login`, `issue.labels[].name`), aliases, `subject.actorTrust`, `event_type`.
 *
 * @throws {InvalidInput} with every problem and its path: `['conditions', 'issue.title', 'startWith']`
 */
export function compileConditions(conditions: Json, rules: Rules): Conditions {
  const spot = startSpot()
  const rows = compileObject(conditions, rules, spot)
  if (spot.found.issues.length > 0) throw new InvalidInput(spot.found.issues)
  const { needsNames, looksAtActorTrust } = spot.found
  return { needsNames, looksAtActorTrust, trace: (event) => rows.map((row) => row(event)) }
}

function compileObject(conditions: Json, rules: Rules, spot: Spot): Condition[] {
  if (!isJsonObject(conditions)) {
    complain(spot, 'must be an object of conditions')
    return []
  }
  const rows: Condition[] = []
  for (const [key, operand] of Object.entries(conditions)) {
    if (spot.found.tests > MAX_TESTS) break
    const row = compileEntry(key, operand, rules, below(spot, key))
    if (row) rows.push(row)
  }
  return rows
}

function compileEntry(key: string, operand: Json, rules: Rules, spot: Spot): Condition | null {
  if (isShortForm(key)) return compileShort(key, operand, rules, spot)
  if (key === 'any' || key === 'all') return compileGroup(key, operand, rules, spot)
  if (key === 'not') return compileNot(operand, rules, spot)
  return compilePathCondition(key, operand, rules, spot)
}

function compilePathCondition(path: string, operand: Json, rules: Rules, spot: Spot): Condition | null {
  const problem = pathProblem(path)
  if (problem) complain(spot, `is not a path: it ${problem}`)
  const test = compileSpec(operand, spot)
  const name = compileName(path, rules.aliases)
  if (name.ofSubject === 'actorTrust') spot.found.looksAtActorTrust = true
  const expected = brief(operand, EXPECTED_LEVELS)
  return (event) => {
    const value = resolveName(name, event) ?? null
    return { path, expected, actual: brief(value), held: test(value) }
  }
}

function compileGroup(path: 'any' | 'all', operand: Json, rules: Rules, spot: Spot): Condition | null {
  if (!countTest(spot)) return null
  if (!Array.isArray(operand) || operand.length === 0) {
    complain(spot, 'must be a list with at least one object of conditions')
    return null
  }
  const members = operand.map((member, i) => compileMember(member, rules, below(spot, String(i))))
  const expected = brief(operand, EXPECTED_LEVELS)
  return (event) => {
    const traces = members.map((rows) => rows.map((row) => row(event)))
    return {
      path,
      expected,
      actual: brief(traces.map(whatWasSeen), 3),
      held: path === 'any' ? traces.some(allHeld) : traces.every(allHeld),
    }
  }
}

function compileNot(operand: Json, rules: Rules, spot: Spot): Condition | null {
  if (!countTest(spot)) return null
  const rows = compileMember(operand, rules, spot)
  const expected = brief(operand, EXPECTED_LEVELS)
  return (event) => {
    const trace = rows.map((row) => row(event))
    return { path: 'not', expected, actual: brief(whatWasSeen(trace), 2), held: !allHeld(trace) }
  }
}

function compileMember(conditions: Json, rules: Rules, spot: Spot): Condition[] {
  if (isJsonObject(conditions) && Object.keys(conditions).length === 0) complain(spot, 'must hold at least one condition')
  return compileObject(conditions, rules, spot)
}

/** Whether every row of a trace held: the command, or the part of it, matches. */
export function allHeld(trace: readonly ConditionTrace[]): boolean {
  return trace.every((row) => row.held)
}

function whatWasSeen(trace: readonly ConditionTrace[]): JsonObject {
  return Object.fromEntries(trace.map((row) => [row.path, row.actual]))
}
