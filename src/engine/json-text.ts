import type { Json } from '../model/json.ts'

/** How deep an object or a list is printed; what lies below is `"…"`. */
const MAX_PRINTED_DEPTH = 32

/** A value as text. `isExact` is false where a number in it is beyond what JSON.parse keeps exactly. */
export interface JsonText {
  text: string
  isExact: boolean
}

/** Whether JSON.parse may have changed a number: a whole number beyond 2^53, or one it made Infinity. */
export function isInexact(value: Json): boolean {
  return typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER
}

/**
 * Writes a value as compact JSON and stops soon after `maxChars` characters: a large payload costs no more than what is
 * kept of it. Never throws, however deep the value nests.
 */
export function writeJson(value: Json, maxChars: number): JsonText {
  const out: JsonText = { text: '', isExact: true }
  write(value, out, maxChars, 0)
  return out
}

function write(value: Json, out: JsonText, maxChars: number, depth: number): void {
  if (typeof value === 'string') out.text += JSON.stringify(value.length > maxChars ? value.slice(0, maxChars) : value)
  else if (typeof value !== 'object' || value === null) writeScalar(value, out)
  else if (depth === MAX_PRINTED_DEPTH) out.text += '"…"'
  else if (Array.isArray(value)) writeList(value, out, maxChars, depth)
  else writeMembers(value, out, maxChars, depth)
}

function writeScalar(value: null | boolean | number, out: JsonText): void {
  if (isInexact(value)) out.isExact = false
  out.text += String(value)
}

function writeList(list: readonly Json[], out: JsonText, maxChars: number, depth: number): void {
  out.text += '['
  for (let i = 0; i < list.length && out.text.length <= maxChars; i++) {
    if (i > 0) out.text += ','
    write(list[i]!, out, maxChars, depth + 1)
  }
  out.text += ']'
}

function writeMembers(object: Readonly<Record<string, Json>>, out: JsonText, maxChars: number, depth: number): void {
  out.text += '{'
  let isFirst = true
  for (const key of Object.keys(object)) {
    if (out.text.length > maxChars) break
    out.text += `${isFirst ? '' : ','}${JSON.stringify(key)}:`
    isFirst = false
    write(object[key]!, out, maxChars, depth + 1)
  }
  out.text += '}'
}
