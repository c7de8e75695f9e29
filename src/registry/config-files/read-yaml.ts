import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLError } from 'yaml'
import type { Json } from '../../model/json.ts'
import { FORBIDDEN_NAME, type Located, MAX_DEPTH, syntaxProblem } from './located.ts'

/** Far more than MAX_DEPTH needs. Without these bounds nesting makes the parser take all memory, or all of the stack. */
const MAX_LEAD_CHARS = 256
const MAX_OPEN = 256
const LEAD = /^(?:[ \t]|[-?:](?=[ \t]))*/

const OPTIONS = {
  version: '1.2',
  strict: true,
  uniqueKeys: true,
  merge: false,
  // The parser's own messages quote the text, which may hold a secret.
  prettyErrors: false,
} as const

const MESSAGES: Partial<Record<YAMLError['code'], string>> = {
  DUPLICATE_KEY: 'this name stands here twice',
  MULTIPLE_DOCS: 'expected one document, without another "---"',
  TAB_AS_INDENT: 'expected spaces in front, not a tab',
  BAD_INDENT: 'this line is not indented as its neighbours are',
  MISSING_CHAR: 'a quote, bracket or comma is missing',
  RESOURCE_EXHAUSTION: `nests deeper than ${MAX_DEPTH}`,
}

/**
 * Reads YAML 1.2 as far as it is JSON in other clothes: no aliases, no tags, one document.
 * @throws {BadFile}
 */
export function readYaml(text: string): Located {
  const document = parseYaml(text)
  if (!document.contents) throw syntaxProblem(text, text.length, 'the file ends here: expected name: value')
  return readNode(text, document.contents as Node, 0)
}

/** The same as a document that can be changed and keeps its comments. @throws {BadFile} */
export function parseYaml(text: string): Document {
  requireFlat(text)
  const document = parseDocument(text, OPTIONS)
  const [first] = [...document.errors, ...document.warnings]
  if (first) throw syntaxProblem(text, first.pos[0], MESSAGES[first.code] ?? 'this is not YAML that is taken')
  return document
}

/** By lines and brackets as they stand, so some texts that the parser could bear are refused, too. */
function requireFlat(text: string): void {
  let offset = 0
  for (const line of text.split('\n')) {
    if (LEAD.exec(line)![0].length > MAX_LEAD_CHARS) throw syntaxProblem(text, offset, `nests deeper than ${MAX_DEPTH}`)
    offset += line.length + 1
  }
  let open = 0
  for (const { 0: bracket, index } of text.matchAll(/[[\]{}]/g)) {
    open = bracket === '[' || bracket === '{' ? open + 1 : Math.max(0, open - 1)
    if (open > MAX_OPEN) throw syntaxProblem(text, index, `nests deeper than ${MAX_DEPTH}`)
  }
}

function readNode(text: string, node: Node, depth: number): Located {
  const [start, end] = node.range ?? [0, 0]
  if (isAlias(node) || ('anchor' in node && node.anchor)) throw syntaxProblem(text, start, 'aliases and their anchors are not taken')
  if (node.tag) throw syntaxProblem(text, start, 'tags are not taken')
  if (depth > MAX_DEPTH) throw syntaxProblem(text, start, `nests deeper than ${MAX_DEPTH}`)
  if (isScalar(node)) return { start, end, value: readScalar(text, node.value, start) }
  const members = new Map<string, Located>()
  if (isMap(node)) for (const pair of node.items) addPair(text, members, pair as Pair<Node, Node | null>, depth)
  else if (isSeq(node)) for (const item of node.items) members.set(String(members.size), readNode(text, item as Node, depth + 1))
  const values = [...members].map(([name, member]): [string, Json] => [name, member.value])
  return { start, end, members, value: isMap(node) ? Object.fromEntries(values) : values.map(([, value]) => value) }
}

function addPair(text: string, members: Map<string, Located>, { key, value }: Pair<Node, Node | null>, depth: number): void {
  const name = readNode(text, key, depth + 1)
  if (name.members || name.value === null || name.value === FORBIDDEN_NAME) throw syntaxProblem(text, name.start, 'this name is not taken')
  const { start, end } = name
  members.set(String(name.value), value === null ? { start, end, value: null } : readNode(text, value, depth + 1))
}

function readScalar(text: string, value: unknown, start: number): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw syntaxProblem(text, start, 'expected a string, a number, true, false or null')
}
