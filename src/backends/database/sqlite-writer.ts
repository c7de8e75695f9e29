import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, type Worker, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { ACTION_COLUMNS, ATTEMPT_COLUMNS, EVENT_COLUMNS, FEED_COLUMNS, TASK_COLUMNS } from './columns.ts'
import type { Row, Statement, Value } from './database.ts'
import { startThread } from './thread.ts'

/** One delivery, as positional values: cheaper to hand to the thread than objects. */
export interface RecordUnit {
  event: Value[]
  /** Where the payload lies in the batch's bytes: from, to. */
  payload: [number, number]
  webhookId: string
  deliveryId: string
  signature: { hash: string; sinceMs: number } | null
  minute: number
  matched: boolean
  actions: Value[][]
  tasks: Value[][]
  attempts: Value[][]
  feed: Value[][]
  also: readonly Statement[]
}
export interface Batch {
  units: Unit[]
  /** The payloads of all units, one after the other, in memory that both threads see. */
  payloads: Uint8Array
}
export type Unit = { record: RecordUnit } | { write: readonly Statement[] } | { giveBack: number }
export type Outcome =
  /** `feedSeq` is the feed position of its first entry; the others follow. */
  | { recorded: { eventId: string; repeated: boolean; feedSeq: number } }
  | { rows: Row[][] }
  | { refusedAt: number }
  | { error: string; code: string }

const MARK = 'hookline-sqlite-writer'
/** How long another process' lock is waited for. Two batches may wait before a third, and providers wait 10 s. */
const LOCK_MS = 3000

/** Starts the thread that owns the one connection that writes. It answers each batch after its commit. */
export function startWriter(file: string): Worker {
  return startThread(fileURLToPath(import.meta.url), 'sqlite-writer', { mark: MARK, file })
}

if (!isMainThread && workerData?.mark === MARK) serve(workerData.file)

function serve(file: string): void {
  const run = createRunner(openForWriting(file))
  parentPort!.on('message', (batch: Batch) => parentPort!.postMessage(run(batch)))
  parentPort!.postMessage('ready')
}

function openForWriting(file: string): Database.Database {
  const db = new Database(file, { timeout: LOCK_MS })
  db.pragma('journal_mode = WAL')
  // better-sqlite3 is built with NORMAL for WAL, which may lose acknowledged commits at a power cut.
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  db.function('sha256', { deterministic: true }, (text) => createHash('sha256').update(String(text)).digest('hex'))
  return db
}

function createRunner(db: Database.Database): (batch: Batch) => Outcome[] {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  const record = createRecorder(db)
  const write = createStatementRunner(db)

  return ({ units, payloads }) => {
    try {
      return together(units, payloads)
    } catch (error) {
      // Where another process holds the lock, none can be stored, and each would wait as long.
      if (units.length === 1 || isLocked(error)) return units.map(() => failure(error))
      // One unit spoiled the shared transaction: each gets its own, so that only the spoiler fails.
      return units.flatMap((unit) => tryAlone(unit, payloads))
    }
  }

  function tryAlone(unit: Unit, payloads: Uint8Array): Outcome[] {
    try {
      return together([unit], payloads)
    } catch (error) {
      return [failure(error)]
    }
  }

  function run(unit: Unit, payloads: Uint8Array): Outcome {
    if ('record' in unit) return { recorded: record.one(unit.record, payloads) }
    if ('write' in unit) return write(unit.write)
    db.exec(`PRAGMA incremental_vacuum(${unit.giveBack})`)
    return { rows: [] }
  }

  function together(units: readonly Unit[], payloads: Uint8Array): Outcome[] {
    begin.run()
    try {
      const outcomes = units.map((unit) => run(unit, payloads))
      record.count()
      commit.run()
      // The file itself is cut when the log has been written into it.
      if (units.some((unit) => 'giveBack' in unit)) db.pragma('wal_checkpoint(PASSIVE)')
      return outcomes
    } catch (error) {
      record.forget()
      if (db.inTransaction) rollback.run()
      throw error
    }
  }
}

function isLocked(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(String((error as { code?: string }).code))
}

function failure(error: unknown): Outcome {
  return { error: (error as Error).message, code: String((error as { code?: string }).code ?? 'UNKNOWN') }
}

function createRecorder(db: Database.Database) {
  const into = (table: string, columns: readonly string[]) =>
    db.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`)
  // The payload's bytes become text as they are: SQLite's text is UTF-8.
  const insertEvent = db.prepare(`INSERT INTO webhook_events (${EVENT_COLUMNS}, payload_json)
    VALUES (${EVENT_COLUMNS.map(() => '?')}, CAST(? AS TEXT)) ON CONFLICT (webhook_id, delivery_id) DO NOTHING`)
  const insertAction = into('webhook_actions', ACTION_COLUMNS)
  const insertTask = into('tasks', TASK_COLUMNS)
  const insertAttempt = into('action_attempts', ATTEMPT_COLUMNS)
  const insertFeed = into('change_feed', FEED_COLUMNS)
  const byDelivery = db.prepare('SELECT event_id FROM webhook_events WHERE webhook_id = ? AND delivery_id = ?').pluck()
  const bySignature = db
    .prepare('SELECT event_id FROM webhook_events WHERE webhook_id = ? AND signature_hash = ? AND created_at > ? LIMIT 1')
    .pluck()
  const addCount = db.prepare(`INSERT INTO delivery_stats (webhook_id, minute, received, matched, bytes) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (webhook_id, minute) DO UPDATE SET received = received + excluded.received, matched = matched + excluded.matched, bytes = bytes + excluded.bytes`)
  const also = createStatementRunner(db)
  let counts = new Map<string, { webhookId: string; minute: number; received: number; matched: number; bytes: number }>()

  return { one, count, forget }

  function one(unit: RecordUnit, payloads: Uint8Array): { eventId: string; repeated: boolean; feedSeq: number } {
    const earlier = unit.signature && bySignature.get(unit.webhookId, unit.signature.hash, unit.signature.sinceMs)
    if (earlier) return { eventId: earlier as string, repeated: true, feedSeq: 0 }
    if (insertEvent.run(...unit.event, payloads.subarray(...unit.payload)).changes === 0)
      return { eventId: byDelivery.get(unit.webhookId, unit.deliveryId) as string, repeated: true, feedSeq: 0 }
    for (const row of unit.actions) insertAction.run(row)
    for (const row of unit.attempts) insertAttempt.run(row)
    for (const row of unit.tasks) insertTask.run(row)
    let lastSeq = 0
    for (const row of unit.feed) lastSeq = Number(insertFeed.run(row).lastInsertRowid)
    if (unit.also.length > 0) also(unit.also)
    remember(unit)
    return { eventId: unit.event[0] as string, repeated: false, feedSeq: lastSeq - unit.feed.length + 1 }
  }

  function remember({ webhookId, minute, matched, payload: [from, to] }: RecordUnit): void {
    const key = `${webhookId} ${minute}`
    const counted = counts.get(key) ?? { webhookId, minute, received: 0, matched: 0, bytes: 0 }
    counted.received++
    counted.bytes += to - from
    if (matched) counted.matched++
    counts.set(key, counted)
  }

  /** Once per commit, not per delivery. */
  function count(): void {
    for (const { webhookId, minute, received, matched, bytes } of counts.values()) addCount.run(webhookId, minute, received, matched, bytes)
    forget()
  }

  function forget(): void {
    if (counts.size > 0) counts = new Map()
  }
}

/** Runs statements inside a savepoint, so that an expectation that fails takes back this unit alone. */
function createStatementRunner(db: Database.Database): (unit: readonly Statement[]) => Outcome {
  const prepared = new Map<string, Database.Statement>()
  return (unit) => {
    db.exec('SAVEPOINT unit')
    const rows: Row[][] = []
    for (const [index, statement] of unit.entries()) {
      const { changes, found } = runOne(statement)
      if (statement.expect !== undefined && changes !== statement.expect) {
        db.exec('ROLLBACK TO unit; RELEASE unit')
        return { refusedAt: index }
      }
      rows.push(found)
    }
    db.exec('RELEASE unit')
    return { rows }
  }

  function runOne({ sql, params }: Statement): { changes: number; found: Row[] } {
    const statement = prepare(sql)
    if (!statement.reader) return { changes: statement.run(params).changes, found: [] }
    const found = statement.all(params) as Row[]
    return { changes: found.length, found }
  }

  function prepare(sql: string): Database.Statement {
    let statement = prepared.get(sql)
    if (!statement) {
      if (prepared.size > 500) prepared.clear()
      prepared.set(sql, (statement = db.prepare(sql)))
    }
    return statement
  }
}
