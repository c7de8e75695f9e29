import { Webhook as StandardWebhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { newDataDir, rows } from '../e2e/talk-back/helpers.ts'
import { startSink } from '../helpers/outside.ts'
import { waitFor } from '../helpers/wait.ts'
import { ask, challenges, connected, deliver, echo, messages, OTHER_SECRET, SECRET, setUp, start, told, verbs } from './callback-helpers.ts'

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
