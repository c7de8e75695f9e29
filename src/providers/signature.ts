import { createHmac, createPrivateKey, createPublicKey, createSecretKey, type KeyObject, sign as signBytes } from 'node:crypto'
import { InvalidInput } from '../errors.ts'

/** How one provider signs a delivery, as data. A custom webhook carries one of these. */
export interface Scheme {
  /** A short name that is kept with the event: `github`, `standard-v1a`. */
  name: string
  /** The header that carries the signature, lower case. */
  header: string
  /** `token`: the header holds the secret itself, and nothing is signed. */
  algorithm: 'hmac-sha1' | 'hmac-sha256' | 'hmac-sha512' | 'ed25519' | 'token'
  /** Hexadecimal is in lower case. */
  encoding: 'hex' | 'base64'
  /** What stands before the signature: `sha256=`, `v0=`, `v1,`. Default: nothing. */
  prefix?: string
  /** Several signatures in the header are separated by this; default: only one. At most 10 are looked at. */
  separator?: string
  /** What is signed, in order: literals, or what these words stand for. */
  signed: readonly ('{id}' | '{timestamp}' | '{body}' | (string & {}))[]
  /**
   * How the secret becomes the key: its UTF-8 bytes; base64; or base64 after the prefixes of Standard Webhooks, where a
   * public key must carry its `whpk_` and an HMAC secret may leave out its `whsec_`.
   */
  key: 'utf8' | 'base64' | 'whsec'
  /** The header that `{id}` stands for. */
  idHeader?: string
  timestamp?: {
    /** A header; `signature:t=` reads it from the signature header's own list; `body:path` from the parsed body. */
    from: `header:${string}` | `signature:${string}` | `body:${string}`
    unit: 's' | 'ms'
    /** How old or how far ahead it may be, in seconds. */
    toleranceS: number
  }
}

/** A secret made ready for one scheme: an HMAC key, a public key, or the bytes of a token. */
export type Key = KeyObject | Buffer

/** A key and the secret that it was made from. */
export interface VerifyingKey {
  secretId: string
  key: Key
}

/**
 * Turns a secret into the key that verifies, once, so that nothing is derived per delivery.
 * @throws {InvalidInput} when the secret is empty or has not the form that the scheme takes
 */
export function prepareKey(scheme: Scheme, secretValue: string): Key {
  if (scheme.algorithm === 'token') return Buffer.from(nonEmpty(secretValue))
  if (scheme.algorithm !== 'ed25519') return createSecretKey(keyBytes(scheme, secretValue, ['whsec_', '']))
  const bytes = keyBytes(scheme, secretValue, ['whpk_'])
  if (bytes.length !== ED25519_BYTES) throw badSecret('is an Ed25519 public key of 32 bytes')
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, bytes]), format: 'der', type: 'spki' })
}

/**
 * The keys that a webhook's secrets make for one scheme. A secret of another scheme's form is left out: a public key
 * never becomes an HMAC key, with which anyone who knows it could sign.
 */
export function prepareKeys(scheme: Scheme, secrets: readonly { id: string; value: string }[]): VerifyingKey[] {
  return secrets.flatMap(({ id, value }) => {
    try {
      return [{ secretId: id, key: prepareKey(scheme, value) }]
    } catch (error) {
      if (error instanceof InvalidInput) return []
      throw error
    }
  })
}

/** What is to be signed and by whom. `id` is needed where the scheme signs `{id}`. */
export interface SignInput {
  scheme: Scheme
  secretValue: string
  body: Buffer | string
  id?: string
  nowMs: number
}

/**
 * The headers that sign a body as the provider does.
 * For ed25519 the secret is the signing key: base64 of seed and public key, after `whsk_` where the scheme says `whsec`.
 * @throws {InvalidInput} when the secret cannot sign: empty, malformed, or only a public key
 */
export function sign({ scheme, secretValue, body, id = '', nowMs }: SignInput): Record<string, string> {
  if (scheme.algorithm === 'token') return { [scheme.header]: nonEmpty(secretValue) }
  const timestamp = String(scheme.timestamp?.unit === 'ms' ? nowMs : Math.floor(nowMs / 1000))
  const parts = signedParts(scheme, { id, timestamp, body: Buffer.from(body) })
  const signature = `${scheme.prefix ?? ''}${signatureOf(scheme, secretValue, parts)}`
  const from = scheme.timestamp?.from ?? ''
  const headers: Record<string, string> = { [scheme.header]: signature }
  if (from.startsWith('signature:'))
    headers[scheme.header] = `${from.slice('signature:'.length)}${timestamp}${scheme.separator}${signature}`
  if (from.startsWith('header:')) headers[from.slice('header:'.length)] = timestamp
  if (scheme.idHeader) headers[scheme.idHeader] = id
  return headers
}

/** What a scheme signs, in order, the words replaced by their values. */
export function signedParts(scheme: Scheme, values: { id: string; timestamp: string; body: Buffer }): (string | Buffer)[] {
  return scheme.signed.map((part) => {
    if (part === '{body}') return values.body
    if (part === '{timestamp}') return values.timestamp
    return part === '{id}' ? values.id : part
  })
}

/** The text of the HMAC over the parts, as the scheme writes it. */
export function hmacText(scheme: Scheme, key: KeyObject, parts: readonly (string | Buffer)[]): string {
  const hmac = createHmac(scheme.algorithm.slice('hmac-'.length), key)
  let text = ''
  for (const part of parts) {
    if (typeof part === 'string') text += part
    else {
      if (text !== '') hmac.update(text)
      hmac.update(part)
      text = ''
    }
  }
  if (text !== '') hmac.update(text)
  return hmac.digest(scheme.encoding)
}

/** The parts as one run of bytes, for algorithms that want it whole. */
export function joined(parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(parts.map((part) => Buffer.from(part)))
}

// The DER that stands before 32 raw bytes of an Ed25519 key: RFC 8410, sections 4 and 7.
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const ED25519_BYTES = 32

function signatureOf(scheme: Scheme, secretValue: string, parts: readonly (string | Buffer)[]): string {
  if (scheme.algorithm !== 'ed25519') return hmacText(scheme, prepareKey(scheme, secretValue) as KeyObject, parts)
  const seedAndPublic = keyBytes(scheme, secretValue, ['whsk_', ''])
  if (seedAndPublic.length !== 2 * ED25519_BYTES) throw badSecret('is an Ed25519 signing key: seed and public key, 64 bytes')
  const der = Buffer.concat([PKCS8_PREFIX, seedAndPublic.subarray(0, ED25519_BYTES)])
  return signBytes(null, joined(parts), createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).toString(scheme.encoding)
}

function keyBytes(scheme: Scheme, secretValue: string, prefixes: readonly string[]): Buffer {
  const value = nonEmpty(secretValue)
  if (scheme.key === 'utf8') return Buffer.from(value)
  if (scheme.key === 'base64') return fromBase64(value)
  const prefix = prefixes.find((one) => value.startsWith(one))
  if (prefix === undefined) throw badSecret(`begins with ${prefixes[0]}`)
  return fromBase64(value.slice(prefix.length))
}

function fromBase64(text: string): Buffer {
  // Not the alphabet of URLs: its `_` would let the prefix of a public key pass as a part of an HMAC key.
  const bytes = /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0)
  if (bytes.length === 0) throw badSecret('is base64')
  return bytes
}

function nonEmpty(secretValue: string): string {
  if (typeof secretValue !== 'string' || secretValue === '') throw badSecret('is not empty')
  return secretValue
}

function badSecret(expected: string): InvalidInput {
  return new InvalidInput([{ path: ['secret'], message: `Not a secret that this scheme takes: expected that it ${expected}` }])
}
