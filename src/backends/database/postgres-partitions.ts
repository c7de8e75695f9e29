import type pg from 'pg'
import type { Logger } from '../../log.ts'
import { firstIdAt } from '../../model/id.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const WEEK_MS = 7 * DAY_MS
/** 1970 began on a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS
const WEEKS_AHEAD = 5
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

async function makePartition(pool: pg.Pool, fromMs: number): Promise<void> {
  const name = `webhook_events_${new Date(fromMs).toISOString().slice(0, 10).replaceAll('-', '')}`
  const { rows } = await pool.query('SELECT to_regclass($1) AS made', [name])
  if (rows[0].made !== null) return
  const [from, to] = [firstIdAt('event', fromMs), firstIdAt('event', fromMs + WEEK_MS)]
  // One message is one transaction.
  await pool.query(`SELECT pg_advisory_xact_lock(${LOCK});
    CREATE TABLE IF NOT EXISTS ${name} PARTITION OF webhook_events FOR VALUES FROM ('${from}') TO ('${to}')`)
}
