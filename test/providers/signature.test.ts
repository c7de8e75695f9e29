import { sign as octokitSign, verify as octokitVerify } from '@octokit/webhooks-methods'
import { describe, expect, it } from 'vitest'
import { InvalidInput } from '../../src/errors.ts'
import { providers } from '../../src/providers/index.ts'
import type { Headers } from '../../src/providers/provider.ts'
import { parseScheme } from '../../src/providers/scheme.ts'
import { prepareKey, prepareKeys, type Scheme, sign } from '../../src/providers/signature.ts'
import { verifySignature } from '../../src/providers/verify.ts'
import { fc } from '../helpers/properties.ts'
import { fixture } from './fixture.ts'

const scheme = (name: string): Scheme =>
  Object.values(providers)
    .flatMap(({ schemes }) => schemes)
    .find((one) => one.name === name)!
const shopify = parseScheme({ name: 'shopify', header: 'X-Shopify-Hmac-Sha256', algorithm: 'hmac-sha256', encoding: 'base64' })
const convoy = parseScheme({
  name: 'convoy',
  header: 'X-Convoy-Signature',
  algorithm: 'hmac-sha256',
  prefix: 'v1=',
  separator: ',',
  signed: ['{timestamp}', ',', '{body}'],
  timestamp: { from: 'signature:t=' },
})
const convoySimple = parseScheme({ name: 'convoy-simple', header: 'X-Convoy-Signature', algorithm: 'hmac-sha256' })

interface Vector {
  scheme: Scheme
  secret: string
  body: Buffer
  headers: Headers
  nowS?: number
}

const unicode = Buffer.from('{"action":"created","data":{"issue":{"id":"1","title":"Größe 💥"}}}')
const charge = Buffer.from('{"event":"charge.success","amount":1000,"currency":"NGN"}')
const standardHeaders = { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330' }
const standardBody = Buffer.from('{"test": 2432232314}')
const standardSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const standardSignature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
const standardPublicKey = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4='
const standardSigningKey = 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=='
const githubSecret = "It's a Secret to Everybody"

// The vendors' own examples where they publish any, else recomputed with their libraries.
const vectors: Record<string, Vector> = {
  GitHub: {
    scheme: scheme('github'),
    secret: githubSecret,
    body: Buffer.from('Hello, World!'),
    headers: { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' },
  },
  Jira: {
    scheme: scheme('jira'),
    secret: githubSecret,
    body: Buffer.from('Hello World!'),
    headers: { 'x-hub-signature': 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9' },
  },
  Slack: {
    scheme: scheme('slack'),
    secret: '8f742231b10e8888abcd99yyyzzz85a5',
    body: fixture('slack/slash-command.txt'),
    nowS: 1531420618,
    headers: {
      'x-slack-request-timestamp': '1531420618',
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    },
  },
  'Standard Webhooks v1': {
    scheme: scheme('standard'),
    secret: standardSecret,
    body: standardBody,
    nowS: 1614265330,
    headers: { ...standardHeaders, 'webhook-signature': standardSignature },
  },
  'Standard Webhooks v1a': {
    scheme: scheme('standard-v1a'),
    secret: standardPublicKey,
    body: standardBody,
    nowS: 1614265330,
    headers: {
      ...standardHeaders,
      'webhook-signature': 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    },
  },
  Svix: {
    scheme: scheme('svix'),
    secret: standardSecret,
    body: standardBody,
    nowS: 1614265330,
    headers: { 'svix-id': standardHeaders['webhook-id'], 'svix-timestamp': '1614265330', 'svix-signature': standardSignature },
  },
  Stripe: {
    scheme: scheme('stripe'),
    secret: 'whsec_test_secret',
    body: Buffer.from('{"id":"evt_test_webhook","object":"event"}'),
    nowS: 1614265330,
    headers: { 'stripe-signature': 't=1614265330,v1=3c5817089d739023dd6190f70a3757e04f7a2fd8b5dab12c2e000f51970dccff' },
  },
  Sentry: {
    scheme: scheme('sentry'),
    secret: 'sentry-client-secret',
    body: unicode,
    headers: { 'sentry-hook-signature': 'f4160cd043f02cb5b6204d1fbaa72dce6908eeb805a054639107ccd3d04e0a0e' },
  },
  Shopify: {
    scheme: shopify,
    secret: 'hush',
    body: unicode,
    headers: { 'x-shopify-hmac-sha256': 'j0IKeezJJ+CdLniDzqSSJMq4c4IQDw8rWlXrC8w0clc=' },
  },
  'Convoy, simple': {
    scheme: convoySimple,
    secret: 'convoy-webhook-secret',
    body: charge,
    headers: { 'x-convoy-signature': '244449b7f48cbc2709060c9dcdc2b3aa47a78f540430579015c579fb12defbb4' },
  },
  'Convoy, advanced': {
    scheme: convoy,
    secret: 'convoy-webhook-secret',
    body: charge,
    nowS: 1700000000,
    headers: { 'x-convoy-signature': 't=1700000000,v1=77b8b9269f25a199846a55a2bd25b3fba151c70fdae60bb1dcd87fbbc943c55c' },
  },
  'RFC 4231, case 2': {
    scheme: convoySimple,
    secret: 'Jefe',
    body: Buffer.from('what do ya want for nothing?'),
    headers: { 'x-convoy-signature': '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843' },
  },
}

function verify(vector: Vector, change: Partial<Vector> = {}) {
  const { scheme: one, secret, body, headers, nowS = 0 } = { ...vector, ...change }
  return verifySignature({ scheme: one, keys: [{ secretId: 'sec_1', key: prepareKey(one, secret) }], headers, body, nowMs: nowS * 1000 })
}

const withHeader = (vector: Vector, value: string): Headers => ({ ...vector.headers, [vector.scheme.header]: value })
const signatureOf = (vector: Vector): string => vector.headers[vector.scheme.header]!

describe('verifySignature', () => {
  it.each(Object.entries(vectors))('takes the known signature of %s, and none over other bytes', (_name, vector) => {
    expect(verify(vector)).toMatchObject({ ok: true, scheme: vector.scheme.name, secretId: 'sec_1' })
    expect(verify(vector, { body: Buffer.concat([vector.body, Buffer.from('\n')]) })).toMatchObject({
      ok: false,
      code: 'invalid_signature',
    })
  })

  it('says when it was signed', () => {
    expect(verify(vectors.Slack!)).toMatchObject({ timestampMs: 1531420618000 })
    expect(verify(vectors.GitHub!)).not.toHaveProperty('timestampMs')
  })

  it('looks at the raw bytes: the same JSON written otherwise is refused', () => {
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(standardBody.toString())))

    expect(verify(vectors['Standard Webhooks v1']!, { body: rewritten })).toMatchObject({ code: 'invalid_signature' })
  })

  it('says that the signature is missing, where its header is missing or empty', () => {
    for (const vector of Object.values(vectors)) {
      expect(verify(vector, { headers: { ...vector.headers, [vector.scheme.header]: undefined } })).toMatchObject({
        code: 'missing_signature',
      })
      expect(verify(vector, { headers: withHeader(vector, '') })).toMatchObject({ code: 'missing_signature' })
    }
  })

  it('says that the signature is missing, where the id that it covers is missing', () => {
    const headers = { ...vectors['Standard Webhooks v1']!.headers, 'webhook-id': undefined }

    expect(verify(vectors['Standard Webhooks v1']!, { headers })).toMatchObject({ code: 'missing_signature' })
  })

  it('refuses a signature in upper case, with white space, cut short, prolonged, or without its value', () => {
    for (const vector of Object.values(vectors)) {
      const text = signatureOf(vector)
      const isHex = vector.scheme.encoding === 'hex'
      const isList = vector.scheme.separator === ' '
      const wrong = [
        `${text}\n`,
        `\t${text}`,
        text.slice(0, -1),
        text.slice(0, -60),
        `${text}0`,
        `${text}=`,
        vector.scheme.prefix ?? '0',
        '123456',
      ]
      for (const value of [...wrong, ...(isHex ? [text.toUpperCase()] : []), ...(isList ? [] : [` ${text}`, `${text} `])]) {
        expect(verify(vector, { headers: withHeader(vector, value) }), value).toMatchObject({ ok: false })
      }
    }
  })

  it('refuses hexadecimal in upper case behind a right prefix', () => {
    const hex = signatureOf(vectors.GitHub!).slice('sha256='.length).toUpperCase()

    expect(verify(vectors.GitHub!, { headers: withHeader(vectors.GitHub!, `sha256=${hex}`) })).toMatchObject({ code: 'invalid_signature' })
  })

  it('refuses a SHA-1 signature where SHA-256 is due', () => {
    const headers = {
      'x-hub-signature-256': 'sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59',
      'x-hub-signature': 'sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59',
    }

    expect(verify(vectors.GitHub!, { headers })).toMatchObject({ code: 'invalid_signature' })
  })

  it('refuses two signatures in one header where the provider sends one', () => {
    const text = signatureOf(vectors.GitHub!)

    expect(verify(vectors.GitHub!, { headers: withHeader(vectors.GitHub!, `${text}, ${text}`) })).toMatchObject({
      code: 'invalid_signature',
    })
  })

  it('refuses bare versions: `v1,` and `v1=`', () => {
    expect(verify(vectors['Standard Webhooks v1']!, { headers: { ...standardHeaders, 'webhook-signature': 'v1,' } })).toMatchObject({
      code: 'invalid_signature',
    })
    expect(verify(vectors.Stripe!, { headers: { 'stripe-signature': 't=1614265330,v1=' } })).toMatchObject({ code: 'invalid_signature' })
  })

  it('finds the one good signature of four, wherever it stands', () => {
    const wrong = 'v1,AAAAAAsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    for (const at of [0, 1, 2, 3]) {
      const list = [wrong, wrong, 'v2,other'].toSpliced(at, 0, standardSignature).join(' ')
      expect(verify(vectors['Standard Webhooks v1']!, { headers: { ...standardHeaders, 'webhook-signature': list } })).toMatchObject({
        ok: true,
      })
    }
  })

  it('finds the time wherever it stands', () => {
    const [time, signature] = signatureOf(vectors.Stripe!).split(',')

    expect(verify(vectors.Stripe!, { headers: { 'stripe-signature': `v0=abc,${signature},${time}` } })).toMatchObject({ ok: true })
  })

  it('refuses a header where all signatures are wrong', () => {
    const list = 'v1,AAAA v1,BBBB v1a,CCCC'

    expect(verify(vectors['Standard Webhooks v1']!, { headers: { ...standardHeaders, 'webhook-signature': list } })).toMatchObject({
      code: 'invalid_signature',
    })
  })

  it('looks at ten signatures of a header and refuses eleven, also where one is good', () => {
    const list = (count: number) => [...Array<string>(count - 1).fill('v1,AAAA'), standardSignature].join(' ')
    const code = (count: number) =>
      verify(vectors['Standard Webhooks v1']!, { headers: { ...standardHeaders, 'webhook-signature': list(count) } })

    expect(code(10)).toMatchObject({ ok: true })
    expect(code(11)).toMatchObject({ code: 'too_many_signatures' })
    expect(code(1000)).toMatchObject({ code: 'too_many_signatures' })
  })

  describe.each(['Slack', 'Standard Webhooks v1', 'Stripe', 'Convoy, advanced'])('the time of %s', (name) => {
    const vector = vectors[name]!
    const sentAtS = vector.nowS!
    const withTime = (text: string): Headers =>
      Object.fromEntries(Object.entries(vector.headers).map(([header, value]) => [header, value!.replace(String(sentAtS), text)]))

    it('may be 300 seconds away and no more, on either side', () => {
      for (const nowS of [sentAtS - 300, sentAtS + 300]) expect(verify(vector, { nowS })).toMatchObject({ ok: true })
      for (const nowS of [sentAtS - 301, sentAtS + 301]) expect(verify(vector, { nowS })).toMatchObject({ code: 'stale_timestamp' })
    })

    it('is refused in milliseconds', () => {
      expect(verify(vector, { headers: withTime(`${sentAtS}000`) })).toMatchObject({ code: 'stale_timestamp' })
    })

    it('is refused where it is not a whole number', () => {
      for (const text of [
        'hello',
        'NaN',
        'Infinity',
        '-Infinity',
        '1e10',
        `${sentAtS}.5`,
        `-${sentAtS}`,
        ` ${sentAtS}`,
        `0${sentAtS}`,
        '0x5',
        '',
        '9'.repeat(40),
      ]) {
        expect(verify(vector, { headers: withTime(text) }), text).toMatchObject({ code: 'missing_timestamp' })
      }
    })

    it('is refused where it was changed', () => {
      expect(verify(vector, { headers: withTime(String(sentAtS + 1)) })).toMatchObject({ code: 'invalid_signature' })
    })
  })

  it('says that the time is missing', () => {
    expect(verify(vectors.Slack!, { headers: { 'x-slack-signature': signatureOf(vectors.Slack!) } })).toMatchObject({
      code: 'missing_timestamp',
    })
    expect(verify(vectors.Stripe!, { headers: { 'stripe-signature': signatureOf(vectors.Stripe!).split(',')[1]! } })).toMatchObject({
      code: 'missing_timestamp',
    })
  })

  it('names the secret that fits, while one is being replaced by another', () => {
    const { scheme: one, headers, body } = vectors.GitHub!
    const keys = prepareKeys(one, [
      { id: 'sec_new', value: 'the next one' },
      { id: 'sec_old', value: githubSecret },
    ])

    expect(verifySignature({ scheme: one, keys, headers, body, nowMs: 0 })).toMatchObject({ ok: true, secretId: 'sec_old' })
    expect(verifySignature({ scheme: one, keys: keys.slice(0, 1), headers, body, nowMs: 0 })).toMatchObject({ code: 'invalid_signature' })
    expect(verifySignature({ scheme: one, keys: [], headers, body, nowMs: 0 })).toMatchObject({ code: 'invalid_signature' })
  })

  it("takes GitLab's token as it is, and nothing near it", () => {
    const gitlab: Vector = { scheme: scheme('gitlab'), secret: 'a token', body: charge, headers: { 'x-gitlab-token': 'a token' } }

    expect(verify(gitlab)).toMatchObject({ ok: true, scheme: 'gitlab' })
    for (const value of ['A token', 'a token ', 'a toke', 'a tokenn'])
      expect(verify(gitlab, { headers: { 'x-gitlab-token': value } })).toMatchObject({ code: 'invalid_signature' })
  })

  it('says nothing secret when it refuses', () => {
    for (const vector of Object.values(vectors))
      expect(JSON.stringify(verify(vector, { body: Buffer.from('x') }))).not.toContain(vector.secret)
  })

  it('never throws, whatever the headers hold', () => {
    const names = [
      'webhook-signature',
      'webhook-id',
      'webhook-timestamp',
      'stripe-signature',
      'x-hub-signature-256',
      'x-slack-signature',
      'x-slack-request-timestamp',
    ]
    const values = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('1614265330', 't=1614265330,v1=', 'v1,', 'v1a,AAAA', 'sha256=', 'v0='),
      fc.constant(undefined),
    )
    const entries = fc.dictionary(fc.constantFrom(...names), values)

    fc.assert(
      fc.property(entries, fc.constantFrom(...Object.values(vectors)), (headers, vector) => {
        expect(verify(vector, { headers }).ok).toBe(false)
      }),
    )
  })

  it("does not read a header's name from where names are inherited", () => {
    expect(verify({ ...vectors.GitHub!, scheme: { ...scheme('github'), header: 'constructor' }, headers: {} })).toMatchObject({
      code: 'missing_signature',
    })
  })
})

describe('prepareKey', () => {
  it('refuses an empty secret in every scheme', () => {
    for (const { schemes } of Object.values(providers)) for (const one of schemes) expect(() => prepareKey(one, '')).toThrow(InvalidInput)
    expect(() => prepareKey(scheme('standard'), 'whsec_')).toThrow(InvalidInput)
    expect(() => prepareKey(scheme('github'), null as never)).toThrow(InvalidInput)
  })

  it('takes a secret of Standard Webhooks with whsec_ and without', () => {
    expect(verify(vectors['Standard Webhooks v1']!, { secret: standardSecret.slice('whsec_'.length) })).toMatchObject({ ok: true })
    expect(() => prepareKey(scheme('standard'), 'whsec_not base64!')).toThrow(InvalidInput)
  })

  it('makes no HMAC key of a public key: whoever knows it could sign', () => {
    expect(() => prepareKey(scheme('standard'), standardPublicKey)).toThrow(InvalidInput)
    expect(prepareKeys(scheme('standard'), [{ id: 'sec_1', value: standardPublicKey }])).toEqual([])
    expect(
      prepareKeys(scheme('standard-v1a'), [
        { id: 'sec_1', value: standardSecret },
        { id: 'sec_2', value: standardPublicKey },
      ]),
    ).toMatchObject([{ secretId: 'sec_2' }])
  })

  it('takes a bare public key where the scheme says base64', () => {
    const custom: Vector = {
      ...vectors['Standard Webhooks v1a']!,
      scheme: { ...scheme('standard-v1a'), key: 'base64' },
      secret: standardPublicKey.slice('whpk_'.length),
    }

    expect(verify(custom)).toMatchObject({ ok: true })
    expect(() => prepareKey(custom.scheme, 'c2hvcnQ=')).toThrow(InvalidInput)
  })

  it('never puts the secret in its error', () => {
    for (const value of ['whpk_hidden', 'hidden!']) expect(() => prepareKey(scheme('standard'), value)).toThrow(/^((?!hidden).)*is base64$/)
  })
})

describe('sign', () => {
  it.each(Object.entries(vectors))('makes the known headers of %s', (name, { scheme: one, secret, body, headers, nowS = 0 }) => {
    const secretValue = name === 'Standard Webhooks v1a' ? standardSigningKey : secret

    expect(sign({ scheme: one, secretValue, body, id: standardHeaders['webhook-id'], nowMs: nowS * 1000 })).toEqual(headers)
  })

  it('cannot sign with a public key', () => {
    expect(() => sign({ scheme: scheme('standard-v1a'), secretValue: standardPublicKey, body: '', nowMs: 0 })).toThrow(InvalidInput)
  })

  it("agrees with GitHub's own library, both ways", async () => {
    const headers = sign({ scheme: scheme('github'), secretValue: 'a secret', body: unicode, nowMs: 0 })

    expect(await octokitVerify('a secret', unicode.toString(), headers['x-hub-signature-256']!)).toBe(true)
    expect(headers['x-hub-signature-256']).toBe(await octokitSign('a secret', unicode.toString()))
  })
})
