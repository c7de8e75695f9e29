import type pg from 'pg'
import { ACTION_COLUMNS, ATTEMPT_COLUMNS, EVENT_COLUMNS, FEED_COLUMNS, type RowOf, TASK_COLUMNS } from './columns.ts'
import type { NewEvent, Recorded, Row, Value } from './database.ts'
import { storable } from './postgres-storable.ts'
import { actionRow, attemptRows, eventRow, outcomeFeed, receivedFeed, taskRow } from './rows.ts'

/**
 * Many deliveries with one statement, whose text is always the same: it is planned once for a connection, and the rows come as
 * JSON. Payloads come beside it as they are, one for each event in its order. The counts stand first, for PostgreSQL works such
 * clauses off from the last to the first, and whoever stores for the same webhook waits for them.
 */
const STORE = `WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1) AS d(webhook_id text, delivery_id text, event_id text, minute bigint, matched int, bytes bigint)),
  fresh AS (INSERT INTO deliveries (webhook_id, delivery_id, event_id) SELECT webhook_id, delivery_id, event_id FROM given
    ON CONFLICT DO NOTHING RETURNING event_id),
  counted AS (INSERT INTO delivery_stats (webhook_id, minute, received, matched, bytes)
    SELECT webhook_id, minute, count(*), sum(matched), sum(bytes) FROM given WHERE ${isFresh()} GROUP BY webhook_id, minute ORDER BY webhook_id, minute
    ON CONFLICT (webhook_id, minute) DO UPDATE SET received = delivery_stats.received + excluded.received,
      matched = delivery_stats.matched + excluded.matched, bytes = delivery_stats.bytes + excluded.bytes),
  stored AS (INSERT INTO webhook_events (${EVENT_COLUMNS}, payload_json)
    SELECT ${EVENT_COLUMNS}, unnest FROM ROWS FROM (json_populate_recordset(NULL::webhook_events, $2), unnest($3::text[])) WHERE ${isFresh()}),
  ${added('webhook_actions', ACTION_COLUMNS, '$4')},
  tried AS (INSERT INTO action_attempts (${ATTEMPT_COLUMNS}) SELECT ${ATTEMPT_COLUMNS.map((column) => `a.${column}`)}
    FROM json_populate_recordset(NULL::action_attempts, $5) a
    WHERE a.action_id IN (SELECT action_id FROM json_to_recordset($4) AS own(action_id text, event_id text) WHERE ${isFresh()})),
  ${added('tasks', TASK_COLUMNS, '$6')},
  feed AS MATERIALIZED (SELECT * FROM json_to_recordset($7)
    AS f(place int, event_id text, kind text, node_id text, webhook_id text, agent text, at bigint) WHERE ${isFresh()}),
  taken AS MATERIALIZED (SELECT take_feed_positions((SELECT count(*) FROM feed)) AS first),
  told AS (INSERT INTO change_feed (seq, ${FEED_COLUMNS})
    SELECT (SELECT first FROM taken) + row_number() OVER (ORDER BY place) - 1, ${FEED_COLUMNS} FROM feed)
  SELECT event_id, (SELECT first FROM taken) AS "feedSeq" FROM fresh`

function isFresh(): string {
  return 'event_id IN (SELECT event_id FROM fresh)'
}

function added(table: string, columns: readonly string[], rows: string): string {
  return `${table}_added AS (INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, ${rows}) WHERE ${isFresh()})`
}

/** The rows of one delivery. */
interface DeliveryRows {
  event: RowOf<typeof EVENT_COLUMNS>
  actions: RowOf<typeof ACTION_COLUMNS>[]
  attempts: RowOf<typeof ATTEMPT_COLUMNS>[]
  tasks: RowOf<typeof TASK_COLUMNS>[]
  feed: RowOf<typeof FEED_COLUMNS>[]
  /** Those that the feed tells of, by their ids. */
  nodes: ReadonlyMap<Value, Row>
}

/**
 * Stores deliveries that are not there yet; those that are count as repeats of what is. `told` hears of each new entry of the
 * feed, with the row that it is about.
 */
export async function insertDeliveries(
  db: pg.Pool | pg.PoolClient,
  events: readonly NewEvent[],
  told: (seq: number, row: Row) => void = () => {},
): Promise<Recorded[]> {
  const all = events.map(rowsOf)
  const { rows } = await db.query<{ event_id: string; feedSeq: number }>({
    name: 'store deliveries',
    text: STORE,
    values: valuesOf(events, all),
  })
  const fresh = new Set(rows.map((row) => row.event_id))
  tellOf(
    all.filter(({ event }) => fresh.has(event.event_id as string)),
    rows[0]?.feedSeq ?? 0,
    told,
  )
  const repeats = events.filter(({ id }) => !fresh.has(id))
  const first = repeats.length > 0 ? await findFirst(db, repeats) : null
  return events.map(({ id, webhookId, deliveryId }) =>
    fresh.has(id) ? { eventId: id, repeated: false } : { eventId: first!.get(keyOf(webhookId, deliveryId))!, repeated: true },
  )
}

function rowsOf(event: NewEvent): DeliveryRows {
  const owner = { id: event.id, webhookId: event.webhookId, atMs: event.receivedAtMs }
  const row = eventRow(event)
  const actions = event.actions.map((action) => actionRow(action, owner))
  const tasks = event.tasks.map((task) => taskRow(task, owner))
  const nodes = new Map<Value, Row>([[row.event_id, row]])
  for (const action of actions) nodes.set(action.action_id, action)
  for (const task of tasks) nodes.set(task.task_id, task)
  const feed = [receivedFeed(owner), ...outcomeFeed(owner, event.status, event.actions, event.tasks)]
  return { event: row, actions, attempts: attemptRows(event.actions, owner), tasks, feed, nodes }
}

function tellOf(stored: readonly DeliveryRows[], firstSeq: number, told: (seq: number, row: Row) => void): void {
  let seq = firstSeq
  for (const { feed, nodes } of stored) for (const { node_id: id } of feed) told(seq++, nodes.get(id)!)
}

function valuesOf(events: readonly NewEvent[], all: readonly DeliveryRows[]): (string | Buffer)[] {
  let place = 0
  return [
    // In one order for all who insert at the same time, so that none waits for one that waits for it.
    toJson([...events].sort(byDelivery).map(givenRow)),
    toJson(all.map(({ event }) => (event.raw_body === null ? event : { ...event, raw_body: hex(event.raw_body) }))),
    textArray(events.map(({ payload }) => payload)),
    toJson(all.flatMap(({ actions }) => actions)),
    toJson(all.flatMap(({ attempts }) => attempts)),
    toJson(all.flatMap(({ tasks }) => tasks)),
    toJson(all.flatMap(({ event, feed }) => feed.map((row) => ({ place: place++, event_id: event.event_id, ...row })))),
  ]
}

function hex(bytes: Value): string {
  return `\\x${Buffer.from(bytes as Uint8Array).toString('hex')}`
}

function givenRow({ webhookId, deliveryId, id, receivedAtMs, matched, payload }: NewEvent) {
  const counted = { minute: Math.floor(receivedAtMs / 60_000), matched: matched > 0 ? 1 : 0, bytes: payload.length }
  return { webhook_id: webhookId, delivery_id: deliveryId, event_id: id, ...counted }
}

const NOT_STORABLE = /\\u(?:0000|d[89a-f])/i

/** PostgreSQL's JSON takes neither NUL nor half of a surrogate pair, which JavaScript writes so. */
function toJson(rows: readonly object[]): string {
  const json = JSON.stringify(rows)
  return NOT_STORABLE.test(json) ? JSON.stringify(rows, (_, value) => storable(value)) : json
}

const TEXT_OID = 25

/**
 * A `text[]` in PostgreSQL's binary form, into which bytes go as they are; in its text form each would be escaped and read
 * again: https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/arrayfuncs.c (array_recv).
 */
function textArray(texts: readonly Uint8Array[]): Buffer {
  const array = Buffer.allocUnsafe(20 + texts.reduce((sum, text) => sum + 4 + text.length, 0))
  // One dimension, no NULLs, of texts, so many, the first of which is number 1.
  let at = 0
  for (const number of [1, 0, TEXT_OID, texts.length, 1]) at = array.writeInt32BE(number, at)
  for (const text of texts) {
    at = array.writeInt32BE(text.length, at)
    array.set(text, at)
    at += text.length
  }
  return array
}

async function findFirst(db: pg.Pool | pg.PoolClient, repeats: readonly NewEvent[]): Promise<Map<string, string>> {
  const keys = JSON.stringify(repeats.map(({ webhookId, deliveryId }) => ({ webhook_id: webhookId, delivery_id: storable(deliveryId) })))
  const { rows } = await db.query<{ webhook_id: string; delivery_id: string; event_id: string }>(
    `SELECT d.webhook_id, d.delivery_id, d.event_id FROM deliveries d
      JOIN json_to_recordset($1) AS r(webhook_id text, delivery_id text) USING (webhook_id, delivery_id)`,
    [keys],
  )
  return new Map(rows.map((row) => [keyOf(row.webhook_id, row.delivery_id), row.event_id]))
}

function keyOf(webhookId: string, deliveryId: string): string {
  return `${webhookId} ${storable(deliveryId)}`
}

function byDelivery(a: NewEvent, b: NewEvent): number {
  const [first, second] = [keyOf(a.webhookId, a.deliveryId), keyOf(b.webhookId, b.deliveryId)]
  return first < second ? -1 : first > second ? 1 : 0
}
