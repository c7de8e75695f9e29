import type { Json } from '../model/json.ts'
import { cutRendered } from './cut.ts'
import { type EventView, isOurs, type Name, resolveName } from './event-view.ts'
import { isInexact, writeJson } from './json-text.ts'
import type { Style } from './purpose.ts'

/** How many parts and look-ups one rendering may take; nested sections over long lists end there, cut. */
const MAX_STEPS = 30_000
/** What a look-up of a path with `[]` counts, for it may visit many elements. */
const FAN_OUT_STEPS = 1_000

/** A piece of a template: plain text, a value to print, or a section with what is inside. A name of null is `{{.}}`. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: Name | null }
  | { readonly kind: 'section'; readonly name: Name | null; readonly isInverted: boolean; readonly parts: readonly Part[] }

/** One rendering under way. `stack` holds what the open sections stand on, innermost last. */
interface Run {
  readonly event: EventView
  readonly style: Style
  readonly maxChars: number
  readonly stack: Json[]
  out: string
  /** The piece that `out` ends in. */
  last: string
  /** Where in `out` each marked value begins and ends: start, end, start, end, … */
  readonly marked: number[]
  steps: number
  isCut: boolean
  isExact: boolean
}

/**
 * Renders a template's parts against an event, in one pass: what a value holds is never read as a template. Where a number
 * is to be printed that JSON.parse could not hold, all is rendered again from the lossless payload.
 */
export function render(parts: readonly Part[], event: EventView, style: Style, maxChars: number): string {
  const run = renderOnce(parts, event, style, maxChars)
  const exact = run.isExact ? undefined : readLossless(event)
  return cutRendered(exact === undefined ? run : renderOnce(parts, { ...event, payload: exact }, style, maxChars))
}

function readLossless(event: EventView): Json | undefined {
  try {
    return event.lossless?.()
  } catch {
    // The text was parsed once already: at worst the number is printed as JSON.parse holds it.
    return undefined
  }
}

function renderOnce(parts: readonly Part[], event: EventView, style: Style, maxChars: number): Run {
  const run: Run = { event, style, maxChars, stack: [], out: '', last: '', marked: [], steps: 0, isCut: false, isExact: true }
  renderParts(parts, run)
  return run
}

function renderParts(parts: readonly Part[], run: Run): void {
  for (const part of parts) {
    if (isSpent(run)) return
    if (part.kind === 'text') append(part.text, run)
    else if (part.kind === 'value') print(part.name, run)
    else renderSection(part, run)
  }
}

function isSpent(run: Run): boolean {
  run.steps++
  if (run.steps > MAX_STEPS || run.out.length > run.maxChars) run.isCut = true
  return run.isCut
}

function renderSection(section: Part & { kind: 'section' }, run: Run): void {
  const value = lookUp(section.name, run)
  const isEmpty = !value || (Array.isArray(value) && value.length === 0)
  if (section.isInverted === !isEmpty) return
  if (section.isInverted) renderParts(section.parts, run)
  else if (Array.isArray(value)) renderEach(value, section.parts, run)
  else renderOn(value ?? null, section.parts, run)
}

function renderEach(list: readonly Json[], parts: readonly Part[], run: Run): void {
  for (const element of list) {
    if (isSpent(run)) return
    renderOn(element, parts, run)
  }
}

function renderOn(value: Json, parts: readonly Part[], run: Run): void {
  run.stack.push(value)
  renderParts(parts, run)
  run.stack.pop()
}

function lookUp(name: Name | null, run: Run): Json | undefined {
  if (!name) return run.stack.length > 0 ? run.stack[run.stack.length - 1] : run.event.payload
  run.steps += name.path.fansOut || name.alias?.fansOut ? FAN_OUT_STEPS : run.stack.length
  if (name.ofSubject || run.stack.length === 0) return resolveName(name, run.event)
  for (let i = run.stack.length - 1; i >= 0; i--) {
    const found = name.path.find(run.stack[i]!)
    if (found !== undefined) return found
  }
  return resolveName(name, run.event)
}

function print(name: Name | null, run: Run): void {
  const value = lookUp(name, run)
  if (value === undefined || value === null || value === '') return
  if (typeof value === 'string') {
    if (name && isOurs(name, value, run.event)) append(value, run)
    else printText(value, run)
  } else if (typeof value === 'object') printJson(value, run)
  else {
    if (isInexact(value)) run.isExact = false
    append(String(value), run)
  }
}

function printJson(value: Json, run: Run): void {
  const written = writeJson(value, run.maxChars)
  if (!written.isExact) run.isExact = false
  printText(written.text, run)
}

// The digits of a number that JSON.parse cannot hold come as a text.
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

function printText(text: string, run: Run): void {
  const { style, maxChars } = run
  if (text.length > maxChars) run.isCut = true
  const kept = run.isCut ? text.slice(0, maxChars + 1) : text
  if (style.open === '') append(style.clean(kept, run.last), run)
  else if (NUMBER.test(kept)) append(kept, run)
  else appendMarked(style.clean(kept, run.last), run)
}

function appendMarked(text: string, run: Run): void {
  if (text === '') return
  const start = run.out.length
  append(run.style.open + text + run.style.close, run)
  run.marked.push(start, run.out.length)
}

function append(piece: string, run: Run): void {
  if (piece === '') return
  run.out += piece
  run.last = piece
}
