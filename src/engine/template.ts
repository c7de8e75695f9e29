import Mustache, { type TemplateSpans } from 'mustache'
import { DEFAULT_MAX_CHARS } from './cut.ts'
import { compileName, type EventView, type Name, type Rules } from './event-view.ts'
import { type Purpose, styleFor } from './purpose.ts'
import { type Part, render } from './render.ts'
import { checkTags, refuseTemplate } from './tag.ts'

/** The longest template that is taken, in characters. */
const MAX_TEMPLATE_CHARS = 65_536

export interface RenderOptions {
  /** Default 65,536 UTF-16 units, marks included; a longer text is cut and ends in `…[cut]`. */
  maxChars?: number
  /**
   * What the text is for; default `plain`: values as they are.
   * - `task`: each value from outside stands in a mark that it cannot close (untrusted.ts)
   * - `outgoing`: values ping nobody and hide nothing (outgoing.ts)
   */
  purpose?: Purpose
}

/** A command's template, ready for use. */
export interface Template {
  /** Renders against an event. Never throws. */
  render(event: EventView, options?: RenderOptions): string
}

/**
 * Checks a template and makes it ready. Mustache's syntax and its parser, with a renderer of our own: `{{x}}`, `{{{x}}}`
 * and `{{&x}}` print alike, without HTML escaping; sections, inverted sections, `{{.}}` and comments work; there are no
 * functions, partials or other delimiters. A name is looked for in the open sections, innermost first, then as `Name`
 * says. Texts print as they are, lists and objects as compact JSON, null and what is absent as nothing. An empty template
 * prints the subject's title, a blank line and its body, whichever exist.
 * @throws {InvalidInput} `invalid_template`, the message with line and column
 */
export function compileTemplate(text: string, aliases: Rules['aliases']): Template {
  if (text.length > MAX_TEMPLATE_CHARS) {
    refuseTemplate(text, MAX_TEMPLATE_CHARS, `A template has at most ${MAX_TEMPLATE_CHARS} characters`)
  }
  if (text.trim() === '') return { render: (event, options) => renderParts(subjectParts(event), event, options) }
  checkTags(text)
  const parts = toParts(parse(text), aliases)
  return { render: (event, options) => renderParts(parts, event, options) }
}

function renderParts(parts: readonly Part[], event: EventView, { maxChars = DEFAULT_MAX_CHARS, purpose = 'plain' }: RenderOptions = {}) {
  return render(parts, event, styleFor(purpose, event.eventId), maxChars)
}

/** A Writer of its own, for the shared one keeps every template that it has seen. */
function parse(text: string): TemplateSpans {
  return new Mustache.Writer().parse(text) as TemplateSpans
}

function toParts(spans: TemplateSpans, aliases: Rules['aliases']): Part[] {
  const parts: Part[] = []
  for (const span of spans) {
    const part = toPart(span, aliases)
    if (part) parts.push(part)
  }
  return parts
}

function toPart(span: TemplateSpans[number], aliases: Rules['aliases']): Part | null {
  const [sign, value, , , inside] = span
  if (sign === 'text') return { kind: 'text', text: value }
  if (sign === 'name' || sign === '&') return { kind: 'value', name: toName(value, aliases) }
  if ((sign !== '#' && sign !== '^') || !Array.isArray(inside)) return null
  return { kind: 'section', name: toName(value, aliases), isInverted: sign === '^', parts: toParts(inside, aliases) }
}

function toName(text: string, aliases: Rules['aliases']): Name | null {
  return text === '.' ? null : compileName(text, aliases)
}

const TITLE: Part = { kind: 'value', name: compileName('subject.title', {}) }
const BODY: Part = { kind: 'value', name: compileName('subject.body', {}) }
const BLANK_LINE: Part = { kind: 'text', text: '\n\n' }

function subjectParts({ subject }: EventView): Part[] {
  const title = subject.title?.trim() ? [TITLE] : []
  const body = subject.body?.trim() ? [BODY] : []
  return title.length > 0 && body.length > 0 ? [TITLE, BLANK_LINE, BODY] : [...title, ...body]
}
