import { isDeepStrictEqual } from 'node:util'
import { type Document, isMap, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import { mergeCommands } from './merge.ts'
import { parseYaml } from './read-yaml.ts'

/** Lists of plain values stay on one line up to here, as the founding document writes them. */
const MAX_LINE_CHARS = 100

/** Indented by two spaces, short lists on one line, a line's end at the end. */
export function printJson(value: JsonObject): string {
  return `${print(value, '')}\n`
}

/** The text of a YAML file with another value: comments, order and style of what stays are kept. */
export function printYaml(text: string, file: JsonObject, wanted: JsonObject): string {
  const document = parseYaml(text)
  const map = document.contents as unknown as YAMLMap
  changeMap(document, map, file, wanted)
  return document.toString({ lineWidth: 0 })
}

function print(value: Json, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const isList = Array.isArray(value)
  const parts = isList
    ? value.map((one) => print(one, `${indent}  `))
    : Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${print(one, `${indent}  `)}`)
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  const line = `${open}${parts.join(', ')}${close}`
  const isPlain = isList && value.every((one) => typeof one !== 'object' || one === null)
  if (parts.length === 0 || (isPlain && indent.length + line.length <= MAX_LINE_CHARS)) return line
  return `${open}\n${parts.map((part) => `${indent}  ${part}`).join(',\n')}\n${indent}${close}`
}

function changeMap(document: Document, map: YAMLMap, before: JsonObject, after: JsonObject): void {
  for (const name of Object.keys(before)) if (!(name in after)) map.delete(name)
  for (const [name, value] of Object.entries(after)) {
    const node = map.get(name, true) as unknown as Node | undefined
    if (name in before && isDeepStrictEqual(before[name], value)) continue
    if (name === 'commands' && isSeq(node)) changeCommands(document, node, before, after)
    else map.set(name, document.createNode(value))
  }
}

function changeCommands(document: Document, seq: YAMLSeq, before: JsonObject, after: JsonObject): void {
  const earlier = before.commands as JsonObject[]
  const nodes = [...seq.items]
  const defaults = mergeCommands(before, { commands: after.commands! })
  seq.items = defaults.map(({ from, value }) => {
    const node = from === null ? undefined : nodes[from]
    if (!isMap(node) || from === null || !isJsonObject(earlier[from])) return document.createNode(value)
    changeMap(document, node, earlier[from], value)
    return node
  })
}
