import type pg from 'pg'
import { ACTION_COLUMNS, ATTEMPT_COLUMNS, EVENT_COLUMNS, FEED_COLUMNS, type RowOf, TASK_COLUMNS, valuesOf } from './columns.ts'
import { ExpectationFailed, type NewEvent, type Recorded, type Row, type Statement, type Value } from './database.ts'
import { isConflict, isOfServer, storageError } from './postgres-pool.ts'
import { toPostgres } from './postgres-sql.ts'
import { actionRow, attemptRows, eventRow, outcomeFeed, receivedFeed, taskRow } from './rows.ts'

/**
 * What must not run beside its like, here or in another replica, holds this lock until it is committed: units of statements
 * look at what there is and then change it, as if they were alone. Plain deliveries do not need it.
 */
const LOCK = 7_203_552
/** PostgreSQL's protocol counts parameters in 16 bits. */
const MAX_PARAMS = 60_000
const DELIVERY_COLUMNS = ['webhook_id', 'delivery_id', 'event_id'] as const
const STORED_COLUMNS = [...EVENT_COLUMNS, 'payload_json'] as const

export type SerialUnit = { record: NewEvent } | { write: readonly Statement[] }
export type SerialOutcome = { recorded: Recorded } | { rows: Row[][] }

/** Whether a delivery can be stored beside others, without looking at anything but its own id. */
export function isPlain(event: NewEvent): boolean {
  return event.signatureHash === null && (event.also ?? []).length === 0
}

/** Stores deliveries with one commit; if that fails, each with its own, so that only what is at fault fails. */
export async function storeDeliveries(pool: pg.Pool, events: readonly NewEvent[]): Promise<(Recorded | Error)[]> {
  return together(events, (batch) => inTransaction(pool, (client) => insertDeliveries(client, batch)))
}

/** Runs units one after the other under the lock, with one commit. */
export async function runSerially(pool: pg.Pool, units: readonly SerialUnit[]): Promise<(SerialOutcome | Error)[]> {
  return together(units, (batch) =>
    inTransaction(pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
      const outcomes: (SerialOutcome | Error)[] = []
      for (const unit of batch) outcomes.push(await runUnit(client, unit))
      return outcomes
    }),
  )
}

async function together<Unit, Outcome>(
  units: readonly Unit[],
  run: (batch: readonly Unit[]) => Promise<(Outcome | Error)[]>,
  tries = 3,
): Promise<(Outcome | Error)[]> {
  try {
    return await run(units)
  } catch (error) {
    if (isConflict(error) && tries > 1) return together(units, run, tries - 1)
    const known = storageError(error)
    if (units.length === 1 || known !== error) return units.map(() => known)
    const outcomes: (Outcome | Error)[] = []
    for (const unit of units) outcomes.push(...(await together([unit], run)))
    return outcomes
  }
}

async function inTransaction<T>(pool: pg.Pool, run: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const result = await run(client)
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    // A connection in an unknown state is not used again; without it, the server undoes what was begun.
    if (isOfServer(error) || error instanceof ExpectationFailed) await client.query('ROLLBACK').then(() => client.release(), client.release)
    else client.release(true)
    throw error
  }
}

/** One unit inside the batch's transaction: an expectation that fails takes back this unit alone. */
async function runUnit(client: pg.PoolClient, unit: SerialUnit): Promise<SerialOutcome | Error> {
  await client.query('SAVEPOINT unit')
  try {
    const outcome =
      'record' in unit ? { recorded: await recordSerially(client, unit.record) } : { rows: await runStatements(client, unit.write) }
    await client.query('RELEASE unit')
    return outcome
  } catch (error) {
    if (!(error instanceof ExpectationFailed)) throw error
    await client.query('ROLLBACK TO unit; RELEASE unit')
    return error
  }
}

async function recordSerially(client: pg.PoolClient, event: NewEvent): Promise<Recorded> {
  const earlier = await findBySignature(client, event)
  if (earlier) return { eventId: earlier, repeated: true }
  const [recorded] = await insertDeliveries(client, [event])
  if (!recorded!.repeated) await runStatements(client, event.also ?? [])
  return recorded!
}

async function findBySignature(client: pg.PoolClient, { webhookId, signatureHash, replaySinceMs }: NewEvent): Promise<string | undefined> {
  if (signatureHash === null) return undefined
  const { rows } = await client.query<{ event_id: string }>(
    'SELECT event_id FROM webhook_events WHERE webhook_id = $1 AND signature_hash = $2 AND created_at > $3 LIMIT 1',
    [webhookId, signatureHash, replaySinceMs],
  )
  return rows[0]?.event_id
}

async function runStatements(client: pg.PoolClient, unit: readonly Statement[]): Promise<Row[][]> {
  const found: Row[][] = []
  for (const [index, { sql, params, expect }] of unit.entries()) {
    const { rows, rowCount } = await client.query<Row>(toPostgres(sql), params.map(storable))
    if (expect !== undefined && rowCount !== expect) throw new ExpectationFailed(index)
    found.push(rows)
  }
  return found
}

/** Many deliveries with a statement for each table. */
async function insertDeliveries(client: pg.PoolClient, events: readonly NewEvent[]): Promise<Recorded[]> {
  // In one order for all who insert at the same time, so that none waits for one that waits for it.
  const ids = [...events]
    .sort(byDelivery)
    .map(({ webhookId, deliveryId, id }) => ({ webhook_id: webhookId, delivery_id: deliveryId, event_id: id }))
  const fresh = new Set<string>()
  for (const rows of await insertRows(client, 'deliveries', DELIVERY_COLUMNS, ids, 'ON CONFLICT DO NOTHING RETURNING event_id'))
    fresh.add(rows.event_id as string)
  const stored = events.filter(({ id }) => fresh.has(id))
  await insertAll(client, stored)
  const first = await findFirst(
    client,
    events.filter(({ id }) => !fresh.has(id)),
  )
  return events.map(({ id, webhookId, deliveryId }) =>
    fresh.has(id) ? { eventId: id, repeated: false } : { eventId: first.get(keyOf(webhookId, deliveryId))!, repeated: true },
  )
}

async function insertAll(client: pg.PoolClient, events: readonly NewEvent[]): Promise<void> {
  const owned = events.map((event) => ({ event, owner: { id: event.id, webhookId: event.webhookId, atMs: event.receivedAtMs } }))
  const rows = {
    webhook_events: events.map((event) => ({ ...eventRow(event), payload_json: event.payload })),
    webhook_actions: owned.flatMap(({ event, owner }) => event.actions.map((action) => actionRow(action, owner))),
    action_attempts: owned.flatMap(({ event, owner }) => attemptRows(event.actions, owner)),
    tasks: owned.flatMap(({ event, owner }) => event.tasks.map((task) => taskRow(task, owner))),
    change_feed: owned.flatMap(({ event, owner }) => [
      receivedFeed(owner),
      ...outcomeFeed(owner, event.status, event.actions, event.tasks),
    ]),
  }
  await insertRows(client, 'webhook_events', STORED_COLUMNS, rows.webhook_events)
  await insertRows(client, 'webhook_actions', ACTION_COLUMNS, rows.webhook_actions)
  await insertRows(client, 'action_attempts', ATTEMPT_COLUMNS, rows.action_attempts)
  await insertRows(client, 'tasks', TASK_COLUMNS, rows.tasks)
  await insertRows(client, 'change_feed', FEED_COLUMNS, rows.change_feed)
  // Last, for it is what others who store for the same webhook wait for.
  await count(client, events)
}

async function insertRows<Columns extends readonly string[]>(
  client: pg.PoolClient,
  table: string,
  columns: Columns,
  rows: readonly RowOf<Columns>[],
  then = '',
): Promise<Row[]> {
  const found: Row[] = []
  const most = Math.floor(MAX_PARAMS / columns.length)
  for (let from = 0; from < rows.length; from += most) {
    const page = rows.slice(from, from + most)
    const places = page.map((_, row) => `(${columns.map((_, column) => `$${row * columns.length + column + 1}`)})`)
    const params = page.flatMap((row) => valuesOf(columns, row)).map(storable)
    const answer = await client.query<Row>(`INSERT INTO ${table} (${columns}) VALUES ${places} ${then}`, params)
    found.push(...answer.rows)
  }
  return found
}

async function findFirst(client: pg.PoolClient, repeats: readonly NewEvent[]): Promise<Map<string, string>> {
  const first = new Map<string, string>()
  for (const { webhookId, deliveryId } of repeats) {
    const { rows } = await client.query<{ event_id: string }>(
      'SELECT event_id FROM deliveries WHERE webhook_id = $1 AND delivery_id = $2',
      [webhookId, storable(deliveryId)],
    )
    first.set(keyOf(webhookId, deliveryId), rows[0]!.event_id)
  }
  return first
}

async function count(client: pg.PoolClient, events: readonly NewEvent[]): Promise<void> {
  const counts = new Map<string, { webhookId: string; minute: number; received: number; matched: number }>()
  for (const { webhookId, receivedAtMs, matched } of events) {
    const minute = Math.floor(receivedAtMs / 60_000)
    const key = `${webhookId} ${minute}`
    const counted = counts.get(key) ?? { webhookId, minute, received: 0, matched: 0 }
    counts.set(key, { ...counted, received: counted.received + 1, matched: counted.matched + (matched > 0 ? 1 : 0) })
  }
  for (const [, { webhookId, minute, received, matched }] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    await client.query(ADD_COUNT, [webhookId, minute, received, matched])
}

const ADD_COUNT = `INSERT INTO delivery_stats (webhook_id, minute, received, matched) VALUES ($1, $2, $3, $4) ON CONFLICT (webhook_id, minute)
  DO UPDATE SET received = delivery_stats.received + excluded.received, matched = delivery_stats.matched + excluded.matched`

/** PostgreSQL's text holds no NUL; bytes are sent as they are, also into a column of text. */
function storable(value: Value): Value {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
}

function keyOf(webhookId: string, deliveryId: string): string {
  return `${webhookId} ${deliveryId}`
}

function byDelivery(a: NewEvent, b: NewEvent): number {
  const [first, second] = [keyOf(a.webhookId, a.deliveryId), keyOf(b.webhookId, b.deliveryId)]
  return first < second ? -1 : first > second ? 1 : 0
}
