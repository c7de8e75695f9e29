import { type KeyObject, timingSafeEqual, verify as verifyBytes } from 'node:crypto'
import type { Json } from '../model/json.ts'
import { valueAt } from './payload.ts'
import type { Headers } from './provider.ts'
import { hmacText, joined, type Key, type Scheme, signedParts, type VerifyingKey } from './signature.ts'

/** Why a delivery was not believed; stable, and each is answered with 401. */
export type RefusalCode = 'missing_signature' | 'invalid_signature' | 'missing_timestamp' | 'stale_timestamp' | 'too_many_signatures'

/** `reason` is for the log and for the person who set the webhook up; it holds nothing secret. */
export interface Refusal {
  ok: false
  code: RefusalCode
  reason: string
}
export type Verdict = { ok: true; scheme: string; secretId: string; timestampMs?: number } | Refusal

export interface SignedDelivery {
  headers: Headers
  /** The raw bytes, as they came. */
  body: Buffer
  nowMs: number
}

/** How many signatures of one header are looked at, so that a header cannot buy work. */
const MAX_SIGNATURES = 10

/**
 * Checks a delivery's signature over the raw bytes. Signatures are compared as text in constant time, so only the
 * provider's own spelling passes. Never throws, whatever the headers hold.
 * A timestamp `from: body:…` is not looked at here: see checkBodyTimestamp.
 */
export function verifySignature({
  scheme,
  keys,
  headers,
  body,
  nowMs,
}: SignedDelivery & { scheme: Scheme; keys: readonly VerifyingKey[] }): Verdict {
  const header = readHeader(headers, scheme.header)
  if (!header) return refusal('missing_signature', `The header ${scheme.header} is missing`)
  const list = scheme.separator === undefined ? [header] : header.split(scheme.separator)
  const signatures = signaturesIn(list, scheme.prefix ?? '')
  if (signatures.length > MAX_SIGNATURES)
    return refusal('too_many_signatures', `The header ${scheme.header} holds more than ${MAX_SIGNATURES} signatures`)

  const timestamp = signedTimestamp(scheme, list, headers)
  const time = timestamp === null ? null : checkTime(scheme, timestamp, nowMs)
  if (time?.ok === false) return time
  const id = scheme.idHeader === undefined ? '' : readHeader(headers, scheme.idHeader)
  if (id === undefined) return refusal('missing_signature', `The header ${scheme.idHeader}, which is part of what is signed, is missing`)

  const parts = signedParts(scheme, { id, timestamp: timestamp ?? '', body })
  const match = keys.find(({ key }) => matches(scheme, key, parts, signatures))
  if (!match) return refusal('invalid_signature', `No signature in ${scheme.header} was made with this webhook's secret over these bytes`)
  return { ok: true, scheme: scheme.name, secretId: match.secretId, ...(time && { timestampMs: time.timestampMs }) }
}

/** Checks the timestamp that a scheme keeps in the body (Linear's `webhookTimestamp`); passes where it keeps none there. */
export function checkBodyTimestamp(scheme: Scheme, payload: Json, nowMs: number): { ok: true; timestampMs?: number } | Refusal {
  const from = scheme.timestamp?.from
  if (!from?.startsWith('body:')) return { ok: true }
  const value = valueAt(payload, from.slice('body:'.length))
  return checkTime(scheme, typeof value === 'number' || typeof value === 'string' ? String(value) : undefined, nowMs)
}

function readHeader(headers: Headers, name: string): string | undefined {
  const value: unknown = headers[name]
  return typeof value === 'string' ? value : undefined
}

function signaturesIn(list: readonly string[], prefix: string): string[] {
  return list.filter((part) => part.startsWith(prefix)).map((part) => part.slice(prefix.length))
}

/** The timestamp as it was written and signed; undefined: it is missing; null: this scheme sends none outside the body. */
function signedTimestamp(scheme: Scheme, list: readonly string[], headers: Headers): string | undefined | null {
  const from = scheme.timestamp?.from
  if (from?.startsWith('header:')) return readHeader(headers, from.slice('header:'.length))
  if (!from?.startsWith('signature:')) return null
  const prefix = from.slice('signature:'.length)
  return list.find((part) => part.startsWith(prefix))?.slice(prefix.length)
}

/** Refuses what is not a plain whole number, and what is too old or too far ahead: a delivery can be replayed from either side. */
function checkTime(scheme: Scheme, text: string | undefined, nowMs: number): { ok: true; timestampMs: number } | Refusal {
  const { unit, toleranceS } = scheme.timestamp!
  const isWhole = text !== undefined && /^[1-9]\d{0,15}$/.test(text)
  if (!isWhole) return refusal('missing_timestamp', `No timestamp in whole ${unit} where ${scheme.name} sends it`)
  const timestampMs = Number(text) * (unit === 's' ? 1000 : 1)
  if (Math.abs(nowMs - timestampMs) <= toleranceS * 1000) return { ok: true, timestampMs }
  return refusal('stale_timestamp', `The timestamp is more than ${toleranceS} s away from this server's clock`)
}

function matches(scheme: Scheme, key: Key, parts: readonly (string | Buffer)[], signatures: readonly string[]): boolean {
  if (scheme.algorithm === 'ed25519') return signatures.some((text) => isEd25519(scheme, key as KeyObject, parts, text))
  const expected = scheme.algorithm === 'token' ? (key as Buffer) : Buffer.from(hmacText(scheme, key as KeyObject, parts), 'latin1')
  return signatures.some((text) => isSame(expected, text))
}

function isSame(expected: Buffer, text: string): boolean {
  const given = Buffer.from(text)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function isEd25519(scheme: Scheme, key: KeyObject, parts: readonly (string | Buffer)[], text: string): boolean {
  const signature = Buffer.from(text, scheme.encoding)
  // Node reads base64 and hex leniently; only the one canonical spelling is taken.
  if (signature.length !== 64 || signature.toString(scheme.encoding) !== text) return false
  return verifyBytes(null, joined(parts), key, signature)
}

function refusal(code: RefusalCode, reason: string): Refusal {
  return { ok: false, code, reason }
}
