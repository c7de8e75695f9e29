import { once } from 'node:events'
import { chmodSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import Sqlite from 'better-sqlite3'
import type { Logger } from '../../log.ts'
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
import { actionRow, addedUnit, attemptRows, eventRow, outcomeFeed, receivedFeed, settleUnit, taskRow } from './rows.ts'
import { createSlabs } from './slabs.ts'
import { lastGiven } from './sqlite-given.ts'
import { migrateSqlite } from './sqlite-migrate.ts'
import { openSearch } from './sqlite-search.ts'
import { type Batch, type Outcome, type RecordUnit, startWriter, type Unit } from './sqlite-writer.ts'
import { createUnitQueue } from './unit-queue.ts'

// A batch is what arrived in one turn, or while the batches before it were committed. Two may be with the writer: it goes on
// with the second while this thread is busy with what came meanwhile.
const MAX_IN_FLIGHT = 2
const NO_PAYLOAD = new Uint8Array(0)
/** How SQLite names it: https://www.sqlite.org/pragma.html#pragma_auto_vacuum */
const INCREMENTAL = 2
const KEPT_PAGES = 1000
/** Of 4 kB, in one commit, which deliveries share. */
const GIVEN_BACK_PAGES = 250

/** A unit with what this thread keeps of it: the rows of a delivery by their ids, for those who hear of the commit. */
interface Sent {
  unit: Unit
  payload: Uint8Array
  rows?: ReadonlyMap<Value, Row>
}
type Done = Exclude<Outcome, { error: string }>

/** SQLite: one thread writes and commits in groups, this thread reads. Makes and migrates the file when needed. */
export async function openSqlite(file: string, log: Logger): Promise<Database> {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  await migrateSqlite({ file })
  // SQLite gives its log files the same mode.
  chmodSync(file, 0o600)
  const writer = startWriter(file)
  await once(writer, 'message')
  const reader = new Sqlite(file, { readonly: true, timeout: 5000 })
  const prisma = new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: `file:${file}` }, { timestampFormat: 'unixepoch-ms' }) })
  const listeners: ((added: () => Change[] | null) => void)[] = []
  const store = createStore(writer, (reason) => queue.breakDown(reason))
  const queue = createUnitQueue<Sent, Done>({ maxInFlight: MAX_IN_FLIGHT, store, stored: committed })
  const statements = new Map<string, Sqlite.Statement>()
  const { search, close: closeSearch } = openSearch(file, reader, log)

  return {
    id: 'sqlite',
    prisma,
    record,
    settle,
    adding: addedUnit,
    write,
    read,
    search,
    readFeed,
    feedBounds,
    lastAudit: () => lastGiven({ read }, 'audit_log'),
    giveBack,
    onCommit,
    trouble: queue.trouble,
    close,
  }

  function onCommit(listener: (typeof listeners)[number]): void {
    listeners.push(listener)
  }

  function committed(batch: readonly Sent[], outcomes: readonly (Done | Error)[]): void {
    for (const listener of listeners) listener(() => changesOf(batch, outcomes))
  }

  async function record(event: NewEvent): Promise<Recorded> {
    const outcome = await queue.add({ ...toUnit(event), payload: event.payload }, event.payload.length)
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
    const outcome = await queue.add({ unit: { write: unit }, payload: NO_PAYLOAD })
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

  async function readFeed(afterSeq: number, limit: number): Promise<Change[]> {
    return read<Change>(
      `SELECT seq, kind, node_id AS "nodeId", webhook_id AS "webhookId", agent, at AS "atMs" FROM change_feed WHERE seq > ? ORDER BY seq LIMIT ?`,
      [afterSeq, limit],
    )
  }

  async function feedBounds(): Promise<{ first: number; last: number }> {
    const [oldest] = await read<{ seq: number | null }>('SELECT min(seq) AS seq FROM change_feed')
    const last = await lastGiven({ read }, 'change_feed')
    return { first: oldest?.seq ?? last + 1, last }
  }

  async function giveBack(): Promise<boolean> {
    const [mode, free] = [reader.pragma('auto_vacuum', { simple: true }), Number(reader.pragma('freelist_count', { simple: true }))]
    // Some pages are kept for what comes next.
    if (mode !== INCREMENTAL || free <= KEPT_PAGES) return false
    await queue.add({ unit: { giveBack: GIVEN_BACK_PAGES }, payload: NO_PAYLOAD })
    return free > KEPT_PAGES + GIVEN_BACK_PAGES
  }

  async function close(): Promise<void> {
    await queue.idle()
    await prisma.$disconnect()
    await closeSearch()
    reader.close()
    await writer.terminate()
  }
}

/** Hands batches to the writer, which answers them in their order. */
function createStore(writer: ReturnType<typeof startWriter>, breakDown: (reason: string) => void) {
  const slabs = createSlabs(MAX_IN_FLIGHT)
  const answered: ((outcomes: Outcome[]) => void)[] = []
  writer.on('message', (outcomes: Outcome[]) => {
    slabs.giveBack()
    answered.shift()!(outcomes)
  })
  writer.on('error', (error) => breakDown(`the writer stopped: ${error.message}`))

  return (batch: readonly Sent[]): Promise<(Done | Error)[]> => {
    const payloads = slabs.take(batch.reduce((sum, { payload }) => sum + payload.length, 0))
    placePayloads(batch, payloads)
    writer.postMessage({ units: batch.map(({ unit }) => unit), payloads } satisfies Batch)
    return new Promise((resolve) => {
      answered.push((outcomes) => resolve(outcomes.map((outcome) => ('error' in outcome ? storageError(outcome) : outcome))))
    })
  }

  function storageError({ code, error }: { code: string; error: string }): Error {
    if (/^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|NOMEM)/.test(code)) {
      // After a failed fsync the kernel may have dropped what was to be written: nothing may be promised until a restart.
      if (code === 'SQLITE_IOERR_FSYNC') breakDown('the disk failed to flush; restart when it is sound')
      return new StorageUnavailable(error)
    }
    return Object.assign(new Error(error), { code })
  }
}

/** The feed entries of a batch that stored deliveries alone; null: it did something else too. */
function changesOf(batch: readonly Sent[], outcomes: readonly (Done | Error)[]): Change[] | null {
  const changes: Change[] = []
  for (const [index, { unit, rows }] of batch.entries()) {
    const outcome = outcomes[index]!
    if (!('record' in unit) || unit.record.also.length > 0) return null
    if ('recorded' in outcome && !outcome.recorded.repeated) addChanges(changes, unit.record.feed, outcome.recorded.feedSeq, rows)
  }
  return changes
}

function addChanges(changes: Change[], feed: readonly Value[][], firstSeq: number, rows: Sent['rows']): void {
  for (const [index, [kind, nodeId, webhookId, agent, atMs]] of feed.entries())
    changes.push({ seq: firstSeq + index, kind, nodeId, webhookId, agent, atMs, row: rows?.get(nodeId!) } as Change)
}

/** Lays the payloads of a batch one after the other, and tells each unit where its own is. */
function placePayloads(batch: readonly Sent[], joined: Uint8Array): void {
  let at = 0
  for (const { unit, payload } of batch) {
    if (!('record' in unit)) continue
    joined.set(payload, at)
    unit.record.payload = [at, (at += payload.length)]
  }
}

/** A delivery's rows, by id, and as values in the writer's column order. */
function toUnit(event: NewEvent): { unit: { record: RecordUnit }; rows: ReadonlyMap<Value, Row> } {
  const { webhookId, deliveryId, receivedAtMs: atMs, signatureHash } = event
  const owner = { id: event.id, webhookId, atMs }
  const rows = new Map<Value, Row>()
  const keep = <Columns extends readonly string[]>(id: string, columns: Columns, row: RowOf<Columns>): Value[] => {
    rows.set(id, row)
    return valuesOf(columns, row)
  }
  const feed = [receivedFeed(owner), ...outcomeFeed(owner, event.status, event.actions, event.tasks)]
  const record = {
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
  return { unit: { record }, rows }
}
