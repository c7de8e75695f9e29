import type { Json } from '../../model/json.ts'
import { FORBIDDEN_NAME, type Located, MAX_DEPTH, syntaxProblem } from './located.ts'

const SPACE = /[ \t\r\n]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y

/**
 * Reads JSON as RFC 8259 has it, with the place of each value. Unlike JSON.parse it refuses a name that comes twice, says the
 * line of what is wrong, and quotes nothing of the text, which may hold a secret.
 * @throws {BadFile}
 */
export function readJson(text: string): Located {
  let at = 0
  const root = readValue(0)
  skip(SPACE)
  if (at < text.length) throw wrong('expected the end of the file')
  return root

  function readValue(depth: number): Located {
    skip(SPACE)
    if (depth > MAX_DEPTH) throw wrong(`nests deeper than ${MAX_DEPTH}`)
    const start = at
    const first = text[at]
    if (first === '{') return readMembers(start, '}', depth)
    if (first === '[') return readMembers(start, ']', depth)
    const value = first === '"' ? readString() : readPlain()
    return { start, end: at, value }
  }

  function readMembers(start: number, close: '}' | ']', depth: number): Located {
    const members = new Map<string, Located>()
    const isObject = close === '}'
    at++
    skip(SPACE)
    for (let more = text[at] !== close; more; ) {
      const name = isObject ? readName(members) : String(members.size)
      members.set(name, readValue(depth + 1))
      skip(SPACE)
      more = text[at] === ','
      if (more) at++
    }
    if (text[at] !== close) throw wrong(`expected "," or "${close}"`)
    at++
    const values = [...members].map(([name, member]): [string, Json] => [name, member.value])
    return { start, end: at, members, value: isObject ? Object.fromEntries(values) : values.map(([, value]) => value) }
  }

  function readName(members: ReadonlyMap<string, Located>): string {
    skip(SPACE)
    const start = at
    if (text[at] !== '"') throw wrong('expected a name in double quotes')
    const name = readString()
    if (members.has(name)) throw syntaxProblem(text, start, 'this name stands here twice')
    if (name === FORBIDDEN_NAME) throw syntaxProblem(text, start, 'this name is not taken')
    skip(SPACE)
    if (text[at] !== ':') throw wrong('expected ":"')
    at++
    return name
  }

  function readString(): string {
    const start = at
    at++
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    if (at >= text.length) throw syntaxProblem(text, start, 'expected a closing double quote')
    at++
    try {
      return JSON.parse(text.slice(start, at))
    } catch {
      throw syntaxProblem(text, start, 'this string holds a line break, another control character or an unknown escape')
    }
  }

  function readPlain(): Json {
    const found = match(NUMBER) ?? match(WORD)
    if (found === null) throw wrong('expected a value')
    return JSON.parse(found)
  }

  function skip(pattern: RegExp): void {
    match(pattern)
  }

  function match(pattern: RegExp): string | null {
    pattern.lastIndex = at
    const [found = null] = pattern.exec(text) ?? []
    at += found?.length ?? 0
    return found
  }

  function wrong(expected: string) {
    return syntaxProblem(text, at, at >= text.length ? `the file ends here: ${expected}` : expected)
  }
}
