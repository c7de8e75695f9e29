import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Data, startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'
import { openSse, type SseClient, until } from '../live/helpers.ts'

const COMMANDS = [{ trigger: '*', action: 'CREATE_TASK', agent: 'planner', template: 'Number {{n}}' }]
const REPLAY =
  'mutation ($where: EventFilter!) { r: replayEvents(where: $where) { __typename ... on ReplayEventsPayload { count } ... on InvalidInput { code issues { path message } } } }'

let app: TestApp

beforeAll(async () => {
  app = await startApp({ env: { KEY_REQUESTS_PER_MINUTE: '0' } })
})
afterAll(() => app.close())

describe('replayEvents', () => {
  it('replays what a disabled webhook has held, oldest first, each as replayEvent does', async () => {
    const webhook = await heldEvents(app, 5)
    const held = await app.events(webhook.id)
    await setEnabled(app, webhook.id, true)

    expect((await replay(app, { webhookIds: [webhook.id], statuses: ['HELD'] })).count).toBe(5)

    const events = await settled(app, webhook.id, 10)
    expect(events.slice(0, 5).map(({ id, status }) => [id, status])).toEqual(held.map(({ id }) => [id, 'REPLAYED']))
    expect(events.slice(5)).toMatchObject(
      held.map(({ id }, n) => ({ deliveryId: `replay:${id}`, status: 'PROCESSED', replayOf: { id }, tasks: [{ prompt: numbered(n) }] })),
    )
    expect((await replay(app, { webhookIds: [webhook.id], statuses: ['HELD'] })).count).toBe(0)
  })

  it('tells of it in the audit and over the feed', async () => {
    const webhook = await heldEvents(app, 2)
    const where = { webhookIds: [webhook.id] }
    await setEnabled(app, webhook.id, true)
    const feed = await openSse(app, 'subscription ($where: EventFilter) { r: events(where: $where) { kind } }', { variables: { where } })
    await until(() => feed.got.length > 0, 'CONNECTED')
    await replay(app, where)
    await until(() => kindsOf(feed).filter((kind) => kind === 'EVENT_RECEIVED').length === 2, 'the new events')
    feed.cut()

    const { auditLog } = await app.graphql(
      '{ auditLog(first: 1, verb: "event.replay_many") { edges { node { actor verb subject detail } } } }',
    )
    expect(auditLog.edges[0].node).toMatchObject({ subject: 'events', detail: { where, count: 2 } })
    expect(kindsOf(feed)).toContain('EVENT_PROCESSED')
  })

  it('puts no event in line twice, and leaves out what is replayed by hand before its turn', async () => {
    const webhook = await heldEvents(app, 40)
    const last = (await app.events(webhook.id)).at(-1)!
    await setEnabled(app, webhook.id, true)
    const where = { webhookIds: [webhook.id], statuses: ['HELD'] }

    // The line is worked off oldest first: 39 others come before this one's turn.
    const [byHand, ...answers] = await Promise.all([replayByHand(last.id), replay(app, where), replay(app, where), replay(app, where)])

    expect(Math.max(...answers.map(({ count }) => count))).toBeLessThanOrEqual(40)
    const events = await settled(app, webhook.id, 80)
    const origins = events.filter(({ replayOf }) => replayOf).map(({ replayOf }) => replayOf.id)
    expect(origins).toHaveLength(40)
    expect(new Set(origins).size).toBe(40)
    expect(events.find(({ replayOf }) => replayOf?.id === last.id)).toMatchObject({ id: byHand.id, deliveryId: `replay:${last.id}` })
  })

  it('does not keep a replay by hand from replaying again what was replayed before', async () => {
    const webhook = await heldEvents(app, 1)
    const [held] = await app.events(webhook.id)
    await setEnabled(app, webhook.id, true)
    await replay(app, { webhookIds: [webhook.id] })
    await settled(app, webhook.id, 2)

    expect(await replayByHand(held.id)).toMatchObject({ deliveryId: `replay:${held.id}:2` })
    expect(await settled(app, webhook.id, 3)).toHaveLength(3)
  })

  it('is carried out once under an Idempotency-Key', async () => {
    const webhook = await heldEvents(app, 2)
    await setEnabled(app, webhook.id, true)
    const send = async () => {
      const headers = { authorization: `Bearer ${app.key}`, 'content-type': 'application/json', 'idempotency-key': webhook.id }
      const body = JSON.stringify({ query: REPLAY, variables: { where: { webhookIds: [webhook.id] } } })
      return (await fetch(`${app.url}/graphql`, { method: 'POST', headers, body })).json() as Promise<Data>
    }

    const first = await send()
    await settled(app, webhook.id, 4)

    expect(first.data.r.count).toBe(2)
    expect(await send()).toEqual(first)
    expect(await settled(app, webhook.id, 4)).toHaveLength(4)
  })

  it.each([
    ['nothing', {}],
    ['null alone', { webhookIds: null, search: '' }],
  ])('refuses a filter that says %s', async (_, where) => {
    expect(await replay(app, where)).toMatchObject({ __typename: 'InvalidInput', code: 'invalid_input', issues: [{ path: ['where'] }] })
  })

  it('refuses a pattern that is none', async () => {
    expect(await replay(app, { eventTypes: ['('] })).toMatchObject({ issues: [{ path: ['where', 'eventTypes', '0'] }] })
  })

  it('lets a key that is held to one webhook replay that one alone', async () => {
    const [ours, theirs] = [await heldEvents(app, 1), await heldEvents(app, 1)]
    const { createApiKey } = await app.graphql(
      'mutation ($ids: [ID!]) { createApiKey(name: "ours", role: OPERATOR, webhookIds: $ids) { ... on CreateApiKeyPayload { key } } }',
      { ids: [ours.id] },
    )

    const counts = [await replayAs(createApiKey.key, { statuses: ['HELD'] }), await replayAs(createApiKey.key, { webhookIds: [theirs.id] })]

    expect(counts.map(({ count }) => count)).toEqual([1, 0])
    await settled(app, ours.id, 2)
    expect((await app.events(theirs.id)).map(({ status }) => status)).toEqual(['HELD'])
  })

  it('leaves out deleted webhooks and payloads that are gone', async () => {
    const webhook = await heldEvents(app, 2)
    await app.graphql('mutation ($id: ID!) { deleteWebhook(id: $id) { __typename } }', { id: webhook.id })

    expect((await replay(app, { webhookIds: [webhook.id] })).count).toBe(0)
  })

  it('refuses more than 10,000 events, and says how many there are', async () => {
    const webhook = await heldEvents(app, 1)
    multiply(app.dataDir, webhook.id, 10_001)

    const { issues } = await replay(app, { webhookIds: [webhook.id] })

    expect(issues[0].message).toMatch(/^10001 events match, and one call replays at most 10000/)
    expect((await app.events(webhook.id, 'status')).every(({ status }) => status === 'HELD')).toBe(true)
  }, 180_000)
})

it('replayEvents goes on after a restart in its middle, and replays each event once', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hookline-replays-'))
  const env = { DATA_DIR: dataDir, KEY_REQUESTS_PER_MINUTE: '0' }
  const before = await startApp({ env })
  const webhook = await heldEvents(before, 1)
  multiply(dataDir, webhook.id, 300)
  await setEnabled(before, webhook.id, true)
  expect((await replay(before, { webhookIds: [webhook.id] })).count).toBe(300)
  await before.close()
  const left = waitingIn(dataDir)
  expect(left).toBeGreaterThan(0)

  const after = await startApp({ env })
  const events = await settled(after, webhook.id, 600)
  const origins = events.flatMap(({ replayOf }) => (replayOf ? [replayOf.id] : []))

  expect(origins).toEqual(events.slice(0, 300).map(({ id }) => id))
  expect(waitingIn(dataDir)).toBe(0)
  await after.close()
  rmSync(dataDir, { recursive: true })
}, 180_000)

async function replay(on: TestApp, where: object): Promise<Data> {
  return (await on.graphql(REPLAY, { where })).r
}

async function replayByHand(id: string): Promise<Data> {
  const { r } = await app.graphql(
    'mutation ($id: ID!) { r: replayEvent(id: $id) { ... on ReplayEventPayload { event { id deliveryId } } ... on Error { code } } }',
    { id },
  )
  return r.event
}

function kindsOf({ got }: SseClient): string[] {
  return got.map(({ data }) => data.data.r.kind)
}

async function replayAs(key: string, where: object): Promise<Data> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: REPLAY, variables: { where } }),
  })
  return ((await response.json()) as Data).data.r
}

/** A webhook that is disabled, and has held so many events; the n-th says `{"n": n}`. */
async function heldEvents(on: TestApp, count: number): Promise<TestWebhook> {
  const webhook = await on.createWebhook({ provider: 'STANDARD', commands: COMMANDS })
  await setEnabled(on, webhook.id, false)
  for (let n = 0; n < count; n++) await on.deliver(webhook, { body: JSON.stringify({ type: 'order.created', n }) })
  return webhook
}

async function setEnabled(on: TestApp, id: string, enabled: boolean): Promise<void> {
  await on.graphql(`mutation ($id: ID!) { ${enabled ? 'enableWebhook' : 'disableWebhook'}(id: $id) { __typename } }`, { id })
}

function numbered(n: number): RegExp {
  return expect.stringMatching(new RegExp(`Number .*${n}`)) as unknown as RegExp
}

/** All events, once there are so many and nothing waits to be replayed. */
async function settled(on: TestApp, webhookId: string, count: number): Promise<Data[]> {
  await until(() => waitingIn(on.dataDir) === 0, 'nothing waits to be replayed', 90_000)
  const events = await on.events(webhookId, 'id deliveryId status replayOf { id } tasks { prompt }')
  expect(events).toHaveLength(count)
  return events
}

/** Copies a webhook's one event until there are so many, as if they had come over months. */
function multiply(dataDir: string, webhookId: string, count: number): void {
  const db = open(dataDir, false)
  const columns = (db.pragma('table_info(webhook_events)') as Data[]).map(({ name }) => name as string)
  const copied = columns.map((name) => (name === 'event_id' || name === 'delivery_id' ? `${name} || '.' || value` : name))
  db.prepare(
    `INSERT INTO webhook_events (${columns}) SELECT ${copied} FROM webhook_events, (WITH RECURSIVE n(value) AS (SELECT 10001 UNION ALL SELECT value + 1 FROM n WHERE value < ?)
     SELECT value FROM n) WHERE webhook_id = ?`,
  ).run(10_000 + count - 1, webhookId)
  db.close()
}

function waitingIn(dataDir: string): number {
  const db = open(dataDir, true)
  const waiting = db.prepare('SELECT count(*) FROM replays').pluck().get() as number
  db.close()
  return waiting
}

function open(dataDir: string, readonly: boolean): Sqlite.Database {
  return new Sqlite(path.join(dataDir, 'db', 'webhooks.db'), { readonly, timeout: 5000 })
}
