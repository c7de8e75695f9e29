import type { Json } from '../model/json.ts'
import { type EventView, type Name, resolveName } from './event-view.ts'
import { isInexact, writeJson } from './json-text.ts'
import { cutText } from './value.ts'

/** How long a rendered text gets unless told otherwise, in characters (UTF-16 units), its mark included. */
export const DEFAULT_MAX_CHARS = 65_536
/** Stands at the end of a text that was cut. */
export const CUT_MARK = '…[cut]'
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
  readonly maxChars: number
  readonly stack: Json[]
  out: string
  steps: number
  isCut: boolean
  isExact: boolean
}

/**
 * Renders a template's parts against an event, in one pass: what a value holds is never read as a template. Where a number
 * is to be printed that JSON.parse could not hold, all is rendered again from the lossless payload.
 */
export function render(parts: readonly Part[], event: EventView, maxChars: number): string {
  const run = renderOnce(parts, event, maxChars)
  const exact = run.isExact ? undefined : readLossless(event)
  return finish(exact === undefined ? run : renderOnce(parts, { ...event, payload: exact }, maxChars))
}

/** Cuts a text to `maxChars`, its mark included, at a character's boundary, and replaces half surrogate pairs. */
export function capText(text: string, maxChars: number, isCut = text.length > maxChars): string {
  if (!isCut) return wellFormed(text)
  return wellFormed(cutText(text, Math.max(0, maxChars - CUT_MARK.length)) + CUT_MARK).slice(0, maxChars)
}

function finish(run: Run): string {
  return capText(run.out, run.maxChars, run.isCut || run.out.length > run.maxChars)
}

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD')
}

function readLossless(event: EventView): Json | undefined {
  try {
    return event.lossless?.()
  } catch {
    // The text was parsed once already: at worst the number is printed as JSON.parse holds it.
    return undefined
  }
}

function renderOnce(parts: readonly Part[], event: EventView, maxChars: number): Run {
  const run: Run = { event, maxChars, stack: [], out: '', steps: 0, isCut: false, isExact: true }
  renderParts(parts, run)
  return run
}

function renderParts(parts: readonly Part[], run: Run): void {
  for (const part of parts) {
    if (isSpent(run)) return
    if (part.kind === 'text') run.out += part.text
    else if (part.kind === 'value') print(lookUp(part.name, run), run)
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

function print(value: Json | undefined, run: Run): void {
  if (value === undefined || value === null) return
  if (typeof value === 'string') run.out += value.length > run.maxChars ? value.slice(0, run.maxChars + 1) : value
  else if (typeof value === 'object') printJson(value, run)
  else {
    if (isInexact(value)) run.isExact = false
    run.out += String(value)
  }
}

function printJson(value: Json, run: Run): void {
  const written = writeJson(value, run.maxChars)
  if (!written.isExact) run.isExact = false
  run.out += written.text
}
