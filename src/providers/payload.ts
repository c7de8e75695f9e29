import { isUtf8 } from 'node:buffer'
import { isSafeNumber } from 'lossless-json'
import { Refused } from '../errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { Headers, Provider, RawDelivery, Sample } from './provider.ts'

/** How deeply objects and lists of a payload may be nested; what reads a payload later may recurse that far. */
const MAX_DEPTH = 64
/** Keys of one object. Building one of a million takes a second and a half, in which nobody else is answered. */
const MAX_KEYS = 100_000
/** Characters of an event type. */
const MAX_NAME_LENGTH = 255

/**
 * Reads a JSON body. `payloadText` is set where the body's own text is not yet JSON: it began with a byte order mark.
 * @throws {Refused} 400 `empty_body`, `invalid_encoding`, `too_deep`, `too_many_keys` or `invalid_json`
 */
export function parseBody({ body }: RawDelivery): { payload: Json; payloadText?: string } {
  const text = textOf(body)
  if (!text.startsWith('\uFEFF')) return { payload: parseJson(text) }
  const payloadText = text.slice(1)
  return { payload: parseJson(payloadText), payloadText }
}

/**
 * Reads a form body: its fields, the last of each name.
 * @throws {Refused} 400 `empty_body` or `invalid_encoding`
 */
export function parseForm({ body }: RawDelivery): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(textOf(body)))
}

/**
 * Reads JSON text. Keys such as `__proto__` are own properties like any other.
 * @throws {Refused} 400 `empty_body`, `too_deep`, `too_many_keys` or `invalid_json`
 */
export function parseJson(text: string): Json {
  if (text === '') throw new Refused(400, 'empty_body', 'The delivery has no body')
  // Building a deep value of megabytes takes seconds and a gigabyte, counting its brackets does not; below that, a look at
  // the value is ten times faster than one at the text.
  const isLarge = text.length > LARGE
  if (isLarge) checkLarge(text)
  const payload = parseOrRefuse(text)
  if (!isLarge && isDeeperThan(payload, MAX_DEPTH)) throw tooDeep()
  return payload
}

/**
 * Reads JSON text that has been read before, each number that JavaScript cannot hold exactly as the text of its digits:
 * `9007199254740993`, `1e400`.
 */
export function parseLossless(text: string): Json {
  return JSON.parse(text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') || isSafeNumber(token) ? token : `"${token}"`)))
}

/** @throws {Refused} 400 `invalid_payload` */
export function requireObject(payload: Json): JsonObject {
  if (isJsonObject(payload)) return payload
  throw invalidPayload('Expected a JSON object')
}

/**
 * A name that the payload must have at a path, such as its event type.
 * @throws {Refused} 400 `invalid_payload`
 */
export function requireName(payload: Json, path: string): string {
  const value = valueAt(payload, path)
  if (isName(value)) return value
  throw invalidPayload(`Expected \`${path}\` to be a text of 1 to ${MAX_NAME_LENGTH} characters`)
}

/** @throws {Refused} 400 `missing_header` */
export function requireHeader(headers: Headers, name: string): string {
  const value = headers[name]
  if (isName(value)) return value
  throw new Refused(400, 'missing_header', `Expected the header ${name}, of 1 to ${MAX_NAME_LENGTH} characters`)
}

/** The first of these that can be an event type; else null. */
export function firstName(...values: readonly unknown[]): string | null {
  return values.find(isName) ?? null
}

export function invalidPayload(message: string): Refused {
  return new Refused(400, 'invalid_payload', message)
}

/** The value at a path of own properties, `a.b.0.c`; undefined where there is none. */
export function valueAt(payload: Json, path: string): Json | undefined {
  let value: Json | undefined = payload
  for (const name of partsOf(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as JsonObject)[name]
  }
  return value
}

/** Paths are written in the providers' files, so there are few, and each is split once; what comes from elsewhere is not kept for ever. */
const MAX_SPLIT = 2000
const split = new Map<string, readonly string[]>()

function partsOf(path: string): readonly string[] {
  let parts = split.get(path)
  if (!parts) {
    if (split.size >= MAX_SPLIT) split.clear()
    split.set(path, (parts = path.split('.')))
  }
  return parts
}

/** The first text at one of these paths that is not empty; a number counts as its text. */
export function textAt(payload: Json, ...paths: readonly string[]): string | null {
  for (const path of paths) {
    const value = valueAt(payload, path)
    if (typeof value === 'string' && value !== '') return value
    if (typeof value === 'number') return String(value)
  }
  return null
}
/** The value at the first of these paths that is there, where it is text; null counts as there, so nothing else is taken for it. */
export function firstThere(payload: Json, paths: readonly string[]): string | null {
  const value = paths.map((path) => valueAt(payload, path)).find((one) => one !== undefined)
  return typeof value === 'string' && value !== '' ? value : null
}

/** A list of names, written with spaces between them. */
export function words(...lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(' '))
}

/** `withActions('star', 'created deleted')` is `['star.created', 'star.deleted']`. */
export function withActions(event: string, ...actions: readonly string[]): string[] {
  return words(...actions).map((action) => `${event}.${action}`)
}

/** A JSON delivery with these headers. */
export function jsonSample(headers: Record<string, string>, payload: Json): Sample {
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(payload) }
}

/** A provider's `sample`, from small payloads by event type: each composed under a new delivery id. */
export function sampleFrom(payloads: Readonly<Record<string, JsonObject>>, compose: Provider['compose']): Provider['sample'] {
  return (eventType, nowMs) => {
    const payload = Object.hasOwn(payloads, eventType) ? payloads[eventType] : undefined
    return payload ? compose(eventType, payload, crypto.randomUUID(), nowMs) : null
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_NAME_LENGTH
}

function textOf(body: Buffer): string {
  if (!isUtf8(body)) throw new Refused(400, 'invalid_encoding', 'The body is not UTF-8')
  return body.toString('utf8')
}

function parseOrRefuse(text: string): Json {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Refused(400, 'invalid_json', 'The body is not JSON', { cause })
  }
}

function tooDeep(): Refused {
  return new Refused(400, 'too_deep', `The payload is nested more than ${MAX_DEPTH} deep`)
}

function tooManyKeys(): Refused {
  return new Refused(400, 'too_many_keys', `An object of the payload has more than ${MAX_KEYS} keys`)
}

function isDeeperThan(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depth === 0) return true
  if (Array.isArray(value)) return value.some((element) => holds(element, depth - 1))
  for (const key in value) if (holds(value[key]!, depth - 1)) return true
  return false
}

/** Texts and numbers are most of a payload: they are passed over here, for a call of `isDeeperThan` costs five times as much. */
function holds(value: Json, depth: number): boolean {
  return typeof value === 'object' && value !== null && isDeeperThan(value, depth)
}

/**
 * Counts brackets and each object's colons outside of strings; malformed text is left to JSON.parse.
 * @throws {Refused} 400 `too_deep` or `too_many_keys`
 */
function checkLarge(text: string): void {
  const keys = new Uint32Array(MAX_DEPTH + 1)
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) i = endOfString(text, i)
    // `[` and `{`, `]` and `}` differ in this one bit only.
    else if ((code | 0x20) === OPEN) {
      if (++depth > MAX_DEPTH) throw tooDeep()
      keys[depth] = 0
    } else if ((code | 0x20) === CLOSE) depth--
    else if (code === COLON && ++keys[depth]! > MAX_KEYS) throw tooManyKeys()
  }
}

/** Whether JSON text nests too deeply, or has too many keys, to be read. */
export function isDeepText(text: string): boolean {
  try {
    checkLarge(text)
    return false
  } catch {
    return true
  }
}

/** The position of the quote that ends the string which begins at `start`; the text's length where none does. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) return i
    if (code === BACKSLASH) i++
  }
  return text.length
}

const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
/** Characters of JSON text. */
const LARGE = 64 * 1024
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const OPEN = 0x7b
const CLOSE = 0x7d
