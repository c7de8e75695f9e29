import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'

/** The longest text that a trace keeps of a value, in characters. */
const MAX_SHOWN_CHARS = 200
/** The most elements or keys that a trace keeps of a list or an object. */
const MAX_SHOWN_ELEMENTS = 20

/** Whether two JSON values are the same: types and values equal, keys of objects in any order. */
export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((element, i) => sameJson(element, b[i]!))
  return isJsonObject(a) && isJsonObject(b) && sameObject(a, b)
}

function sameObject(a: JsonObject, b: JsonObject): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key]!, b[key]!))
}

/**
 * A value short enough to keep in a trace: texts cut to 200 characters, of a list the first 20 elements, of an object the
 * first 20 keys, and below `levels` only how much there is: `[3 elements]`, `{2 keys}`.
 */
export function brief(value: Json, levels = 1): Json {
  if (typeof value === 'string') return briefText(value)
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return Array.isArray(value) ? `[${value.length} elements]` : `{${Object.keys(value).length} keys}`
  return Array.isArray(value) ? briefList(value, levels) : briefObject(value, levels)
}

function briefText(text: string): string {
  if (text.length <= MAX_SHOWN_CHARS) return text
  return `${cutText(text, MAX_SHOWN_CHARS - 1)}…`
}

function briefList(list: readonly Json[], levels: number): Json[] {
  const shown = list.slice(0, MAX_SHOWN_ELEMENTS).map((element) => brief(element, levels - 1))
  if (list.length > shown.length) shown.push(`…${list.length - shown.length} more`)
  return shown
}

function briefObject(object: JsonObject, levels: number): JsonObject {
  const keys = Object.keys(object)
  const shown = keys.slice(0, MAX_SHOWN_ELEMENTS).map((key): [string, Json] => [briefText(key), brief(object[key]!, levels - 1)])
  if (keys.length > shown.length) shown.push(['…', `${keys.length - shown.length} more`])
  return Object.fromEntries(shown)
}

/** The first characters of a text, at most `chars`, never half of a surrogate pair. */
export function cutText(text: string, chars: number): string {
  if (text.length <= chars) return text
  const last = text.charCodeAt(chars - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? chars - 1 : chars)
}
