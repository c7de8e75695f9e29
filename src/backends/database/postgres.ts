import type pg from 'pg'
import type { Logger } from '../../log.ts'
import type { Change } from '../../model/feed.ts'
import type { PubSub } from '../pubsub/pubsub.ts'
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
import { migratePostgres } from './postgres-migrate.ts'
import { startNews } from './postgres-news.ts'
import { dropEmptyPartitions, makePartitions } from './postgres-partitions.ts'
import { createPool } from './postgres-pool.ts'
import { openPrisma } from './postgres-prisma.ts'
import { lastAudit, readRows } from './postgres-read.ts'
import { createRecent } from './postgres-recent.ts'
import { openSearch } from './postgres-search.ts'
import { isPlain, runSerially, type SerialOutcome, type SerialUnit, storeDeliveries } from './postgres-writer.ts'
import { addedUnit, settleUnit } from './rows.ts'
import { createUnitQueue } from './unit-queue.ts'

/** What is read may take long, and must not keep deliveries waiting: they have connections of their own, and providers wait 10 s. */
const READING = { max: 10, timeoutMs: 30_000 }
const WRITING = { max: 4, timeoutMs: 10_000 }
/** Two batches of deliveries may be on their way: one is committed while the rows of the next are sent. */
const DELIVERY_BATCHES = 2
/** How soon the feed is looked at again while an earlier transaction hides what a later one has committed. */
const HIDDEN_MS = 10
/** How often a database that cannot be reached is tried, so that the server is ready again without a delivery. */
const PROBE_MS = 1000
const PARTITIONS_EVERY_MS = 24 * 60 * 60 * 1000

/**
 * PostgreSQL: deliveries are committed in batches beside one another, everything else one after the other for all replicas.
 * Migrates the database when needed. `pubsubOf`: how others on the database
 * of this id are told of commits, beside the database's own way.
 */
export async function openPostgres(url: string, log: Logger, pubsubOf: (id: string) => PubSub | null = () => null): Promise<Database> {
  await migratePostgres({ url, log })
  const [pool, writing] = [createPool(url, READING), createPool(url, WRITING)]
  await makePartitions(pool, Date.now(), log)
  const id = await readId(pool)
  const partitions = setInterval(() => void makePartitions(pool, Date.now(), log), PARTITIONS_EVERY_MS)
  partitions.unref()
  const prisma = openPrisma(pool)
  const listeners: ((added: () => Change[] | null) => void)[] = []
  const wake = () => {
    for (const listener of listeners) listener(() => null)
  }
  const news = startNews({ url, pool, pubsub: pubsubOf(id), log, heard: wake })
  const health = createHealth(writing)
  let stored = 0
  const search = openSearch(pool, log, () => stored)
  const recent = createRecent()
  const committed = (_units: readonly unknown[], outcomes: readonly unknown[]) => {
    health.note(outcomes)
    if (outcomes.every((outcome) => outcome instanceof Error)) return
    wake()
    news.tell()
  }
  const deliveries = createUnitQueue<NewEvent, Recorded>({
    maxInFlight: DELIVERY_BATCHES,
    store: (events) => storeDeliveries(writing, events, recent.keep),
    stored: committed,
  })
  const serial = createUnitQueue<SerialUnit, SerialOutcome>({
    maxInFlight: 1,
    store: (units) => runSerially(writing, units),
    stored: committed,
  })
  let closed = false
  let hidden: NodeJS.Timeout | undefined

  return {
    id,
    prisma,
    record,
    settle,
    adding: addedUnit,
    write,
    read,
    search: search.search,
    readFeed,
    feedBounds,
    lastAudit: () => lastAudit(pool),
    giveBack: async () => {
      await dropEmptyPartitions(pool, Date.now())
      return false
    },
    onCommit,
    trouble: health.trouble,
    close,
  }

  async function record(event: NewEvent): Promise<Recorded> {
    stored++
    if (isPlain(event)) return deliveries.add(event, event.payload.length)
    const outcome = await serial.add({ record: event }, event.payload.length)
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
    const outcome = await serial.add({ write: unit })
    return (outcome as { rows: Row[][] }).rows
  }

  function read<T>(sql: string, params: readonly Value[] = []): Promise<T[]> {
    return readRows<T>(pool, sql, params)
  }

  async function readFeed(afterSeq: number, limit: number): Promise<Change[]> {
    const found = await read<Change & { isFinal: boolean }>(
      `SELECT seq, kind, node_id AS "nodeId", webhook_id AS "webhookId", agent, at AS "atMs", seq < feed_horizon() AS "isFinal"
        FROM change_feed WHERE seq > ? ORDER BY seq LIMIT ?`,
      [afterSeq, limit],
    )
    const changes = found.filter(({ isFinal }) => isFinal)
    if (changes.length < found.length && !closed) hidden ??= setTimeout(lookAgain, HIDDEN_MS)
    return changes.map(({ isFinal, ...change }) => withRow(change, recent.at(change.seq)))
  }

  function lookAgain(): void {
    hidden = undefined
    wake()
  }

  async function feedBounds(): Promise<{ first: number; last: number }> {
    const [bounds] = await read<{ first: number; last: number }>(
      'SELECT trimmed_to + 1 AS "first", greatest(trimmed_to, feed_horizon() - 1) AS "last" FROM feed_state',
    )
    return bounds!
  }

  function onCommit(listener: (typeof listeners)[number]): void {
    listeners.push(listener)
  }

  async function close(): Promise<void> {
    await deliveries.idle()
    await serial.idle()
    closed = true
    await search.close()
    clearTimeout(hidden)
    clearInterval(partitions)
    health.close()
    await news.close()
    await prisma.$disconnect()
    await Promise.all([pool.end(), writing.end()])
  }
}

function withRow(change: Change, row: Row | undefined): Change {
  return row ? { ...change, row } : change
}

/** Its first migration has an id that no other database has. */
async function readId(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM _prisma_migrations ORDER BY migration_name LIMIT 1')
  return rows[0]!.id
}

/** Knows whether the database takes writes, from what became of the last ones; while it does not, asks now and then. */
function createHealth(pool: pg.Pool) {
  let trouble: string | null = null
  const probe = setInterval(() => {
    if (trouble === null) return
    pool.query('SELECT 1').then(
      () => (trouble = null),
      () => {},
    )
  }, PROBE_MS)
  probe.unref()
  return {
    trouble: () => trouble,
    note(outcomes: readonly unknown[]): void {
      const failure = outcomes.find((outcome) => outcome instanceof StorageUnavailable)
      trouble = failure ? (failure as Error).message : null
    },
    close: () => clearInterval(probe),
  }
}
