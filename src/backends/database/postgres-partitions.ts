import type pg from 'pg'
import type { Logger } from '../../log.ts'
import { firstIdAt } from '../../model/id.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const WEEK_MS = 7 * DAY_MS
/** 1970 began on a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS
const WEEKS_AHEAD = 5
/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const LOCK_NOT_AVAILABLE = '55P03'
/** Of those who do this at the same time, one does and the others wait. The number says nothing; it must stay the same. */
const LOCK = 7_203_553

/**
 * Makes the partitions of events of this week and the next ones, so that retention can drop whole weeks. What has none, such
 * as the events of a clock that is far ahead, lies in the default one.
 */
export async function makePartitions(pool: pg.Pool, nowMs: number, log: Logger): Promise<void> {
  const thisWeek = Math.floor((nowMs - FIRST_MONDAY_MS) / WEEK_MS)
  for (let week = thisWeek; week < thisWeek + WEEKS_AHEAD; week++) {
    const fromMs = FIRST_MONDAY_MS + week * WEEK_MS
    await makePartition(pool, fromMs).catch((error) => {
      log.warn(
        { err: error, from: new Date(fromMs).toISOString() },
        'the partition of a week was not made: its events lie in the default one',
      )
    })
  }
}

function nameOf(fromMs: number): string {
  return `webhook_events_${new Date(fromMs).toISOString().slice(0, 10).replaceAll('-', '')}`
}

async function makePartition(pool: pg.Pool, fromMs: number): Promise<void> {
  const name = nameOf(fromMs)
  const { rows } = await pool.query('SELECT to_regclass($1) AS made', [name])
  if (rows[0].made !== null) return
  const [from, to] = [firstIdAt('event', fromMs), firstIdAt('event', fromMs + WEEK_MS)]
  // One message is one transaction.
  await pool.query(`SELECT pg_advisory_xact_lock(${LOCK});
    CREATE TABLE IF NOT EXISTS ${name} PARTITION OF webhook_events FOR VALUES FROM ('${from}') TO ('${to}')`)
}

/** Drops the partitions of past weeks that hold no event any more: their space is free at once. */
export async function dropEmptyPartitions(pool: pg.Pool, nowMs: number): Promise<void> {
  const thisWeek = nameOf(FIRST_MONDAY_MS + Math.floor((nowMs - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS)
  const { rows } = await pool.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'webhook_events'::regclass AND c.relname LIKE 'webhook\\_events\\_2%' AND c.relname < $1 ORDER BY c.relname`,
    [thisWeek],
  )
  for (const { name } of rows) await dropIfEmpty(pool, name)
}

/** Waits shortly for its turn: deliveries that come behind this would wait with it. */
async function dropIfEmpty(pool: pg.Pool, name: string): Promise<void> {
  const isEmpty = async (client: pg.Pool | pg.PoolClient) => (await client.query(`SELECT 1 FROM ${name} LIMIT 1`)).rows.length === 0
  if (!(await isEmpty(pool))) return
  const client = await pool.connect()
  try {
    await client.query(`BEGIN; SET LOCAL lock_timeout = '200ms'; LOCK TABLE webhook_events IN ACCESS EXCLUSIVE MODE`)
    if (await isEmpty(client)) await client.query(`DROP TABLE ${name}`)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    // At the next look, then.
    if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error
  } finally {
    client.release()
  }
}
