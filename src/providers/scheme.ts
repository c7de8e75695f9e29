import { z } from 'zod'
import { InvalidInput } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import type { Provider } from './provider.ts'
import type { Scheme } from './signature.ts'

/** What a custom webhook's scheme may be at most. `toleranceS` in seconds; texts in characters. */
const SCHEME_LIMITS = { nameLength: 40, headerLength: 100, literalLength: 100, signedParts: 10, toleranceS: 3600 } as const

/**
 * Reads the `scheme` of a custom webhook. Left out: name `custom`, encoding `hex`, key `utf8`, signed `["{body}"]`.
 * @throws {InvalidInput} with the path of everything that is wrong
 */
export function parseScheme(json: unknown): Scheme {
  const result = schemeShape.safeParse(json)
  if (!result.success) throw new InvalidInput(result.error.issues.map(({ path, message }) => ({ path: path.map(String), message })))
  return result.data
}

// A header's name is a token: RFC 9110, section 5.1. It is compared in lower case.
const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
// These carry no signature, and a proxy or Node itself may write them.
const NOT_SIGNATURES = ['content-type', 'content-length', 'host', 'connection', 'transfer-encoding', 'cookie', '__proto__']

const headerName = z
  .string()
  .min(1)
  .max(SCHEME_LIMITS.headerLength)
  .toLowerCase()
  .refine((name) => TOKEN.test(name) && !NOT_SIGNATURES.includes(name), 'Expected the name of a header of the provider')
const literal = z.string().min(1).max(SCHEME_LIMITS.literalLength)

const timestampFrom = z
  .string()
  .max(SCHEME_LIMITS.headerLength)
  .transform((from) => (/^header:/i.test(from) ? from.toLowerCase() : from))
  .refine(isTimestampSource, 'Expected `header:<name>`, `signature:<prefix>` or `body:<path>`')
  .transform((from) => from as NonNullable<Scheme['timestamp']>['from'])

const schemeShape = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9-]+$/, 'Expected lower-case letters, digits and `-`')
      .max(SCHEME_LIMITS.nameLength)
      .default('custom'),
    header: headerName,
    algorithm: z.enum(['hmac-sha1', 'hmac-sha256', 'hmac-sha512', 'ed25519', 'token']),
    encoding: z.enum(['hex', 'base64']).default('hex'),
    prefix: literal.optional(),
    separator: literal.optional(),
    signed: z.array(literal).max(SCHEME_LIMITS.signedParts).optional(),
    key: z.enum(['utf8', 'base64', 'whsec']).default('utf8'),
    idHeader: headerName.optional(),
    timestamp: z
      .strictObject({
        from: timestampFrom,
        unit: z.enum(['s', 'ms']).default('s'),
        toleranceS: z.number().int().min(1).max(SCHEME_LIMITS.toleranceS).default(300),
      })
      .optional(),
  })
  .transform((scheme) => ({ ...scheme, signed: scheme.signed ?? (scheme.algorithm === 'token' ? [] : ['{body}']) }))
  .superRefine((scheme, context) => {
    for (const { path, message } of contradictions(scheme)) context.addIssue({ code: 'custom', path, message })
  })

/** What each field allows and the whole does not. */
function contradictions(scheme: Scheme): { path: string[]; message: string }[] {
  const { algorithm, signed, timestamp, idHeader, separator, key } = scheme
  const isToken = algorithm === 'token'
  if (isToken)
    return signed.length > 0 || timestamp
      ? [{ path: ['signed'], message: 'A token signs nothing: leave out `signed` and `timestamp`' }]
      : []
  const inBody = timestamp?.from.startsWith('body:') ?? true
  const rules: [boolean, string, string][] = [
    [signed.includes('{body}'), 'signed', 'Expected `{body}` among what is signed'],
    [!signed.some((part) => EMBEDDED_WORD.test(part)), 'signed', 'Expected `{id}`, `{timestamp}` and `{body}` each as a part of its own'],
    [signed.includes('{id}') === (idHeader !== undefined), 'idHeader', 'Expected `idHeader` exactly where `{id}` is signed'],
    [
      signed.includes('{timestamp}') === !inBody,
      'timestamp',
      'Expected a timestamp of a header or the signature exactly where `{timestamp}` is signed',
    ],
    [
      !timestamp?.from.startsWith('signature:') || separator !== undefined,
      'separator',
      'Expected a `separator` where the timestamp stands beside the signature',
    ],
    [algorithm !== 'ed25519' || key !== 'utf8', 'key', 'An Ed25519 key is `base64` or `whsec`'],
  ]
  return rules.filter(([holds]) => !holds).map(([, path, message]) => ({ path: [path], message }))
}

const EMBEDDED_WORD = /.\{(id|timestamp|body)\}|\{(id|timestamp|body)\}./s

function isTimestampSource(from: string): boolean {
  if (from.startsWith('header:')) return TOKEN.test(from.slice('header:'.length)) && !NOT_SIGNATURES.includes(from.slice('header:'.length))
  return /^signature:.+/s.test(from) || /^body:[^.]+(\.[^.]+)*$/.test(from)
}

/** The schemes by which deliveries of a webhook verify. */
export function schemesOf(provider: Provider, scheme: JsonObject | null | undefined): readonly Scheme[] {
  return scheme ? [parseScheme(scheme)] : provider.schemes
}

/**
 * How Standard Webhooks signs by a shared secret; Hookline itself signs so what it sends to others.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
 */
export const standardWebhooks: Scheme = {
  name: 'standard',
  header: 'webhook-signature',
  algorithm: 'hmac-sha256',
  encoding: 'base64',
  prefix: 'v1,',
  separator: ' ',
  signed: ['{id}', '.', '{timestamp}', '.', '{body}'],
  key: 'whsec',
  idHeader: 'webhook-id',
  timestamp: { from: 'header:webhook-timestamp', unit: 's', toleranceS: 300 },
}

/** "between 24 bytes (192 bits) and 64 bytes", from the specification above. */
const STANDARD_SECRET = { min: 24, made: 32, max: 64 } as const

export function newStandardSecret(): string {
  return `whsec_${Buffer.from(crypto.getRandomValues(new Uint8Array(STANDARD_SECRET.made))).toString('base64')}`
}

/** Whether a text is a secret of Standard Webhooks, with its prefix and of the length that is asked for. */
export function isStandardSecret(text: string): boolean {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1]
  if (base64 === undefined) return false
  const { length } = Buffer.from(base64, 'base64')
  return length >= STANDARD_SECRET.min && length <= STANDARD_SECRET.max
}
