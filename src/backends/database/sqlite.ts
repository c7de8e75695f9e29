import { once } from 'node:events'
import { chmodSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import Sqlite from 'better-sqlite3'
import type { Change } from '../../model/feed.ts'
import { ACTION_COLUMNS, ATTEMPT_COLUMNS, EVENT_COLUMNS, FEED_COLUMNS, type RowOf, TASK_COLUMNS, valuesOf } from './columns.ts'
import {
  type Database,
  ExpectationFailed,
  type NewEvent,
  type Recorded,
  type Row,
  type SettledEvent,
  type Statement,
  StorageUnavailable,
  type Value,
} from './database.ts'
import { PrismaClient } from './generated/sqlite/client.ts'
import { migrate } from './migrate.ts'
import { actionRow, addedUnit, attemptRows, eventRow, outcomeFeed, receivedFeed, settleUnit, taskRow } from './rows.ts'
import { createSlabs } from './slabs.ts'
import { type Batch, type Outcome, type RecordUnit, startWriter, type Unit } from './sqlite-writer.ts'

// A batch is what arrived in one turn, or while the batches before it were committed. Two may be with the writer: it goes on
// with the second while this thread is busy with what came meanwhile.
const MAX_IN_FLIGHT = 2
// These bound what may wait.
const MAX_BATCH = 1024
const MAX_WAITING = 20_000
const MAX_WAITING_BYTES = 256 * 1024 * 1024
const NO_PAYLOAD = new Uint8Array(0)

interface Waiting {
  unit: Unit
  /** The rows of a delivery by their ids, for those who hear of the commit. */
  rows?: ReadonlyMap<Value, Row>
  payload: Uint8Array
  resolve(outcome: Outcome): void
  reject(error: Error): void
}

/** SQLite: one thread writes and commits in groups, this thread reads. Makes and migrates the file when needed. */
export async function openSqlite(file: string): Promise<Database> {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  await migrate({ provider: 'sqlite', file })
  // SQLite gives its log files the same mode.
  chmodSync(file, 0o600)
  const writer = startWriter(file)
  await once(writer, 'message')
  const reader = new Sqlite(file, { readonly: true, timeout: 5000 })
  const prisma = new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: `file:${file}` }, { timestampFormat: 'unixepoch-ms' }) })
  const queue = createQueue(writer)
  const statements = new Map<string, Sqlite.Statement>()

  return { prisma, record, settle, adding: addedUnit, write, read, onCommit: queue.onCommit, trouble: queue.trouble, close }

  async function record(event: NewEvent): Promise<Recorded> {
    const { unit, rows } = toUnit(event)
    const outcome = await queue.add({ record: unit }, event.payload, rows)
    return (outcome as { recorded: Recorded }).recorded
  }

  async function settle(settled: SettledEvent): Promise<boolean> {
    return write(settleUnit(settled)).then(
      () => true,
      (error) => {
        if (error instanceof ExpectationFailed) return false
        throw error
      },
    )
  }

  async function write(unit: readonly Statement[]): Promise<Row[][]> {
    const outcome = await queue.add({ write: unit }, NO_PAYLOAD)
    if ('refusedAt' in outcome) throw new ExpectationFailed(outcome.refusedAt)
    return (outcome as { rows: Row[][] }).rows
  }

  async function read<T>(sql: string, params: readonly Value[] = []): Promise<T[]> {
    let statement = statements.get(sql)
    if (!statement) {
      if (statements.size > 500) statements.clear()
      statements.set(sql, (statement = reader.prepare(sql)))
    }
    return statement.all(params) as T[]
  }

  async function close(): Promise<void> {
    await queue.idle()
    await prisma.$disconnect()
    reader.close()
    await writer.terminate()
  }
}

/** Collects units for one turn, hands them to the writer together, and lets the next batch gather meanwhile. */
function createQueue(writer: ReturnType<typeof startWriter>) {
  let waiting: Waiting[] = []
  let waitingBytes = 0
  const inFlight: Waiting[][] = []
  const slabs = createSlabs(MAX_IN_FLIGHT)
  let armed = false
  let broken: string | null = null
  let whenIdle: (() => void)[] = []
  const listeners: ((added: () => Change[] | null) => void)[] = []

  writer.on('message', (outcomes: Outcome[]) => settle(outcomes))
  writer.on('error', (error) => breakDown(`the writer stopped: ${error.message}`))
  return { add, idle, trouble: () => broken, onCommit: (listener: (typeof listeners)[number]) => void listeners.push(listener) }

  function add(unit: Unit, payload: Uint8Array, rows?: ReadonlyMap<Value, Row>): Promise<Outcome> {
    if (broken) return Promise.reject(new StorageUnavailable(broken))
    if (waiting.length >= MAX_WAITING || waitingBytes > MAX_WAITING_BYTES)
      return Promise.reject(new StorageUnavailable('too many writes are waiting'))
    waitingBytes += payload.length
    return new Promise((resolve, reject) => {
      waiting.push({ unit, payload, rows, resolve, reject })
      arm()
    })
  }

  function arm(): void {
    if (armed || inFlight.length >= MAX_IN_FLIGHT || waiting.length === 0) return
    armed = true
    setImmediate(send)
  }

  function send(): void {
    armed = false
    const sent = waiting.splice(0, MAX_BATCH)
    inFlight.push(sent)
    const bytes = sent.reduce((sum, { payload }) => sum + payload.length, 0)
    waitingBytes -= bytes
    const payloads = slabs.take(bytes)
    placePayloads(sent, payloads)
    const batch: Batch = { units: sent.map(({ unit }) => unit), payloads }
    writer.postMessage(batch)
    arm()
  }

  function settle(outcomes: Outcome[]): void {
    const done = inFlight.shift()!
    slabs.giveBack()
    arm()
    for (const [index, { resolve, reject }] of done.entries()) {
      const outcome = outcomes[index]!
      if ('error' in outcome) reject(storageError(outcome))
      else resolve(outcome)
    }
    for (const listener of listeners) listener(() => changesOf(done, outcomes))
    if (inFlight.length === 0 && waiting.length === 0) for (const resume of whenIdle.splice(0)) resume()
  }

  function storageError({ code, error }: { code: string; error: string }): Error {
    if (/^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|NOMEM)/.test(code)) {
      // After a failed fsync the kernel may have dropped what was to be written: nothing may be promised until a restart.
      if (code === 'SQLITE_IOERR_FSYNC') broken = 'the disk failed to flush; restart when it is sound'
      return new StorageUnavailable(error)
    }
    return Object.assign(new Error(error), { code })
  }

  function breakDown(reason: string): void {
    broken = reason
    for (const { reject } of [...inFlight.splice(0).flat(), ...waiting]) reject(new StorageUnavailable(reason))
    waiting = []
    for (const resume of whenIdle.splice(0)) resume()
  }

  function idle(): Promise<void> {
    if (inFlight.length === 0 && waiting.length === 0) return Promise.resolve()
    return new Promise((resolve) => {
      whenIdle = [...whenIdle, resolve]
    })
  }
}

/** The feed entries of a batch that stored deliveries alone; null: it did something else too. */
function changesOf(batch: readonly Waiting[], outcomes: readonly Outcome[]): Change[] | null {
  const changes: Change[] = []
  for (const [index, { unit, rows }] of batch.entries()) {
    const outcome = outcomes[index]!
    if (!('record' in unit) || unit.record.also.length > 0) return null
    if ('recorded' in outcome && !outcome.recorded.repeated) addChanges(changes, unit.record.feed, outcome.recorded.feedSeq, rows)
  }
  return changes
}

function addChanges(changes: Change[], feed: readonly Value[][], firstSeq: number, rows: Waiting['rows']): void {
  for (const [index, [kind, nodeId, webhookId, agent, atMs]] of feed.entries())
    changes.push({ seq: firstSeq + index, kind, nodeId, webhookId, agent, atMs, row: rows?.get(nodeId!) } as Change)
}

/** Lays the payloads of a batch one after the other, and tells each unit where its own is. */
function placePayloads(batch: readonly Waiting[], joined: Uint8Array): void {
  let at = 0
  for (const { unit, payload } of batch) {
    if (!('record' in unit)) continue
    joined.set(payload, at)
    unit.record.payload = [at, (at += payload.length)]
  }
}

/** A delivery's rows, by id, and as values in the writer's column order. */
function toUnit(event: NewEvent): { unit: RecordUnit; rows: ReadonlyMap<Value, Row> } {
  const { webhookId, deliveryId, receivedAtMs: atMs, signatureHash } = event
  const owner = { id: event.id, webhookId, atMs }
  const rows = new Map<Value, Row>()
  const keep = <Columns extends readonly string[]>(id: string, columns: Columns, row: RowOf<Columns>): Value[] => {
    rows.set(id, row)
    return valuesOf(columns, row)
  }
  const feed = [receivedFeed(owner), ...outcomeFeed(owner, event.status, event.actions, event.tasks)]
  const unit = {
    event: keep(event.id, EVENT_COLUMNS, eventRow(event)),
    payload: [0, 0] as [number, number],
    webhookId,
    deliveryId,
    signature: signatureHash === null ? null : { hash: signatureHash, sinceMs: event.replaySinceMs },
    minute: Math.floor(atMs / 60_000),
    matched: event.matched > 0,
    actions: event.actions.map((action) => keep(action.id, ACTION_COLUMNS, actionRow(action, owner))),
    attempts: attemptRows(event.actions, owner).map((row) => valuesOf(ATTEMPT_COLUMNS, row)),
    tasks: event.tasks.map((task) => keep(task.id, TASK_COLUMNS, taskRow(task, owner))),
    feed: feed.map((row) => valuesOf(FEED_COLUMNS, row)),
    also: event.also ?? [],
  }
  return { unit, rows }
}
