import type pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { openPostgres } from '../../src/backends/database/postgres.ts'
import { migratePostgres } from '../../src/backends/database/postgres-migrate.ts'
import { createLogger } from '../../src/log.ts'
import { deliver, type LiveApp, openSocket, type SocketClient, until } from '../live/helpers.ts'
import { onDatabase, startReplicas } from './replicas.ts'

const EVENTS = 'subscription ($after: FeedCursor) { events(after: $after) { kind cursor event { id } } }'

it('is in commit order: while one writer holds its transaction open, others commit and nobody passes it by', {
  timeout: 60_000,
}, async () => {
  const { replicas, url } = await startReplicas(2)
  const webhook = await replicas[0]!.createWebhook()
  const readers = await Promise.all(replicas.map((app) => subscribed(app)))

  const held = await onDatabase(url)
  await held.query('BEGIN')
  await held.query(`INSERT INTO change_feed (kind, node_id, webhook_id, at) VALUES ('WEBHOOK_UPDATED', $1, $1, 1)`, [webhook.id])
  await Promise.all(replicas.map((app) => deliver(app, webhook, 50)))
  const late = await openSocket(replicas[1]!)
  late.subscribe('1', EVENTS)
  await until(() => late.got.get('1')?.length === 1, 'CONNECTED')
  await new Promise((resolve) => setTimeout(resolve, 300))
  const meanwhile = readers.map(received)
  await held.query('COMMIT')

  await until(() => readers.every((reader) => received(reader).length === 100), 'all events at both', 20_000)
  await until(() => received(late).length === 100, 'all events at the one who came meanwhile', 20_000)
  expect(meanwhile).toEqual([[], []])
  const stored = await storedOrder(url)
  expect(stored).toHaveLength(100)
  for (const reader of [...readers, late]) expect(received(reader)).toEqual(stored)
})

it('does not wait for a writer that has given up, and goes on in order', { timeout: 60_000 }, async () => {
  const { replicas, url } = await startReplicas(1)
  const [app] = replicas as [LiveApp]
  const webhook = await app.createWebhook()
  const reader = await subscribed(app)
  const held = await onDatabase(url)
  await held.query('BEGIN')
  await held.query(`INSERT INTO change_feed (kind, node_id, webhook_id, at) VALUES ('WEBHOOK_UPDATED', 'x', 'x', 1)`)
  await deliver(app, webhook, 10)

  await held.query('ROLLBACK')

  await until(() => received(reader).length === 10, 'the events', 5000)
  expect(received(reader)).toEqual(await storedOrder(url))
})

it('goes on from its last position in a cluster whose transactions count from less', async () => {
  const { url } = await startReplicas(0)
  const log = createLogger('silent')
  const first = await openPostgres(url, log)
  const told = { sql: `INSERT INTO change_feed (kind, node_id, at) VALUES ('WEBHOOK_UPDATED', 'x', 1)`, params: [] }
  await first.write([told])
  await expect.poll(async () => (await first.readFeed(0, 10)).length).toBe(1)
  const [before] = await first.readFeed(0, 10)
  await first.close()
  // As after a restore into a new cluster: the same rows, and transaction ids that are lower by a million.
  await (await onDatabase(url)).query('UPDATE feed_state SET epoch = epoch - 1000000')

  await migratePostgres({ url, log })
  const again = await openPostgres(url, log)
  onTestFinished(() => again.close())
  await again.write([told])

  await expect.poll(async () => (await again.readFeed(before!.seq, 10)).length).toBe(1)
})

async function subscribed(app: LiveApp): Promise<SocketClient> {
  const client = await openSocket(app)
  client.subscribe('1', EVENTS)
  await until(() => client.got.get('1')?.length === 1, 'CONNECTED')
  return client
}

function received(client: SocketClient): string[] {
  const messages = client.got.get('1') ?? []
  return messages.filter(({ data }) => data.events.kind === 'EVENT_RECEIVED').map(({ data }) => data.events.event.id)
}

async function storedOrder(url: string): Promise<string[]> {
  const client = await onDatabase(url)
  const { rows } = await client.query<pg.QueryResultRow>(`SELECT node_id FROM change_feed WHERE kind = 'EVENT_RECEIVED' ORDER BY seq`)
  return rows.map(({ node_id }) => node_id)
}
