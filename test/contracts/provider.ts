import { describe, expect, it } from 'vitest'
import { Refused } from '../../src/errors.ts'
import type { Subject } from '../../src/model/event.ts'
import type { Headers, Provider, RawDelivery } from '../../src/providers/provider.ts'
import { prepareKey, type Scheme, sign } from '../../src/providers/signature.ts'
import { verifySignature } from '../../src/providers/verify.ts'
import { fc } from '../helpers/properties.ts'

/** A recorded delivery and what it says. */
export interface ProviderFixture {
  file: string
  contentType?: string
  headers?: Record<string, string>
  body: Buffer
  eventType: string
  deliveryId: string | null
  subject: Partial<Subject>
}

const NOW_MS = 1_768_469_400_000
const SECRETS: Record<Scheme['key'], string> = { utf8: 'a secret', base64: 'c2VjcmV0', whsec: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }

export function delivery(body: Buffer | string, headers: Headers = {}, contentType = 'application/json'): RawDelivery {
  return { headers, body: Buffer.from(body), contentType }
}

export function refusalCode(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof Refused) return error.code
    throw error
  }
  return 'not refused'
}

/** What holds for every provider. `required` are headers without which it refuses a delivery. */
export function describeProvider(provider: Provider, fixtures: readonly ProviderFixture[], required: Record<string, string> = {}): void {
  describe(`${provider.name}: every provider`, () => {
    for (const { file, headers, body, contentType, eventType, deliveryId, subject } of fixtures) {
      it(`reads ${file} as ${eventType}`, () => {
        const parsed = provider.parse(delivery(body, headers, contentType))

        expect(parsed).toMatchObject({ eventType, deliveryId })
        expect(provider.subject(parsed.eventType, parsed.payload)).toMatchObject(subject)
      })
    }

    for (const scheme of provider.schemes.filter(({ algorithm }) => algorithm !== 'ed25519')) {
      it(`takes what ${scheme.name} signed, and nothing else`, () => {
        const secretValue = SECRETS[scheme.key]
        const body = fixtures[0]?.body ?? Buffer.from('{}')
        const headers = sign({ scheme, secretValue, body, id: 'msg_1', nowMs: NOW_MS })
        const verify = (bytes: Buffer, keySecret: string) =>
          verifySignature({
            scheme,
            keys: [{ secretId: 'sec_1', key: prepareKey(scheme, keySecret) }],
            headers,
            body: bytes,
            nowMs: NOW_MS,
          })

        expect(verify(body, secretValue)).toMatchObject({ ok: true, scheme: scheme.name, secretId: 'sec_1' })
        expect(verify(body, `${secretValue}BBBB`)).toMatchObject({ ok: false, code: 'invalid_signature' })
        if (scheme.algorithm !== 'token') expect(verify(Buffer.concat([body, Buffer.from(' ')]), secretValue)).toMatchObject({ ok: false })
      })
    }

    it('reads its own samples back as what they are', () => {
      const types = provider.eventTypes.filter((type) => provider.sample(type, NOW_MS))

      for (const type of types) {
        const { headers, body } = provider.sample(type, NOW_MS)!
        const parsed = provider.parse(delivery(body, headers, headers['content-type']))
        const { title, body: text } = provider.subject(parsed.eventType, parsed.payload)
        expect(parsed.eventType).toBe(type)
        expect(parsed.deliveryId).toEqual(expect.any(String))
        expect(title ?? text).toEqual(expect.any(String))
        expect(provider.contentTypes).toContain(headers['content-type'])
      }
      if (provider.eventTypes.length > 0) expect(types.length).toBeGreaterThan(0)
    })

    it('gives each sample a delivery id of its own', () => {
      const [type = ''] = provider.eventTypes.filter((one) => provider.sample(one))
      const [first, second] = [provider.sample(type), provider.sample(type)]

      if (first && second) {
        const ids = [first, second].map(({ headers, body }) => provider.parse(delivery(body, headers, headers['content-type'])).deliveryId)
        expect(ids[0]).not.toBe(ids[1])
      }
    })

    it('has no sample of a type that it does not know', () => {
      expect(provider.sample('constructor')).toBeNull()
      expect(provider.sample('no.such.type')).toBeNull()
    })

    it('composes a delivery that carries the id it was given', () => {
      for (const { body, eventType, headers, contentType } of fixtures) {
        const { payload, handshake } = provider.parse(delivery(body, headers, contentType))
        if (handshake) continue
        const composed = provider.compose(eventType, payload, 'replay-1')
        const parsed = provider.parse(delivery(composed.body, composed.headers, composed.headers['content-type']))
        expect(parsed).toMatchObject({ eventType, deliveryId: 'replay-1' })
      }
    })

    it('names every event type once', () => {
      expect(new Set(provider.eventTypes).size).toBe(provider.eventTypes.length)
    })

    it('keeps no header that holds a signature or a secret', () => {
      const secret = provider.schemes.map(({ header }) => header)

      expect(provider.keptHeaders.filter((name) => secret.includes(name) || name === 'authorization')).toEqual([])
      expect(provider.keptHeaders).toEqual(provider.keptHeaders.map((name) => name.toLowerCase()))
    })

    it('refuses a body that is empty, not UTF-8, not JSON, or nested too deep', () => {
      const code = (body: Buffer | string) => refusalCode(() => provider.parse(delivery(body, required)))

      expect(code('')).toBe('empty_body')
      expect(code(Buffer.from([0x7b, 0xff, 0x7d]))).toBe('invalid_encoding')
      expect(code('{"a":')).toBe('invalid_json')
      expect(code(`${'['.repeat(65)}${']'.repeat(65)}`)).toBe('too_deep')
    })

    it('throws nothing but Refused, whatever is delivered, and makes a subject of whatever it reads', () => {
      const json = fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text))
      const bodies = fc.oneof(
        json,
        fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
        fc.webQueryParameters().map((text) => Buffer.from(text)),
      )
      const types = fc.constantFrom(...provider.contentTypes)

      fc.assert(
        fc.property(bodies, types, fc.boolean(), (body, contentType, withHeaders) => {
          const parsed = parseOrNull(provider, delivery(body, withHeaders ? required : {}, contentType))
          if (parsed) provider.subject(parsed.eventType, parsed.payload)
        }),
      )
    })

    it('makes a subject of any payload that has the right names and the wrong values', () => {
      const fixture = fixtures[0]
      if (!fixture) return
      const { payload, eventType } = provider.parse(delivery(fixture.body, fixture.headers, fixture.contentType))

      fc.assert(
        fc.property(fc.jsonValue({ maxDepth: 2 }), fc.nat(), (value, at) => {
          const { title, thread, url } = provider.subject(eventType, replaced(payload, value as never, at) as never)
          for (const text of [title, thread, url]) expect(text === null || typeof text === 'string').toBe(true)
        }),
      )
    })
  })
}

function parseOrNull(provider: Provider, raw: RawDelivery) {
  try {
    return provider.parse(raw)
  } catch (error) {
    if (error instanceof Refused) return null
    throw error
  }
}

/** The payload with one of its values, the `at`th, replaced. */
function replaced(payload: unknown, value: unknown, at: number): unknown {
  const count = countValues(payload)
  const target = 1 + (at % Math.max(1, count - 1))
  let index = 0
  return JSON.parse(JSON.stringify(payload, (_, one) => (index++ === target ? value : one)))
}

function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce<number>((sum, one) => sum + countValues(one), 1)
}
