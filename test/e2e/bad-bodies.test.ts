import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'
import { workedSinceMs } from '../helpers/worked.ts'
import { expectRefused, expectStillGood, github, goodDelivery, keptRefusals } from './bad-input.ts'

// Rows of the bad-input matrix that concern what is in a body, correctly signed.

const MB = 1024 * 1024
const PROVIDERS = ['GITHUB', 'GITLAB', 'JIRA', 'SLACK', 'SENTRY', 'LINEAR', 'STRIPE', 'PAGERDUTY', 'STANDARD'] as const
const REQUIRED = { 'x-github-event': 'issues', 'sentry-hook-resource': 'issue' }

let app: TestApp
let webhook: TestWebhook
let custom: TestWebhook
beforeAll(async () => {
  app = await startApp({ env: { REFUSED_PER_MINUTE: '0' } })
  webhook = await app.createWebhook({ id: 'bodies' })
  custom = await app.createWebhook({ id: 'bodies-custom', provider: 'CUSTOM' })
})
afterAll(() => app.close())

describe('a body that cannot be read', () => {
  const bodies: [string, string | Buffer, string][] = [
    ['B16: empty', '', 'empty_body'],
    ['B17: not JSON', '{"action":', 'invalid_json'],
    ['B17: plain text', 'hello', 'invalid_json'],
    ['B18: a list', '[{"action":"opened"}]', 'invalid_payload'],
    ['B18: a text', '"opened"', 'invalid_payload'],
    ['B18: a number', '42', 'invalid_payload'],
    ['B18: null', 'null', 'invalid_payload'],
    ['B22: nested 65 deep', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`, 'too_deep'],
    ['B22: nested 200,000 deep', '['.repeat(200_000) + ']'.repeat(200_000), 'too_deep'],
    ['B22: nested 2,000,000 deep', '['.repeat(2_000_000) + ']'.repeat(2_000_000), 'too_deep'],
    ['B27: not UTF-8', Buffer.from([...Buffer.from('{"a":"'), 0xc3, 0x28, ...Buffer.from('"}')]), 'invalid_encoding'],
    ['B27: an encoded surrogate', Buffer.from([...Buffer.from('{"a":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')]), 'invalid_encoding'],
    ['B27: an overlong slash', Buffer.from([...Buffer.from('{"a":"'), 0xc0, 0xaf, ...Buffer.from('"}')]), 'invalid_encoding'],
    ['B27: UTF-16', Buffer.from('\ufeff{"action":"opened"}', 'utf16le'), 'invalid_encoding'],
  ]
  for (const [name, body, code] of bodies) {
    it(`${name}: 400 in less than a second`, async () => {
      const started = process.cpuUsage()

      await expectRefused(app, webhook, () => app.deliver(webhook, github(body)), { status: 400, code })

      expect(workedSinceMs(started)).toBeLessThan(1000)
      await expectStillGood(app, webhook)
    })
  }

  it('B17: keeps nothing of the body, neither in the log nor with the refusal', async () => {
    const own = await app.createWebhook()

    const [refused] = await keptRefusals(app, own, () => app.deliver(own, github('{"password":"hunter2-hunter2"')))

    expect(refused.code).toBe('invalid_json')
    expect(JSON.stringify(refused) + JSON.stringify(app.log)).not.toContain('hunter2')
  })

  for (const provider of PROVIDERS) {
    it(`B16–B18: ${provider.toLowerCase()}: answers what is not its payload with 4xx, never 500`, async () => {
      const own = await app.createWebhook({ provider, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })

      for (const body of ['', '{', '[]', '"x"', '1', 'null', '{}', '{"event":null}', '{"type":[],"action":{},"event":{}}']) {
        const { status, json } = await app.deliver(own, { body, headers: REQUIRED })
        const isOwn = provider === 'GITHUB' && body.startsWith('{') && body !== '{'
        expect({ body, status, code: json?.error?.code }).toEqual(
          isOwn
            ? { body, status: 202, code: undefined }
            : { body, status: 400, code: expect.stringMatching(/^(empty_body|invalid_json|invalid_payload)$/) },
        )
      }
    })
  }

  it('B18: takes any JSON for a custom webhook', async () => {
    const own = await app.createWebhook({
      provider: 'CUSTOM',
      commands: [{ trigger: '*', action: 'RESPOND', template: '<{{text}}{{a.b}}>' }],
    })

    for (const body of ['[1,2]', '"text"', '42', 'null', 'true', '{}'])
      expect(await app.deliver(own, { body })).toMatchObject({ status: 200, text: '<>' })
    expect((await app.events(own.id, 'rawBody')).map(({ rawBody }) => Buffer.from(rawBody, 'base64').toString())).toEqual([
      '[1,2]',
      '"text"',
      '42',
      'null',
      'true',
      '{}',
    ])
  })
})

describe('a body in another form', () => {
  const encodings: [string, string, Buffer][] = [
    ['B20: a gzip bomb', 'gzip', gzipSync(Buffer.alloc(100 * MB))],
    ['B20: honest gzip', 'gzip', gzipSync('{}')],
    ['B21: gzip twice', 'gzip, gzip', gzipSync(gzipSync('{}'))],
    ['B21: an unknown encoding', 'br2', Buffer.from('{}')],
  ]
  for (const [name, encoding, body] of encodings) {
    it(`${name}: 415`, async () => {
      const send = () => app.deliver(webhook, github(body, { 'content-encoding': encoding }))

      await expectRefused(app, webhook, send, { status: 415, code: 'unsupported_encoding' })
      await expectStillGood(app, webhook)
    })
  }

  it('B21: takes the encoding that is none', async () => {
    const delivery = goodDelivery()

    expect(await app.deliver(webhook, { ...delivery, headers: { ...delivery.headers, 'content-encoding': 'identity' } })).toMatchObject({
      status: 202,
    })
  })

  const types: [string, string, string][] = [
    ['B28: plain text', 'text/plain', 'unsupported_content_type'],
    ['B28: something like JSON', 'application/jsonp', 'unsupported_content_type'],
    ['B29: a multipart form', 'multipart/form-data; boundary=x', 'unsupported_content_type'],
    ['B30: two types in one header', 'application/json, text/plain', 'unsupported_content_type'],
    ['B30: UTF-16', 'application/json; charset=utf-16', 'unsupported_charset'],
    ['B30: Latin-1', 'application/json; charset="iso-8859-1"', 'unsupported_charset'],
  ]
  for (const [name, type, code] of types) {
    it(`${name}: 415`, async () => {
      await expectRefused(app, webhook, () => app.deliver(webhook, github('{}', { 'content-type': type })), { status: 415, code })
      await expectStillGood(app, webhook)
    })
  }

  for (const type of ['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"', 'application/json;foo=bar']) {
    it(`B30: takes ${type}`, async () => {
      expect(await app.deliver(webhook, github('{}', { 'content-type': type }))).toMatchObject({ status: 202 })
    })
  }

  it('B28: takes a form of GitHub, its signature over the bytes of the form, and keeps those bytes', async () => {
    const own = await app.createWebhook()
    const body = `payload=${encodeURIComponent(goodDelivery().body.toString())}`
    const form = github(body, { 'content-type': 'application/x-www-form-urlencoded' })

    expect(await app.deliver(own, form)).toMatchObject({ status: 202 })

    const [event] = await app.events(own.id, 'eventType rawBody payload')
    expect(event).toMatchObject({ eventType: 'issues.opened', payload: JSON.parse(goodDelivery().body.toString()) })
    expect(Buffer.from(event.rawBody, 'base64').toString()).toBe(body)
  })

  it('B28: answers a form without its payload with 400, and a form for a provider that sends none with 415', async () => {
    const gitlab = await app.createWebhook({ provider: 'GITLAB' })
    const form = { body: 'payloads=1', headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-github-event': 'issues' } }

    await expectRefused(app, webhook, () => app.deliver(webhook, form), { status: 400, code: 'invalid_payload' })
    await expectRefused(app, gitlab, () => app.deliver(gitlab, form), { status: 415, code: 'unsupported_content_type' })
  })
})

describe('a body that is odd, and is data', () => {
  const odd: [string, string | Buffer][] = [
    ['a byte order mark', '\ufeff{"action":"opened"}'],
    ['CRLF line ends', '{\r\n  "action": "opened"\r\n}\r\n'],
    ['emoji', '{"action":"opened","text":"👩‍👩‍👧‍👦 žluťoučký 🏳️‍🌈"}'],
    ['the escape of half a pair', '{"action":"opened","text":"\\ud83d"}'],
    ['a NUL escape', '{"action":"opened","text":"a\\u0000b"}'],
    ['spaces around it', ' \t{"action" : "opened"}\n '],
    ['escapes that nobody needs', '{"\\u0061ction":"\\u006fpened"}'],
  ]
  for (const [name, body] of odd) {
    it(`B9: verifies ${name} on the bytes and keeps them as they came`, async () => {
      const own = await app.createWebhook()

      expect(await app.deliver(own, github(body))).toMatchObject({ status: 202 })

      const [event] = await app.events(own.id, 'eventType rawBody payload')
      expect(event).toMatchObject({ eventType: 'issues.opened', payload: { action: 'opened' } })
      expect(Buffer.from(event.rawBody, 'base64').equals(Buffer.from(body))).toBe(true)
    })
  }

  it('B22: takes what is nested 64 deep', async () => {
    expect(await app.deliver(webhook, github(`${'{"a":'.repeat(64)}1${'}'.repeat(64)}`))).toMatchObject({ status: 202 })
  })

  it('B24: of two equal keys takes the last, everywhere', async () => {
    const own = await app.createWebhook({
      commands: [{ trigger: 'issues.closed', action: 'CREATE_TASK', agent: 'planner', template: '{{title}}' }],
    })
    const body = '{"action":"opened","title":"first","action":"closed","title":"last"}'

    await app.deliver(own, github(body))

    const [event] = await app.events(own.id, 'eventType rawBody payload tasks { prompt }')
    expect(event).toMatchObject({
      eventType: 'issues.closed',
      payload: { action: 'closed', title: 'last' },
      tasks: [{ prompt: expect.stringMatching(/^<[^<>]+>last<[^<>]+>$/) }],
    })
    expect(Buffer.from(event.rawBody, 'base64').toString()).toBe(body)
  })

  it('B25: changes no digit of a number that JavaScript cannot hold', async () => {
    const own = await app.createWebhook({
      commands: [{ trigger: '*', action: 'CREATE_TASK', agent: 'planner', template: '{{id}} {{huge}}' }],
    })
    const body = '{"id":9007199254740993,"huge":1e400}'

    await app.deliver(own, github(body))

    const [event] = await app.events(own.id, 'rawBody payload tasks { prompt }')
    expect(event.tasks).toEqual([{ prompt: '9007199254740993 1e400' }])
    expect(event.payload).toMatchObject({ id: '9007199254740993', huge: '1e400' })
    expect(Buffer.from(event.rawBody, 'base64').toString()).toBe(body)
  })

  it('B26: takes __proto__ and constructor as data, pollutes nothing, and matches neither as a path', async () => {
    const command = (conditions: object) => ({
      trigger: '*',
      action: 'CREATE_TASK',
      agent: 'planner',
      template: 't{{x}}{{constructor}}',
      conditions,
    })
    const own = await app.createWebhook({
      provider: 'CUSTOM',
      commands: [
        command({ 'constructor.name': { exists: true } }),
        command({ 'toString.length': { exists: true } }),
        command({ 'plain.__proto__': { exists: true } }),
        command({ 'plain.constructor.prototype': { exists: true } }),
      ],
    })
    const body = '{"plain":{},"__proto__":{"x":"polluted"},"a":{"constructor":{"prototype":{"x":"polluted"}}}}'

    expect(await app.deliver(own, { body })).toMatchObject({ status: 202 })

    const [event] = await app.events(own.id, 'rawBody decisions { matched } tasks { prompt }')
    expect(event.decisions.map(({ matched }: { matched: boolean }) => matched)).toEqual([false, false, false, false])
    expect(event.tasks).toEqual([])
    expect(Buffer.from(event.rawBody, 'base64').toString()).toBe(body)
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })

  it('B29: takes `files` and `filepath` as data', async () => {
    const body = '{"files":{"f":{"filepath":"/etc/passwd","originalFilename":"x"}},"filepath":"/etc/passwd"}'

    expect(await app.deliver(custom, { body })).toMatchObject({ status: 202 })
    const event = (await app.events(custom.id, 'payload')).at(-1)
    expect(event.payload).toEqual(JSON.parse(body))
  })
})

describe('a body that is large', () => {
  const million = `{${Array.from({ length: 1_000_000 }, (_, index) => `"k${index}":1`).join(',')}}`
  const large: [string, string][] = [
    ['a million keys in one object', million],
    ['a text of 10 MB', `{"text":"${'x'.repeat(10 * MB)}"}`],
  ]
  for (const [name, body] of large) {
    it(`B23: answers ${name} with 413 in less than a second, where a provider sends far less`, async () => {
      const started = process.cpuUsage()

      await expectRefused(app, custom, () => app.deliver(custom, { body }), { status: 413, code: 'body_too_large' })

      expect(workedSinceMs(started)).toBeLessThan(1000)
    })
  }

  it('B23: answers a million keys in one object of GitHub, which may send 25 MB, with 400 in less than a second', async () => {
    const started = process.cpuUsage()

    await expectRefused(app, webhook, () => app.deliver(webhook, github(million)), { status: 400, code: 'too_many_keys' })

    expect(workedSinceMs(started)).toBeLessThan(1000)
  })

  const taken: [string, string][] = [
    ['a text of 10 MB', `{"text":"${'x'.repeat(10 * MB)}"}`],
    ['100,000 keys in one object', `{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":1`).join(',')}}`],
    ['as many keys in many objects', `{"list":[${Array.from({ length: 200_000 }, (_, index) => `{"id":${index}}`).join(',')}]}`],
    ['as many colons in one text', `{"text":"${':'.repeat(1_000_000)}"}`],
  ]
  for (const [name, body] of taken) {
    it(`B23: stores ${name} from GitHub, and answers others meanwhile`, async () => {
      const own = await app.createWebhook()
      const startedMs = Date.now()

      const [answer] = await Promise.all([app.deliver(own, github(body)), app.deliver(webhook, goodDelivery())])

      expect(answer).toMatchObject({ status: 202 })
      expect(Date.now() - startedMs).toBeLessThan(5000)
      const [event] = await app.events(own.id, 'rawBody')
      expect(Buffer.from(event.rawBody, 'base64').equals(Buffer.from(body))).toBe(true)
    })
  }

  it('B23: stores a number of a million digits in less than a second, and renders no digit of it wrong', async () => {
    const own = await app.createWebhook({ commands: [{ trigger: '*', action: 'CREATE_TASK', agent: 'planner', template: '{{n}}' }] })
    const digits = '1234567890'.repeat(100_000)
    const started = process.cpuUsage()

    expect(await app.deliver(own, github(`{"n":${digits}}`))).toMatchObject({ status: 202 })

    expect(workedSinceMs(started)).toBeLessThan(1000)
    const [{ tasks }] = await app.events(own.id, 'tasks { prompt }')
    expect(digits.startsWith(tasks[0].prompt.slice(0, 1000))).toBe(true)
    await expectStillGood(app, own)
  })
})
