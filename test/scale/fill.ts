import path from 'node:path'
import Sqlite from 'better-sqlite3'
import pg from 'pg'
import { ACTION_COLUMNS, EVENT_COLUMNS, FEED_COLUMNS, type RowOf, TASK_COLUMNS, valuesOf } from '../../src/backends/database/columns.ts'
import type { NewAction, NewEvent, NewTask, Value } from '../../src/backends/database/database.ts'
import { actionRow, eventRow, outcomeFeed, receivedFeed, taskRow } from '../../src/backends/database/rows.ts'
import { newId } from '../../src/model/id.ts'

/** What a server has after so many deliveries, written past it while it is stopped: through its door a million would take too long. */
export interface Filling {
  events: number
  /** The events are theirs in turn; the last one has one event in a thousand. */
  webhookIds: readonly string[]
  agent: string
  commandId: string
  /** When the first event came; the others follow `EVERY_MS` apart. */
  fromMs: number
}

const ACTIONS = ['opened', 'closed', 'edited', 'labeled', 'assigned', 'reopened']
const RARE_EVERY = 1000
/** A million in a week. */
export const EVERY_MS = 600
const BATCH = 500

/** Word number `n` of a language in which few words are frequent and many are rare. */
export const word = (n: number): string => `w${(n * 7919).toString(36)}`

interface Rows {
  webhook_events: Value[][]
  webhook_actions: Value[][]
  tasks: Value[][]
  change_feed: Value[][]
  deliveries: Value[][]
}
const COLUMNS = {
  webhook_events: [...EVENT_COLUMNS, 'payload_json'],
  webhook_actions: ACTION_COLUMNS,
  tasks: TASK_COLUMNS,
  change_feed: FEED_COLUMNS,
  deliveries: ['webhook_id', 'delivery_id', 'event_id'],
} as const satisfies Record<keyof Rows, readonly string[]>

/** Into SQLite's file under a server's folder. */
export function fillSqlite(dataDir: string, filling: Filling): void {
  const db = new Sqlite(path.join(dataDir, 'db', 'webhooks.db'))
  db.pragma('synchronous = OFF')
  const tables = (Object.keys(COLUMNS) as (keyof Rows)[]).filter((table) => table !== 'deliveries')
  const inserts = tables.map(
    (table) => [table, db.prepare(`INSERT INTO ${table} (${COLUMNS[table]}) VALUES (${COLUMNS[table].map(() => '?')})`)] as const,
  )
  const store = db.transaction((rows: Rows) => {
    for (const [table, insert] of inserts) for (const row of rows[table]) insert.run(row)
  })
  for (const rows of batches(filling)) store(rows)
  db.close()
}

export async function fillPostgres(url: string, filling: Filling): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const rows of batches(filling)) {
    await client.query('BEGIN')
    for (const table of Object.keys(COLUMNS) as (keyof Rows)[]) {
      const columns = COLUMNS[table]
      const places = rows[table].map((_, row) => `(${columns.map((_, column) => `$${row * columns.length + column + 1}`)})`)
      await client.query({
        name: `${table} ${places.length}`,
        text: `INSERT INTO ${table} (${columns}) VALUES ${places}`,
        values: rows[table].flat(),
      })
    }
    await client.query('COMMIT')
  }
  await client.query('VACUUM ANALYZE')
  await client.end()
}

function* batches(filling: Filling): Generator<Rows> {
  for (let from = 0; from < filling.events; from += BATCH) {
    const rows: Rows = { webhook_events: [], webhook_actions: [], tasks: [], change_feed: [], deliveries: [] }
    for (let n = from; n < Math.min(from + BATCH, filling.events); n++) addRows(rows, toEvent(n, filling))
    yield rows
  }
}

function addRows(rows: Rows, event: NewEvent): void {
  const owner = { id: event.id, webhookId: event.webhookId, atMs: event.receivedAtMs }
  const add = <Columns extends readonly string[]>(into: Value[][], columns: Columns, row: RowOf<Columns>) =>
    into.push(valuesOf(columns, row))
  add(rows.webhook_events, COLUMNS.webhook_events, { ...eventRow(event), payload_json: event.payload.toString() })
  for (const action of event.actions) add(rows.webhook_actions, ACTION_COLUMNS, actionRow(action, owner))
  for (const task of event.tasks) add(rows.tasks, TASK_COLUMNS, taskRow(task, owner))
  for (const entry of [receivedFeed(owner), ...outcomeFeed(owner, event.status, event.actions, event.tasks)])
    add(rows.change_feed, FEED_COLUMNS, entry)
  rows.deliveries.push([event.webhookId, event.deliveryId, event.id])
}

function toEvent(n: number, { webhookIds, agent, commandId, fromMs }: Filling): NewEvent {
  const atMs = fromMs + n * EVERY_MS
  const isRare = n % RARE_EVERY === RARE_EVERY - 1
  const common = webhookIds.length - 1
  const title = `Issue ${n} ${textOf(n, 5)}`
  const body = textOf(n + 13, 40)
  const action: NewAction = { ...DONE, id: newId('action', atMs), commandId, agent, text: title, doneAtMs: atMs }
  const task: NewTask = { id: newId('task', atMs), commandId, actionId: action.id, agent, prompt: `${title}\n\n${body}` }
  const payload = { action: ACTIONS[n % ACTIONS.length], issue: { number: n, title, body }, repository: { full_name: `octo/app${n % 50}` } }
  return {
    id: newId('event', atMs),
    webhookId: isRare ? webhookIds[common]! : webhookIds[n % common]!,
    provider: isRare ? 'gitlab' : 'github',
    eventType: isRare ? 'tag_push' : `issues.${payload.action}`,
    deliveryId: `filled-${n}`,
    status: n % 5000 === 4999 ? 'FAILED' : 'PROCESSED',
    statusReason: null,
    payload: Buffer.from(JSON.stringify(payload)),
    rawBody: null,
    headersJson: '{"content-type":"application/json"}',
    subjectJson: JSON.stringify({ title, body, actor: 'octocat', actorTrust: 'MEMBER', thread: `octo/app${n % 50}#${n}`, url: null }),
    verificationJson: '{"ok":true}',
    decisionsJson: '[]',
    matchedCommand: commandId,
    matched: 1,
    responseSent: false,
    replayOf: null,
    receivedAtMs: atMs,
    processedAtMs: atMs,
    signatureHash: null,
    replaySinceMs: 0,
    actions: [action],
    tasks: [task],
  }
}

const DONE = { commandVersion: 1, kind: 'create_task', status: 'SUCCEEDED', target: null, nextAttemptAtMs: null }

/** The k-th word of a text is one of the first 4^k: the first ones are in most texts, the last ones in few. */
function textOf(seed: number, words: number): string {
  return Array.from({ length: words }, (_, k) => word((seed * (k + 3)) % 4 ** (1 + (k % 9)))).join(' ')
}
