import { Webhook as StandardWebhook } from 'standardwebhooks'
import { expect, it } from 'vitest'
import { rotateKey } from '../../src/cli/rotate-key.ts'
import { readConfig } from '../../src/config.ts'
import { change, newDataDir, rows } from '../e2e/talk-back/helpers.ts'
import { startSink } from '../helpers/outside.ts'
import { pause, waitFor } from '../helpers/wait.ts'
import { ask, challenges, connected, deliver, echo, messages, SECRET, setUp, start, told, verbs } from './callback-helpers.ts'

const HOUR_MS = 60 * 60 * 1000

it('wakes a callback within a second that comes behind many for which there is nothing', async () => {
  const { app, webhook, receiver, client, delivery } = await setUp()
  for (let number = 0; number < 60; number++)
    await ask(client, 'events/subscribe', { name: 'task.queued', delivery: { ...delivery, url: `${delivery.url}?${number}` } })
  await ask(client, 'events/subscribe', { name: 'standard.*', delivery })

  await deliver(app, webhook)

  await waitFor(
    () => told(receiver),
    (found) => found.length === 1,
    1000,
  )
})

it('wakes the callback of one key within a second while all those of another hang', async () => {
  const { app, webhook, receiver, client, delivery } = await setUp()
  const hanging = await startSink((req, res) => {
    if (String(req.headers['webhook-id']).startsWith('msg_verification')) echo(hanging, res)
  })
  const { createApiKey } = await app.graphql(
    'mutation { createApiKey(name: "other", role: VIEWER) { ... on CreateApiKeyPayload { key } } }',
  )
  const other = await connected(app, createApiKey.key)
  for (let number = 0; number < 60; number++) {
    const url = `http://127.0.0.1:${hanging.port}/${number}`
    await ask(other, 'events/subscribe', { name: 'standard.*', delivery: { ...delivery, url } })
  }
  await deliver(app, webhook)
  await waitFor(
    () => told(hanging),
    (found) => found.length > 0,
  )
  await ask(client, 'events/subscribe', { name: 'standard.*', delivery })

  await deliver(app, webhook)

  await waitFor(
    () => told(receiver),
    (found) => found.length === 1,
    1000,
  )
  expect(told(hanging).length).toBeLessThan(60)
})

it('asks a URL once for a key, whatever it is to be told', async () => {
  const { receiver, client, delivery } = await setUp()

  await ask(client, 'events/subscribe', { name: 'standard.*', delivery })
  await ask(client, 'events/subscribe', { name: 'task.queued', delivery })
  await ask(client, 'events/subscribe', { name: 'standard.*', arguments: { webhookIds: ['orders'] }, delivery })

  expect(challenges(receiver)).toBe(1)
})

it('lets a key have no more than a hundred when it asks for many at once', async () => {
  const { app, client, delivery } = await setUp()
  const many = Array.from({ length: 110 }, (_, number) => ({ ...delivery, url: `${delivery.url}?${number}` }))

  const answers = await Promise.allSettled(many.map((one) => ask(client, 'events/subscribe', { name: 'standard.*', delivery: one })))

  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))
  expect(refused.map(({ code }) => code)).toEqual(Array.from({ length: 10 }, () => -32025))
  expect(rows(app.dataDir, 'SELECT callback_id FROM mcp_callbacks')).toHaveLength(100)
})

it.each([
  ['left out', undefined, 12 * HOUR_MS],
  ['an hour', HOUR_MS, HOUR_MS],
  ['a second: a minute', 1000, 60_000],
  ['a year: a day', 365 * 24 * HOUR_MS, 24 * HOUR_MS],
  ['null, which is no end: a day', null, 24 * HOUR_MS],
])('lives for as long as it is asked for: %s', async (_, ttlMs, expectedMs) => {
  const { client, delivery } = await setUp()
  const startMs = Date.now()

  const { refreshBefore } = await ask(client, 'events/subscribe', { name: 'standard.*', ttlMs, delivery })

  expect(Date.parse(refreshBefore) - startMs).toBeGreaterThanOrEqual(expectedMs)
  expect(Date.parse(refreshBefore) - startMs).toBeLessThan(expectedMs + 10_000)
})

it('ends when its time is up, though nothing happens, and frees its place', async () => {
  const { app, receiver, client, delivery } = await setUp()
  await ask(client, 'events/subscribe', { name: 'standard.*', ttlMs: 60_000, delivery })

  change(app.dataDir, 'UPDATE mcp_callbacks SET expires_at = ?', Date.now() - 1)

  await waitFor(
    () => messages(receiver),
    (found) => found.some(({ type, error }) => type === 'terminated' && error.message === 'Its time is up'),
  )
  expect(rows(app.dataDir, 'SELECT callback_id FROM mcp_callbacks')).toEqual([])
  expect(verbs(app)).toContain('mcp.callback_end')
})

it('leaves out what is older than the client wants, and says so', async () => {
  const { app, webhook, receiver, client, delivery } = await setUp()
  const { cursor } = await ask(client, 'events/poll', { name: 'standard.*' })
  await deliver(app, webhook)
  change(app.dataDir, 'UPDATE change_feed SET at = at - ?', HOUR_MS)
  const id = await deliver(app, webhook)

  const subscribed = await ask(client, 'events/subscribe', { name: 'standard.*', cursor, maxAgeMs: HOUR_MS / 2, delivery })

  expect(subscribed).toMatchObject({ truncated: true })
  expect(subscribed.cursor).not.toBe(cursor)
  const events = await waitFor(
    () => told(receiver),
    (found) => found.length > 0,
  )
  expect(events.map(({ eventId }) => eventId)).toEqual([id])
})

it("begins at the client's cursor when it is asked for anew while a message of the one before hangs", async () => {
  const { app, webhook, client, delivery } = await setUp()
  const held: (() => void)[] = []
  const receiver = await startSink((req, res) => {
    if (String(req.headers['webhook-id']).startsWith('msg_verification')) echo(receiver, res)
    else if (held.length === 0) held.push(() => res.end())
    else res.end()
  })
  const to = { ...delivery, url: `http://127.0.0.1:${receiver.port}/in` }
  const { cursor } = await ask(client, 'events/poll', { name: 'standard.*' })
  const first = await deliver(app, webhook)
  const { cursor: later } = await ask(client, 'events/poll', { name: 'standard.*' })
  await ask(client, 'events/subscribe', { name: 'standard.*', cursor: later, delivery: to })
  const second = await deliver(app, webhook)
  await waitFor(
    () => held.length,
    (count) => count === 1,
  )

  await ask(client, 'events/unsubscribe', { name: 'standard.*', delivery: to })
  await ask(client, 'events/subscribe', { name: 'standard.*', cursor, delivery: to })
  held[0]!()

  const events = await waitFor(
    () => told(receiver),
    (found) => found.length === 3,
  )
  expect(events.map(({ eventId }) => eventId)).toEqual([second, first, second])
})

it('tells nothing more of a webhook that the key may not see any more', async () => {
  const { app, webhook, receiver, delivery } = await setUp()
  const others = await app.createWebhook({ id: 'others', provider: 'STANDARD' })
  const { createApiKey } = await app.graphql(
    'mutation { createApiKey(name: "scoped", role: VIEWER, webhookIds: ["orders", "others"]) { ... on CreateApiKeyPayload { key apiKey { id } } } }',
  )
  const scoped = await connected(app, createApiKey.key)
  await ask(scoped, 'events/subscribe', { name: 'standard.*', delivery })

  change(app.dataDir, 'UPDATE api_keys SET webhook_ids_json = ? WHERE key_id = ?', '["others"]', createApiKey.apiKey.id)
  await deliver(app, webhook)
  const id = await deliver(app, others)

  const events = await waitFor(
    () => told(receiver),
    (found) => found.length > 0,
  )
  expect(events.map(({ eventId }) => eventId)).toEqual([id])
})

it('tells each event once while two servers share the database', async () => {
  const dataDir = newDataDir()
  const { app, webhook, receiver, client, delivery } = await setUp({ dataDir })
  await ask(client, 'events/subscribe', { name: 'standard.*', delivery })
  const second = await start({ dataDir })
  const ids: string[] = []

  for (let number = 0; number < 20; number++) ids.push(await deliver(number % 2 === 0 ? app : second, webhook))

  await waitFor(
    () => told(receiver),
    (found) => new Set(found.map(({ eventId }) => eventId)).size === ids.length,
  )
  await pause(500)
  expect(told(receiver).map(({ eventId }) => eventId)).toEqual(ids)
})

it('sends the secret that was sealed anew when the master key is rotated', async () => {
  const { app, webhook, receiver, client, delivery } = await setUp()
  await ask(client, 'events/subscribe', { name: 'standard.*', delivery })
  const before = rows(app.dataDir, 'SELECT sealed FROM mcp_callbacks')

  expect(await rotateKey(readConfig({ DATA_DIR: app.dataDir }), { out: async () => {}, say: () => {} }, 50)).toBe(0)
  await deliver(app, webhook)

  await waitFor(
    () => told(receiver),
    (found) => found.length === 1,
  )
  const { body, headers } = receiver.requests.at(-1)!
  expect(rows(app.dataDir, 'SELECT sealed FROM mcp_callbacks')).not.toEqual(before)
  expect(new StandardWebhook(SECRET).verify(body, headers as Record<string, string>)).toBeTruthy()
})
