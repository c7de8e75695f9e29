import { InvalidInput } from '../errors.ts'
import { pathProblem } from './path.ts'

/** The longest tag that is taken, comments too, in characters. The parser's time grows with the square of it. */
const MAX_TAG_CHARS = 1_000
/** How deep sections may nest. */
const MAX_SECTION_DEPTH = 16

/** A tag as it stands in a template; `end` is the first character after it. */
interface Tag {
  sign: string
  name: string
  start: number
  end: number
}

/**
 * Checks every tag of a template before it is parsed: closed, short, none that changes the delimiters or loads a partial,
 * names that are paths, sections closed in the order in which they were opened and not nested too deep.
 * @throws {InvalidInput} `invalid_template`, the message with line and column
 */
export function checkTags(template: string): void {
  const open: Tag[] = []
  for (let tag = nextTag(template, 0); tag; tag = nextTag(template, tag.end)) {
    checkTag(template, tag)
    if (tag.sign === '#' || tag.sign === '^') open.push(tag)
    if (tag.sign === '/') checkClosing(template, tag, open.pop())
    if (open.length > MAX_SECTION_DEPTH) refuseTemplate(template, tag.start, `Sections nest deeper than ${MAX_SECTION_DEPTH}`)
  }
  const left = open.pop()
  if (left) refuseTemplate(template, left.start, `The section ${show(left)} is not closed`)
}

/** @throws {InvalidInput} always; line and column are counted from 1 */
export function refuseTemplate(template: string, at: number, message: string): never {
  const before = template.slice(0, at)
  const line = before.split('\n').length
  const column = at - before.lastIndexOf('\n')
  throw new InvalidInput([{ path: ['template'], message: `${message} (line ${line}, column ${column})` }], 'invalid_template')
}

function nextTag(template: string, from: number): Tag | null {
  const start = template.indexOf('{{', from)
  if (start < 0) return null
  const head = /[^\s]/g
  head.lastIndex = start + 2
  const first = head.exec(template)
  const sign = first && '#^/>{&=!'.includes(first[0]) ? first[0] : ''
  const inside = (first?.index ?? start + 2) + sign.length
  const closing = sign === '{' ? '}}}' : '}}'
  const close = template.indexOf(closing, inside)
  if (close < 0) refuseTemplate(template, start, `This tag is not closed: ${closing} is missing`)
  return { sign, name: template.slice(inside, close).trim(), start, end: close + closing.length }
}

function checkTag(template: string, tag: Tag): void {
  if (tag.end - tag.start > MAX_TAG_CHARS) refuseTemplate(template, tag.start, `This tag has more than ${MAX_TAG_CHARS} characters`)
  if (tag.sign === '!') return
  if (tag.sign === '=') refuseTemplate(template, tag.start, 'Delimiters cannot be changed')
  if (tag.sign === '>') refuseTemplate(template, tag.start, 'Partials cannot be used')
  if (/[{}]/.test(tag.name)) refuseTemplate(template, tag.start, 'This tag is not closed before the next brace')
  const problem = tag.name === '.' ? null : pathProblem(tag.name)
  if (problem) refuseTemplate(template, tag.start, `The name in ${show(tag)} ${problem}`)
}

function checkClosing(template: string, tag: Tag, opener: Tag | undefined): void {
  if (!opener) refuseTemplate(template, tag.start, `${show(tag)} closes a section that is not open`)
  if (opener.name !== tag.name) refuseTemplate(template, opener.start, `The section ${show(opener)} is not closed before ${show(tag)}`)
}

function show(tag: Tag): string {
  const name = tag.name.length > 60 ? `${tag.name.slice(0, 60)}…` : tag.name
  return tag.sign === '{' ? `{{{${name}}}}` : `{{${tag.sign}${name}}}`
}
