import type { InputIssue } from '../errors.ts'
import type { Json } from '../model/json.ts'

/** The most tests (paths, short forms, operators) in one command's conditions. */
export const MAX_TESTS = 50
/** How deep conditions may nest, counted in objects and lists. */
const MAX_DEPTH = 8
/** The longest text in conditions, in characters. */
const MAX_TEXT_CHARS = 4_096
/** The most values (list elements, object members) in one command's conditions. */
const MAX_VALUES = 500

/** The most problems that are reported at once. */
const MAX_ISSUES = 100

/** A place in a command's conditions while they are checked, and what all places share. */
export interface Spot {
  readonly path: readonly string[]
  readonly depth: number
  readonly found: Found
}

/** What checking has found so far. */
export interface Found {
  readonly issues: InputIssue[]
  /** The kinds of names that some condition wants looked up at the provider. */
  readonly needsNames: Set<string>
  /** Some condition looks at `subject.actorTrust`. */
  looksAtActorTrust: boolean
  tests: number
  values: number
}

export function startSpot(): Spot {
  return { path: ['conditions'], depth: 0, found: { issues: [], needsNames: new Set(), looksAtActorTrust: false, tests: 0, values: 0 } }
}

export function below(spot: Spot, key: string): Spot {
  return { path: [...spot.path, key], depth: spot.depth + 1, found: spot.found }
}

export function complain(spot: Spot, message: string): void {
  if (spot.found.issues.length < MAX_ISSUES) spot.found.issues.push({ path: [...spot.path], message })
}

/** Counts one more test. False, with one issue for all, where that is too many or too deep: go no further. */
export function countTest(spot: Spot): boolean {
  spot.found.tests++
  if (spot.found.tests === MAX_TESTS + 1) complain(spot, `is one too many: conditions hold at most ${MAX_TESTS} tests`)
  return spot.found.tests <= MAX_TESTS && isShallow(spot)
}

/** Checks a value that a payload's is to be compared with. */
export function checkOperand(value: Json, spot: Spot): void {
  spot.found.values++
  if (spot.found.values === MAX_VALUES + 1) complain(spot, `is one too many: conditions hold at most ${MAX_VALUES} values`)
  if (spot.found.values > MAX_VALUES) return
  if (typeof value === 'string' && value.length > MAX_TEXT_CHARS) complain(spot, `must have at most ${MAX_TEXT_CHARS} characters`)
  if (typeof value !== 'object' || value === null || !isShallow(spot)) return
  for (const [key, member] of Object.entries(value)) checkOperand(member, below(spot, key))
}

function isShallow(spot: Spot): boolean {
  if (spot.depth <= MAX_DEPTH) return true
  complain(spot, `is nested too deep: conditions nest at most ${MAX_DEPTH} deep`)
  return false
}
