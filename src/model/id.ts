import { randomBytes } from 'node:crypto'

/** The prefixes by which `node(id:)` tells what an id names. A webhook's id is its slug and has no prefix. */
export const ID_PREFIXES = {
  event: 'evt',
  command: 'cmd',
  action: 'act',
  task: 'task',
  question: 'qst',
  proposal: 'prp',
  key: 'key',
  person: 'per',
  audit: 'aud',
  secret: 'sec',
  refused: 'ref',
  notice: 'ntc',
} as const
export type IdKind = keyof typeof ID_PREFIXES

// Crockford's alphabet in lower case: its order is the order of the numbers, and no two letters look alike.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME_CHARS = 10
const COUNT_CHARS = 4
const RANDOM_CHARS = 12

let lastMs = 0
let timePart = ''
let counter = 0
let pool = Buffer.alloc(0)
let poolAt = 0

/**
 * Makes an id such as `evt_01kaw3...`: a prefix, the time in milliseconds and 80 further bits, of which the first 20 count
 * up inside one millisecond. Ids made by one process sort in the order in which they were made.
 */
export function newId(kind: IdKind, nowMs: number = Date.now()): string {
  if (nowMs > lastMs) {
    lastMs = nowMs
    timePart = base32(nowMs, TIME_CHARS)
    counter = 0
  }
  return `${ID_PREFIXES[kind]}_${timePart}${base32(counter++, COUNT_CHARS)}${randomChars(RANDOM_CHARS)}`
}

/** The smallest id of a kind that was made at or after a moment: a bound for range queries on ids. */
export function firstIdAt(kind: IdKind, ms: number): string {
  return `${ID_PREFIXES[kind]}_${base32(Math.max(0, ms), TIME_CHARS)}`
}

/** A number of at most 63 bits for an id, from its time and its count: as ids are ordered, so are these. */
export function placeOf(id: string): bigint {
  const letters = id.slice(id.indexOf('_') + 1)
  return (numberOf(letters.slice(0, TIME_CHARS)) << 21n) | (numberOf(letters.slice(TIME_CHARS, TIME_CHARS + COUNT_CHARS)) << 1n)
}

/** Bytes in the ids' alphabet, five bits of each byte. */
export function lettersOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => ALPHABET[byte & 31]).join('')
}

function base32(value: number, chars: number): string {
  let text = ''
  for (let rest = value, i = 0; i < chars; i++) {
    text = ALPHABET[rest % 32] + text
    rest = Math.floor(rest / 32)
  }
  return text
}

function numberOf(letters: string): bigint {
  let value = 0n
  for (const letter of letters) value = value * 32n + BigInt(Math.max(0, ALPHABET.indexOf(letter)))
  return value
}

function randomChars(chars: number): string {
  if (poolAt + chars > pool.length) {
    pool = randomBytes(4096)
    poolAt = 0
  }
  let text = ''
  for (let i = 0; i < chars; i++) text += ALPHABET[pool[poolAt++]! & 31]
  return text
}
