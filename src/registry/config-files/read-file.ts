import { isJsonObject, type JsonObject } from '../../model/json.ts'
import { BadFile, type Located, syntaxProblem } from './located.ts'
import { readJson } from './read-json.ts'
import { readYaml } from './read-yaml.ts'

/** What a config file says, and where it says what. */
export interface ReadFile {
  text: string
  root: Located
  value: JsonObject
}

export type Format = 'json' | 'yaml'

/** As large as a body of the API may be: a hundred commands with the largest templates fit. */
const MAX_JSON_BYTES = 8 * 1024 * 1024
/** The parser takes a second for a megabyte, in which nothing else is done. */
const MAX_YAML_BYTES = 256 * 1024
const BOM = '\ufeff'

/** By the end of its name; null: this is no config file. Copies of editors and unfinished files have other ends, or a dot in front. */
export function formatOf(name: string): Format | null {
  if (name.startsWith('.')) return null
  if (name.endsWith('.json')) return 'json'
  return /\.ya?ml$/.test(name) ? 'yaml' : null
}

/** How large a file of this format may be. */
export function maxBytesOf(format: Format): number {
  return format === 'json' ? MAX_JSON_BYTES : MAX_YAML_BYTES
}

/** @throws {BadFile} when it is not an object in its format and in UTF-8 */
export function readConfigFile(bytes: Uint8Array, format: Format): ReadFile {
  const text = decode(bytes)
  // Offsets count from behind the mark, as an editor's columns do.
  const body = text.startsWith(BOM) ? text.slice(1) : text
  if (body.trim() === '') throw syntaxProblem(body, 0, 'the file is empty')
  const root = format === 'json' ? readJson(body) : readYaml(body)
  if (!isJsonObject(root.value)) throw syntaxProblem(body, root.start, 'expected an object with name, provider and commands')
  return { text: body, root, value: root.value }
}

function decode(bytes: Uint8Array): string {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) throw notUtf8('UTF-16')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw notUtf8('in another encoding')
  }
}

function notUtf8(found: string): BadFile {
  return new BadFile([{ line: null, column: null, field: null, message: `expected UTF-8; the file is ${found}`, taken: false }], true)
}
