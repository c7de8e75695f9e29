import type { Database } from '../backends/database/database.ts'
import type { Storage } from '../backends/storage/storage.ts'
import type { Logger } from '../log.ts'
import type { Meter } from '../model/meter.ts'
import type { Retention } from '../model/storage.ts'
import type { Duty } from './duty.ts'
import { expireQuestions } from './questions.ts'
import { retain } from './retention.ts'
import { sweepLeases } from './tasks.ts'

interface Deps {
  duty: Pick<Duty, 'db' | 'isMine'>
  log: Logger
  meter: Pick<Meter, 'leasesLost'>
  now(): number
  feedRetentionDays: number
  retention: Retention
  /** Where payloads are archived before they go; null: nowhere. */
  storage: Storage | null
  retainEveryMs?: number | undefined
  backUpEveryMs?: number | undefined
  /** Stores a copy of the configuration where it was changed. */
  backUp(): Promise<void>
  /** Ends what agents have left behind. */
  endOverdue(db: Database): Promise<void>
}

const DAY_MS = 24 * 60 * 60 * 1000
const IDEMPOTENCY_MS = DAY_MS
const LEASES_EVERY_MS = 1000
const QUESTIONS_EVERY_MS = 1000
const OVERDUE_EVERY_MS = 1000
const RETAIN_EVERY_MS = 10 * 60 * 1000
const BACK_UP_EVERY_MS = 60 * 1000
const TRIM_EVERY_MS = 10 * 60 * 1000
/** Rows of one step: a step shares its commit with deliveries, which must not wait for it. */
const STEP_ROWS = 1000

/** The work that nobody asks for, done by one server: leases that ran out, and what was kept long enough. */
export function startSweeps({
  duty,
  log,
  meter,
  now,
  feedRetentionDays,
  retention,
  storage,
  retainEveryMs = RETAIN_EVERY_MS,
  backUpEveryMs = BACK_UP_EVERY_MS,
  backUp,
  endOverdue,
}: Deps) {
  const { db } = duty
  const onDuty = (periodMs: number, job: () => Promise<unknown>) => every(periodMs, async () => (duty.isMine() ? job() : undefined), log)
  const stops = [
    onDuty(LEASES_EVERY_MS, async () => meter.leasesLost('task', await sweepLeases({ db, now }))),
    onDuty(QUESTIONS_EVERY_MS, () => expireQuestions({ db, now })),
    onDuty(OVERDUE_EVERY_MS, () => endOverdue(db)),
    onDuty(retainEveryMs, () => retain({ duty, storage, retention, log, now })),
    onDuty(backUpEveryMs, backUp),
    onDuty(TRIM_EVERY_MS, () => trim({ db, now, feedRetentionDays })),
  ]
  return {
    async close(): Promise<void> {
      await Promise.all(stops.map((stop) => stop()))
    },
  }
}

/** Runs a job now and then, never twice at once; stopping waits for the run under way. */
function every(periodMs: number, job: () => Promise<unknown>, log: Logger): () => Promise<void> {
  let running: Promise<unknown> | null = null
  const timer = setInterval(() => {
    running ??= job()
      .catch((error) => log.error({ err: error }, 'a sweep failed'))
      .finally(() => (running = null))
  }, periodMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}

async function trim({ db, now, feedRetentionDays }: { db: Database; now(): number; feedRetentionDays: number }): Promise<void> {
  await trimTable(db, 'change_feed', 'seq', 'at', now() - feedRetentionDays * DAY_MS)
  await trimTable(db, 'idempotency_keys', 'key_hash', 'created_at', now() - IDEMPOTENCY_MS)
  await db.write([{ sql: 'DELETE FROM thread_activity WHERE minute < ?', params: [Math.floor((now() - DAY_MS) / 60_000)] }])
  await db.write([
    { sql: `UPDATE forward_targets SET earlier_sealed = NULL, earlier_until = NULL WHERE earlier_until <= ?`, params: [now()] },
  ])
  await trimTable(db, 'sessions', 'token_hash', 'expires_at', now())
  await trimTable(db, 'person_sessions', 'token_hash', 'expires_at', now())
  await trimTable(db, 'used_sign_ins', 'state_hash', 'expires_at', now())
}

async function trimTable(db: Database, table: string, key: string, time: string, beforeMs: number): Promise<void> {
  const sql = `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${time} < ? ORDER BY ${key} LIMIT ${STEP_ROWS}) RETURNING 1 AS gone`
  for (;;) {
    const [gone = []] = await db.write([{ sql, params: [beforeMs] }])
    if (gone.length < STEP_ROWS) return
  }
}
