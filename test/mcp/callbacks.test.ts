import type { Client } from '@modelcontextprotocol/client'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { newDataDir, rows } from '../e2e/talk-back/helpers.ts'
import { type Sink, startSink } from '../helpers/outside.ts'
import { type Data, startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'
import { waitFor } from '../helpers/wait.ts'
import { connect } from './clients.ts'

const Anything = z.looseObject({})
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const OTHER_SECRET = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
const clients: Client[] = []
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())))

describe('events/subscribe', () => {
  it('asks the callback whether it wants that, then wakes it with each event, signed, within a second', async () => {
    const { app, webhook, receiver, client, delivery } = await setUp()

    const subscribed = await ask(client, 'events/subscribe', { name: 'standard.*', delivery })
    const id = await deliver(app, webhook)

    const [event] = await waitFor(
      () => told(receiver),
      (found) => found.length === 1,
      1000,
    )
    expect(subscribed).toMatchObject({ id: expect.stringMatching(/^sub_/), cursor: expect.any(String), truncated: false })
    expect(Date.parse(subscribed.refreshBefore)).toBeGreaterThan(Date.now())
    expect(event).toMatchObject({ eventId: id, name: 'standard.*', cursor: expect.any(String), data: { id } })
    for (const { body, headers } of receiver.requests) {
      expect(headers['x-mcp-subscription-id']).toBe(subscribed.id)
      expect(new StandardWebhook(SECRET).verify(body, headers as Record<string, string>)).toBeTruthy()
    }
    expect(receiver.requests.at(-1)!.headers['webhook-id']).toBe(id)
    expect(verbs(app)).toContain('mcp.subscribe')
  })

  it('is renewed by asking again; for five minutes messages are signed under the secret before, too', async () => {
    const { app, webhook, receiver, client, delivery } = await setUp()
    const first = await ask(client, 'events/subscribe', { name: 'standard.*', delivery })

    const again = await ask(client, 'events/subscribe', { name: 'standard.*', delivery: { ...delivery, secret: OTHER_SECRET } })
    await deliver(app, webhook)

    await waitFor(
      () => told(receiver),
      (found) => found.length === 1,
    )
    const { body, headers } = receiver.requests.at(-1)!
    expect(again.id).toBe(first.id)
    expect(challenges(receiver)).toBe(1)
    for (const secret of [SECRET, OTHER_SECRET])
      expect(new StandardWebhook(secret).verify(body, headers as Record<string, string>)).toBeTruthy()
    expect(JSON.stringify(rows(app.dataDir, 'SELECT * FROM mcp_callbacks'))).not.toContain(SECRET.slice(6, 30))
  })

  it('goes on behind the cursor that is handed in', async () => {
    const { app, webhook, receiver, client, delivery } = await setUp()
    const { cursor } = await ask(client, 'events/poll', { name: 'standard.*' })
    const ids = [await deliver(app, webhook), await deliver(app, webhook)]

    await ask(client, 'events/subscribe', { name: 'standard.*', cursor, delivery })

    const events = await waitFor(
      () => told(receiver),
      (found) => found.length === 2,
    )
    expect(events.map(({ eventId }) => eventId)).toEqual(ids)
  })

  it('misses nothing over a restart, and tells again what was not taken', async () => {
    const dataDir = newDataDir()
    const { app, webhook, receiver, client, delivery, answer } = await setUp({ dataDir })
    await ask(client, 'events/subscribe', { name: 'standard.*', delivery })
    answer.status = 503
    const ids = [await deliver(app, webhook)]
    await waitFor(
      () => told(receiver),
      (found) => found.length === 1,
    )
    await app.close()
    answer.status = 200

    const next = await start({ dataDir })
    ids.push(await deliver(next, webhook))

    const events = await waitFor(
      () => told(receiver),
      (found) => new Set(found.map(({ eventId }) => eventId)).size === 2,
      20_000,
    )
    expect([...new Set(events.map(({ eventId }) => eventId))]).toEqual(ids)
  })

  it('is ended by events/unsubscribe, by 410, by its time, and by the end of its key', async () => {
    const { app, webhook, receiver, client, delivery, answer } = await setUp()
    const { createApiKey } = await app.graphql(
      'mutation { createApiKey(name: "watcher", role: VIEWER) { ... on CreateApiKeyPayload { key apiKey { id } } } }',
    )
    const watcher = await connected(app, createApiKey.key)
    const there = () => rows(app.dataDir, 'SELECT callback_id FROM mcp_callbacks').length

    await ask(client, 'events/subscribe', { name: 'standard.*', delivery })
    expect(there()).toBe(1)
    await ask(client, 'events/unsubscribe', { name: 'standard.*', delivery: { url: delivery.url } })
    expect(there()).toBe(0)

    await ask(client, 'events/subscribe', { name: 'standard.*', delivery })
    answer.status = 410
    await deliver(app, webhook)
    await waitFor(there, (count) => count === 0)
    answer.status = 200

    await ask(watcher, 'events/subscribe', { name: 'standard.*', delivery })
    await app.graphql('mutation ($id: ID!) { revokeApiKey(id: $id) { __typename } }', { id: createApiKey.apiKey.id })
    const before = told(receiver).length
    await deliver(app, webhook)
    await waitFor(there, (count) => count === 0)
    expect(told(receiver)).toHaveLength(before)
    await waitFor(
      () => messages(receiver),
      (found) => found.some(({ type, error }) => type === 'terminated' && error.message === 'The key is no longer good'),
    )
    expect(verbs(app).filter((verb) => verb === 'mcp.callback_end')).toHaveLength(2)
  })

  it('holds up nobody else with a callback that is slow', async () => {
    const { app, webhook, receiver, client, delivery } = await setUp()
    const slow = await startSink((req, res) => {
      if (String(req.headers['webhook-id']).startsWith('msg_verification')) echo(slow, res)
    })
    await ask(client, 'events/subscribe', { name: 'standard.*', delivery: { ...delivery, url: `http://127.0.0.1:${slow.port}/slow` } })
    await ask(client, 'events/subscribe', { name: 'standard.*', delivery })

    await deliver(app, webhook)

    await waitFor(
      () => told(receiver),
      (found) => found.length === 1,
      2000,
    )
  })

  it.each([
    ['an address inside', { url: 'https://10.0.0.1/in' }, -32027, 'blocked'],
    ['plain http to the outside', { url: 'http://93.184.215.14/in' }, -32027, 'blocked'],
    ['what is no URL', { url: 'callback' }, -32602, undefined],
    ['a secret that is none', { secret: 'short' }, -32602, undefined],
    ['a receiver that says something else', { path: '/else' }, -32027, 'challenge_failed'],
    ['a receiver that refuses', { path: '/refuses' }, -32027, 'http_4xx'],
  ])('refuses %s', async (_, { path, ...other }: { url?: string; secret?: string; path?: string }, code, reason) => {
    const { receiver, client, delivery } = await setUp()
    const url = path === undefined ? delivery.url : `http://127.0.0.1:${receiver.port}${path}`

    const refused = await ask(client, 'events/subscribe', { name: 'standard.*', delivery: { ...delivery, url, ...other } }).catch(
      (error) => error,
    )

    expect(refused).toMatchObject({ code, ...(reason && { data: { reason } }) })
  })

  it('is not for a connection that is held to reading, and at most a hundred times for a key', async () => {
    const { app, client, delivery } = await setUp()
    const reader = await connected(app, app.key, '?readonly=1')
    expect(await ask(reader, 'events/subscribe', { name: 'standard.*', delivery }).catch((error) => error)).toMatchObject({ code: -32024 })

    const many = (number: number) =>
      ask(client, 'events/subscribe', { name: 'standard.*', delivery: { ...delivery, url: `${delivery.url}?${number}` } })
    for (let i = 0; i < 100; i++) await many(i)
    expect(await many(100).catch((error) => error)).toMatchObject({ code: -32025 })
    await many(0)
  })
})

interface Answer {
  status: number
}

async function start({ dataDir }: { dataDir?: string } = {}): Promise<TestApp> {
  const app = await startApp({ env: { EGRESS_ALLOW: '127.0.0.1', ...(dataDir && { DATA_DIR: dataDir }) } })
  onTestFinished(() => app.close())
  return app
}

async function setUp(options: { dataDir?: string } = {}) {
  const answer: Answer = { status: 200 }
  const receiver = await startSink((req, res) => {
    if (req.url === '/else') res.end(JSON.stringify({ challenge: 'something else' }))
    else if (req.url === '/refuses') res.writeHead(403).end()
    else if (String(req.headers['webhook-id']).startsWith('msg_verification')) echo(receiver, res)
    else res.writeHead(answer.status).end()
  })
  const app = await start(options)
  const webhook = await app.createWebhook({ id: 'orders', provider: 'STANDARD' })
  const delivery = { mode: 'webhook', url: `http://127.0.0.1:${receiver.port}/in`, secret: SECRET }
  return { app, webhook, receiver, client: await connected(app), delivery, answer }
}

/** Says the challenge of the last request again. */
function echo(sink: Sink, res: { end(text: string): unknown }): void {
  res.end(JSON.stringify({ challenge: JSON.parse(sink.requests.at(-1)!.body).challenge }))
}

async function connected(app: TestApp, key = app.key, query = ''): Promise<Client> {
  const client = await connect(app, { key, query })
  clients.push(client)
  return client
}

async function ask(client: Client, method: string, params: object): Promise<Data> {
  return client.request({ method, params } as never, Anything as never)
}

async function deliver(app: TestApp, webhook: TestWebhook): Promise<string> {
  const { json } = await app.deliver(webhook, { body: '{"type":"order.created","data":{"id":"1"}}' })
  return json.event_id
}

const messages = (sink: Sink): Data[] => sink.requests.map(({ body }) => JSON.parse(body))
const told = (sink: Sink) => messages(sink).filter(({ eventId }) => eventId)
const challenges = (sink: Sink) => messages(sink).filter(({ type }) => type === 'verification').length
const verbs = ({ dataDir }: TestApp) => rows(dataDir, 'SELECT verb FROM audit_log').map(({ verb }) => verb)
