import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providers } from '../../src/providers/index.ts'
import { startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'
import { expectRefused, expectStillGood, github, goodDelivery, keptRefusals, rawHead, sendRaw } from './bad-input.ts'

// Rows of the bad-input matrix that concern who signed what, and when.

const HEADER = 'x-hub-signature-256'
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const hex = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex')
const standardSignature = (text: string) =>
  createHmac('sha256', Buffer.from(SECRET.slice(6), 'base64'))
    .update(text)
    .digest('base64')

let app: TestApp
let webhook: TestWebhook
beforeAll(async () => {
  app = await startApp({ env: { REFUSED_PER_MINUTE: '0' } })
  webhook = await app.createWebhook({ id: 'signatures', secret: 'the-secret-of-this-webhook' })
})
afterAll(() => app.close())

describe('a signature that does not hold', () => {
  it('B3: refuses a delivery without one', async () => {
    const send = () => app.deliver(webhook, { ...goodDelivery(), secret: null })

    await expectRefused(app, webhook, send, { status: 401, code: 'missing_signature' })
    await expectStillGood(app, webhook)
  })

  it('B4: refuses one of the right length that another secret made', async () => {
    const send = () => app.deliver(webhook, { ...goodDelivery(), secret: 'the-secret-of-somebody-else' })

    await expectRefused(app, webhook, send, { status: 401, code: 'invalid_signature' })
    await expectStillGood(app, webhook)
  })

  const body = '{"zen":"Keep it logically awesome."}'
  const right = hex('the-secret-of-this-webhook', body)
  const spellings: [string, string][] = [
    ['B5: cut off', `sha256=${right.slice(0, 63)}`],
    ['B5: the prefix alone', 'sha256='],
    ['B5: longer than it is', `sha256=${right}0`],
    ['B5: of another scheme', 'v1,'],
    ['B5: in letters that are not ASCII', `sha256=${'é'.repeat(32)}`],
    ['B6: in upper case', `sha256=${right.toUpperCase()}`],
    ['B6: with a space', `sha256= ${right}`],
    ['B6: without its prefix', right],
    ['B6: by a weaker algorithm', `sha1=${createHmac('sha1', 'the-secret-of-this-webhook').update(body).digest('hex')}`],
    ['B6: in base64', `sha256=${Buffer.from(right, 'hex').toString('base64')}`],
    ['B7: twice in one header', `sha256=${right}, sha256=${right}`],
    ['B7: a thousand times in one header', Array.from({ length: 1000 }, () => 'sha256=00').join(',')],
  ]
  for (const [name, signature] of spellings) {
    it(`${name}: refused`, async () => {
      const send = () => app.deliver(webhook, github(body, { [HEADER]: signature }))

      await expectRefused(app, webhook, send, { status: 401, code: 'invalid_signature' })
    })
  }

  it('B5: an empty header is no signature', async () => {
    const delivery = github(body)
    const send = () => sendRaw(app, [rawHead(webhook, delivery, [`${HEADER}:`], [HEADER]), delivery.body])

    await expectRefused(app, webhook, send, { status: 401, code: 'missing_signature' })
    await expectStillGood(app, webhook)
  })

  it('B8: refuses the signature of the same JSON in other bytes', async () => {
    const payload = JSON.parse(goodDelivery().body.toString())
    const pretty = JSON.stringify(payload, null, 2)
    const send = () => app.deliver(webhook, github(pretty, { [HEADER]: `sha256=${hex(webhook.secret!, JSON.stringify(payload))}` }))

    await expectRefused(app, webhook, send, { status: 401, code: 'invalid_signature' })
    await expectStillGood(app, webhook)
  })

  it('B7: looks at ten signatures of a header that may hold several, and refuses more', async () => {
    const standard = await app.createWebhook({ provider: 'STANDARD', secret: SECRET })
    const event = '{"type":"contact.created","data":{}}'
    const send = (id: string, count: number) => {
      const atS = Math.floor(Date.now() / 1000)
      const signatures = [...Array.from({ length: count - 1 }, () => 'v1,AAAA'), `v1,${standardSignature(`${id}.${atS}.${event}`)}`]
      return app.deliver(standard, {
        body: event,
        secret: null,
        headers: { 'webhook-id': id, 'webhook-timestamp': String(atS), 'webhook-signature': signatures.join(' ') },
      })
    }

    expect(await send('msg_10', 10)).toMatchObject({ status: 202 })
    await expectRefused(app, standard, () => send('msg_11', 11), { status: 401, code: 'too_many_signatures' })
    await expectRefused(app, standard, () => send('msg_1000', 1000), { status: 401, code: 'too_many_signatures' })
    await expectStillGood(app, webhook)
  })

  it('reads a refusal back with its reason and headers, and without its body or signature', async () => {
    const own = await app.createWebhook()

    const refused = await keptRefusals(app, own, () => app.deliver(own, { ...goodDelivery(), secret: 'the-secret-of-somebody-else' }))

    const [node] = refused
    expect(refused).toHaveLength(1)
    expect(node).toMatchObject({
      status: 401,
      code: 'invalid_signature',
      remoteAddress: '127.0.0.1',
      headers: { 'x-github-event': 'issues' },
    })
    expect(JSON.stringify(node)).not.toMatch(/sha256=|The export button/)
  })
})

describe('a timestamp that is too old, too new, or none', () => {
  const nowS = () => Math.floor(Date.now() / 1000)
  const cases: [string, (toleranceS: number) => string | undefined, string][] = [
    ['a second too old', (toleranceS) => String(nowS() - toleranceS - 1), 'stale_timestamp'],
    ['more than a second too new', (toleranceS) => String(nowS() + toleranceS + 2), 'stale_timestamp'],
    ['NaN', () => 'NaN', 'missing_timestamp'],
    ['Infinity', () => 'Infinity', 'missing_timestamp'],
    ['1e10', () => '1e10', 'missing_timestamp'],
    ['negative', () => '-1', 'missing_timestamp'],
    ['a fraction', () => `${nowS()}.5`, 'missing_timestamp'],
    ['in the wrong unit', () => String(Date.now()), 'stale_timestamp'],
    ['missing', () => undefined, 'missing_timestamp'],
  ]
  type Signed = { secret: string; body: string; headers: (at: string | undefined, body: string) => Record<string, string> }
  const withTimestamp: Record<string, Signed> = {
    SLACK: {
      secret: 'slack-signing-secret',
      body: '{"type":"event_callback","event_id":"Ev1","event":{"type":"app_mention","user":"U1","channel":"C1","ts":"1.1"}}',
      headers: (at, body) => ({
        'x-slack-signature': `v0=${hex('slack-signing-secret', `v0:${at}:${body}`)}`,
        ...(at !== undefined && { 'x-slack-request-timestamp': at }),
      }),
    },
    STRIPE: {
      secret: 'stripe-signing-secret',
      body: '{"id":"evt_1","type":"charge.failed","data":{"object":{}}}',
      headers: (at, body) => ({
        'stripe-signature': `${at === undefined ? '' : `t=${at},`}v1=${hex('stripe-signing-secret', `${at ?? ''}.${body}`)}`,
      }),
    },
    STANDARD: {
      secret: SECRET,
      body: '{"type":"contact.created","data":{}}',
      headers: (at, body) => ({
        'webhook-id': 'msg_1',
        'webhook-signature': `v1,${standardSignature(`msg_1.${at ?? ''}.${body}`)}`,
        ...(at !== undefined && { 'webhook-timestamp': at }),
      }),
    },
  }
  for (const [provider, { secret, body, headers }] of Object.entries(withTimestamp)) {
    it(`B10: ${provider.toLowerCase()}: refuses every timestamp outside five minutes in either direction, and takes those inside`, async () => {
      const own = await app.createWebhook({ provider, secret })
      const send = (at: string | undefined) => app.deliver(own, { body, secret: null, headers: headers(at, body) })

      for (const [, timestamp, code] of cases) {
        await expectRefused(app, own, () => send(timestamp(300)), { status: 401, code })
      }
      for (const at of [nowS() - 298, nowS() + 298]) expect((await send(String(at))).status).toBeLessThan(300)
    })
  }

  it('B10: linear: refuses a timestamp in the signed body more than a minute away, and takes one inside', async () => {
    const own = await app.createWebhook({ provider: 'LINEAR', secret: 'linear-signing-secret' })
    const send = (webhookTimestamp: unknown) => {
      const body = JSON.stringify({ type: 'Issue', action: 'create', webhookTimestamp, data: { title: 'x' } })
      return app.deliver(own, { body, headers: { 'linear-delivery': crypto.randomUUID() } })
    }

    for (const at of [Date.now() - 61_000, Date.now() + 62_000, nowS()]) {
      await expectRefused(app, own, () => send(at), { status: 401, code: 'stale_timestamp' })
    }
    for (const at of [undefined, null, 'NaN', 1.5, true, {}, [Date.now()]]) {
      await expectRefused(app, own, () => send(at), { status: 401, code: 'missing_timestamp' })
    }
    for (const at of [Date.now() - 58_000, Date.now() + 58_000]) expect(await send(at)).toMatchObject({ status: 200 })
  })
})

describe('secrets', () => {
  it('B14: takes the old and the new secret while they overlap, and after it the new one alone', async () => {
    const rotated = await app.createWebhook()
    const { rotateWebhookSecret } = await app.graphql(
      'mutation ($id: ID!) { rotateWebhookSecret(id: $id, overlapSeconds: 2) { ... on RotateWebhookSecretPayload { secret } } }',
      { id: rotated.id },
    )
    const next = { ...rotated, secret: rotateWebhookSecret.secret }

    expect(await app.deliver(rotated, goodDelivery())).toMatchObject({ status: 202 })
    expect(await app.deliver(next, goodDelivery())).toMatchObject({ status: 202 })
    await sleep(2100)
    await expectRefused(app, rotated, () => app.deliver(rotated, goodDelivery()), { status: 401, code: 'invalid_signature' })
    expect(await app.deliver(next, goodDelivery())).toMatchObject({ status: 202 })
  })

  it('B14: stops the old secret at once where no overlap is wanted', async () => {
    const rotated = await app.createWebhook()
    await app.graphql('mutation ($id: ID!) { rotateWebhookSecret(id: $id, overlapSeconds: 0) { __typename } }', { id: rotated.id })

    await expectRefused(app, rotated, () => app.deliver(rotated, goodDelivery()), { status: 401, code: 'invalid_signature' })
  })

  for (const provider of ['SLACK', 'SENTRY', 'STRIPE', 'PAGERDUTY', 'LINEAR'] as const) {
    it(`B15: a ${provider.toLowerCase()} webhook lets nothing in until the secret that ${provider.toLowerCase()} issued is set`, async () => {
      const own = await app.createWebhook({ provider })
      const { webhook: made } = await app.graphql('query ($id: ID!) { webhook(id: $id) { hasSecret } }', { id: own.id })
      const { eventTypes, sample } = providers[own.provider]
      const delivery = sample(eventTypes.find((type) => sample(type))!)!
      const secret = 'the-secret-that-it-issued'

      expect([own.secret, made.hasSecret]).toEqual([null, false])
      await expectRefused(app, own, () => app.deliver(own, delivery), { status: 401, code: 'secret_missing' })
      await expectRefused(app, own, () => app.deliver(own, { ...delivery, secret }), { status: 401, code: 'secret_missing' })
      await app.graphql('mutation ($input: UpdateWebhookInput!) { updateWebhook(input: $input) { __typename } }', {
        input: { id: own.id, secret },
      })

      const { status } = await app.deliver(own, { ...delivery, secret })
      expect(status).toBe(own.provider === 'slack' || own.provider === 'linear' ? 200 : 202)
    })
  }

  for (const provider of ['GITHUB', 'GITLAB', 'JIRA', 'STANDARD', 'CUSTOM']) {
    it(`B15: a ${provider.toLowerCase()} webhook that was made without a secret has one, and takes nothing unsigned`, async () => {
      const own = await app.createWebhook({ provider })

      expect(own.secret).toEqual(expect.stringMatching(/^\S{24,}$/))
      const send = () => app.deliver(own, { body: '{"type":"x"}', secret: null })
      await expectRefused(app, own, send, { status: 401, code: 'missing_signature' })
    })
  }

  it('takes unsigned deliveries only where the webhook says so, and holds a signature that is there even then', async () => {
    const open = await app.createWebhook({ provider: 'SLACK', allowUnsigned: true })
    const signedToo = await app.createWebhook({ allowUnsigned: true })
    const slackDelivery = providers.slack.sample('app_mention')!

    expect(await app.deliver(open, slackDelivery)).toMatchObject({ status: 200 })
    expect(await app.deliver(signedToo, { ...goodDelivery(), secret: null })).toMatchObject({ status: 202 })
    expect(await app.deliver(signedToo, goodDelivery())).toMatchObject({ status: 202 })
    const send = () => app.deliver(signedToo, { ...goodDelivery(), secret: 'somebody-elses' })
    await expectRefused(app, signedToo, send, { status: 401, code: 'invalid_signature' })
    const [event] = await app.events(open.id, 'verification')
    expect(event.verification).toMatchObject({ scheme: 'unsigned', secretId: null })
  })
})
