import type { Logger } from '../../log.ts'
import type { Change } from '../../model/feed.ts'
import {
  type Database,
  ExpectationFailed,
  type NewEvent,
  type Recorded,
  type Row,
  type SettledEvent,
  type Statement,
  type Value,
} from './database.ts'
import { migratePostgres } from './postgres-migrate.ts'
import { startNews } from './postgres-news.ts'
import { createPool, storageError } from './postgres-pool.ts'
import { openPrisma } from './postgres-prisma.ts'
import { toPostgres } from './postgres-sql.ts'
import { isPlain, runSerially, type SerialOutcome, type SerialUnit, storeDeliveries } from './postgres-writer.ts'
import { addedUnit, settleUnit } from './rows.ts'
import { createUnitQueue } from './unit-queue.ts'

/** Two batches of deliveries may be on their way: one is committed while the rows of the next are sent. */
const DELIVERY_BATCHES = 2
/** How soon the feed is looked at again while an earlier transaction hides what a later one has committed. */
const HIDDEN_MS = 10
/** How often a database that cannot be reached is tried, so that the server is ready again without a delivery. */
const PROBE_MS = 1000

/**
 * PostgreSQL: deliveries are committed in batches beside one another, everything else one after the other for all replicas.
 * Migrates the database when needed.
 */
export async function openPostgres(url: string, log: Logger): Promise<Database> {
  await migratePostgres({ url, log })
  const pool = createPool(url)
  const prisma = openPrisma(pool)
  const listeners: ((added: () => Change[] | null) => void)[] = []
  const wake = () => {
    for (const listener of listeners) listener(() => null)
  }
  const news = startNews({ url, pool, log, heard: wake })
  const health = createHealth()
  const committed = (_units: readonly unknown[], outcomes: readonly unknown[]) => {
    health.note(outcomes.find((outcome) => !(outcome instanceof ExpectationFailed)))
    if (outcomes.every((outcome) => outcome instanceof Error)) return
    wake()
    news.tell()
  }
  const deliveries = createUnitQueue<NewEvent, Recorded>({
    maxInFlight: DELIVERY_BATCHES,
    store: (events) => storeDeliveries(pool, events),
    stored: committed,
  })
  const serial = createUnitQueue<SerialUnit, SerialOutcome>({
    maxInFlight: 1,
    store: (units) => runSerially(pool, units),
    stored: committed,
  })
  let closed = false
  let hidden: NodeJS.Timeout | undefined

  return { prisma, record, settle, adding: addedUnit, write, read, readFeed, lastSeq, onCommit, trouble, close }
}
