import type { Database, Value } from '../backends/database/database.ts'

/** What waits to be done. */
export interface WaitingWork {
  /** Events that are not decided, and actions whose time has come. */
  queueDepth: number
  /** How long the oldest of them has waited; 0: nothing waits. */
  oldestPendingSeconds: number
}

interface Waiting {
  count: number
  /** Null: there is none. */
  oldestMs: number | null
}

/** All there is, or what a condition on `webhook_id` leaves of it. */
export async function readWaiting(
  db: Pick<Database, 'read'>,
  nowMs: number,
  { sql, params }: { sql: string; params: Value[] } = { sql: '1 = 1', params: [] },
): Promise<WaitingWork> {
  // The states are written out as the partial indexes have them: with parameters in their place all events would be gone through.
  const events = `SELECT count(*) AS count, min(created_at) AS "oldestMs" FROM webhook_events WHERE status IN ('RECEIVED', 'PROCESSING') AND ${sql}`
  const actions = `SELECT count(*) AS count, min(next_attempt_at) AS "oldestMs" FROM webhook_actions
    WHERE status IN ('PENDING', 'RETRYING', 'RUNNING') AND status <> 'RUNNING' AND next_attempt_at <= ? AND ${sql}`
  const found = await Promise.all([db.read<Waiting>(events, params), db.read<Waiting>(actions, [nowMs, ...params])])
  const [queueDepth, oldestMs] = found
    .flat()
    .reduce(([sum, least], one) => [sum + one.count, Math.min(least, one.oldestMs ?? nowMs)], [0, nowMs])
  return { queueDepth, oldestPendingSeconds: Math.max(0, Math.floor((nowMs - oldestMs) / 1000)) }
}
