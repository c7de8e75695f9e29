import type { Json } from '../model/json.ts'

/** The longest path that is taken, in characters. */
const MAX_PATH_CHARS = 256
/** The most parts between dots. */
const MAX_PATH_PARTS = 16
/** The most elements that one `[]` path visits in a payload; what lies beyond is not seen. */
export const MAX_FAN_OUT = 10_000

/**
 * A place in a payload: own properties joined by dots, an index into a list as a part, `[]` for each element of a list.
 * `issue.title`, `commits.0.id`, `issue.labels[].name` (a list of names).
 */
export interface Path {
  readonly text: string
  /** It holds a `[]`: what it finds is a list of what the elements have, and looking it up costs more. */
  readonly fansOut: boolean
  /**
   * What is there; undefined: nothing. Only own properties are found. `__proto__`, `constructor` and `prototype` never
   * are, even where the payload owns them; neither is the `length` of a list or a text.
   */
  find(root: Json): Json | undefined
}

/** One part of a path. `index` is -1 where the part is not an index; `each` counts the `[]` behind it. */
interface Step {
  key: string
  index: number
  each: number
}

const NEVER = new Set(['__proto__', 'constructor', 'prototype'])
const INDEX = /^(?:0|[1-9]\d{0,8})$/

/** What is wrong with a path as it was written; null: nothing. */
export function pathProblem(text: string): string | null {
  if (text === '') return 'must not be empty'
  if (text.length > MAX_PATH_CHARS) return `must have at most ${MAX_PATH_CHARS} characters`
  const parts = text.split('.')
  if (parts.length > MAX_PATH_PARTS) return `must have at most ${MAX_PATH_PARTS} parts between dots`
  if (parts.includes('')) return 'must not have an empty part: no dot at the start, at the end, or two in a row'
  if (parts.some((part) => /[[\]]/.test(part.replace(/(?:\[\])+$/, '')))) return 'may hold brackets only as `[]` at the end of a part'
  return null
}

/** Makes a path ready for use. Takes any text: one that `pathProblem` names finds what it happens to say, or nothing. */
export function compilePath(text: string): Path {
  const steps = text.split('.').map(parseStep)
  const fansOut = steps.some((step) => step.each > 0)
  if (steps.some((step) => NEVER.has(step.key))) return { text, fansOut, find: () => undefined }
  const only = steps.length === 1 ? steps[0] : undefined
  if (fansOut) return { text, fansOut, find: (root) => gather(root, steps) }
  if (only) return { text, fansOut, find: (root) => member(root, only) }
  return { text, fansOut, find: (root) => walk(root, steps) }
}

function parseStep(part: string): Step {
  const key = part.replace(/(?:\[\])+$/, '')
  return { key, index: INDEX.test(key) ? Number(key) : -1, each: (part.length - key.length) / 2 }
}

function walk(root: Json, steps: readonly Step[]): Json | undefined {
  let value: Json | undefined = root
  for (let i = 0; i < steps.length && value !== undefined; i++) value = member(value, steps[i]!)
  return value
}

function member(value: Json, step: Step): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) return step.index < 0 ? undefined : value[step.index]
  return Object.hasOwn(value, step.key) ? value[step.key] : undefined
}

/** A walk over the elements of lists: where it goes, what it found, how many elements it may still visit. */
interface Gathering {
  readonly steps: readonly Step[]
  readonly found: Json[]
  left: number
}

function gather(root: Json, steps: readonly Step[]): Json[] | undefined {
  const gathering: Gathering = { steps, found: [], left: MAX_FAN_OUT }
  collect(root, 0, gathering)
  return gathering.found.length > 0 ? gathering.found : undefined
}

function collect(value: Json, at: number, gathering: Gathering): void {
  const step = gathering.steps[at]
  if (!step) {
    gathering.found.push(value)
    return
  }
  const next = step.key === '' ? value : member(value, step)
  if (next !== undefined) spread(next, step.each, at + 1, gathering)
}

function spread(value: Json, levels: number, at: number, gathering: Gathering): void {
  if (levels === 0) collect(value, at, gathering)
  else if (Array.isArray(value)) {
    for (const element of value) {
      if (gathering.left-- <= 0) return
      spread(element, levels - 1, at, gathering)
    }
  }
}
