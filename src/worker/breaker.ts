import { notice } from '../actions/notice.ts'
import { type Database, feedEntry, type Row, type Statement } from '../backends/database/database.ts'
import type { Logger } from '../log.ts'

/** How much may go out before it is taken for a loop. */
export interface BreakerLimits {
  /** Actions on one thread. */
  perThread: number
  /** Actions of one webhook. */
  perWebhook: number
  windowMinutes: number
}

/** An action that is about to be carried out for the first time. */
export interface Outgoing {
  eventId: string
  webhookId: string
  thread: string | null
}

const MINUTE_MS = 60_000

/**
 * Stops loops that get round the marks: beyond so many outgoing actions on a thread, or of a webhook, it runs no command and
 * sends nothing until somebody resets it.
 */
export function createBreaker({ db, log, now, limits }: { db: Database; log: Logger; now(): number; limits: BreakerLimits }) {
  return { admit }

  /** Counts an action; answers why it may not go out, null: it may. */
  async function admit(outgoing: Outgoing): Promise<string | null> {
    const atMs = now()
    const rows = await db.write(countings(outgoing, atMs))
    const [stopped] = rows.at(-1) as Row[]
    if (stopped) return String(stopped.reason)
    const counts = sums(outgoing, rows)
    const over = counts.find(({ count, limit }) => count > limit)
    if (!over) return null
    const reason = `More than ${over.limit} outgoing actions in ${limits.windowMinutes} minutes ${over.thread === '' ? 'of this webhook' : 'on this thread'}: stopped until it is reset`
    await db.write(opening(outgoing, over.thread, reason, atMs))
    log.warn({ webhookId: outgoing.webhookId, thread: over.thread, eventId: outgoing.eventId, code: 'breaker_open' }, 'breaker opened')
    return reason
  }

  function countings({ webhookId, thread }: Outgoing, atMs: number): Statement[] {
    const minute = Math.floor(atMs / MINUTE_MS)
    const threads = thread === null ? [''] : ['', thread]
    const since = minute - limits.windowMinutes
    return [
      ...threads.map((one) => ({
        sql: `INSERT INTO thread_activity (webhook_id, thread, minute, actions) VALUES (?, ?, ?, 1)
          ON CONFLICT (webhook_id, thread, minute) DO UPDATE SET actions = thread_activity.actions + 1`,
        params: [webhookId, one, minute],
      })),
      ...threads.map((one) => ({
        sql: 'SELECT coalesce(sum(actions), 0) AS count FROM thread_activity WHERE webhook_id = ? AND thread = ? AND minute > ?',
        params: [webhookId, one, since],
      })),
      { sql: `SELECT reason FROM breakers WHERE webhook_id = ? AND thread IN ('', ?) LIMIT 1`, params: [webhookId, thread ?? ''] },
    ]
  }

  function sums({ thread }: Outgoing, rows: readonly Row[][]) {
    const countOf = (at: number) => Number(rows.at(at)?.[0]?.count)
    if (thread === null) return [{ thread: '', count: countOf(-2), limit: limits.perWebhook }]
    return [
      { thread, count: countOf(-2), limit: limits.perThread },
      { thread: '', count: countOf(-3), limit: limits.perWebhook },
    ]
  }
}

function opening({ eventId, webhookId }: Outgoing, thread: string, reason: string, atMs: number): Statement[] {
  return [
    notice({
      kind: 'breaker.opened',
      title: `${webhookId} was stopped`,
      body: reason,
      data: { webhook_id: webhookId, thread: thread || null, event_id: eventId },
      webhookId,
      eventId,
      where: { sql: 'NOT EXISTS (SELECT 1 FROM breakers WHERE webhook_id = ? AND thread = ?)', params: [webhookId, thread] },
      atMs,
    }),
    {
      sql: 'INSERT INTO breakers (webhook_id, thread, opened_at, reason) VALUES (?, ?, ?, ?) ON CONFLICT (webhook_id, thread) DO NOTHING',
      params: [webhookId, thread, atMs, reason],
    },
    { sql: 'UPDATE webhook_events SET status_reason = ? WHERE event_id = ?', params: [reason, eventId] },
    feedEntry('WEBHOOK_UPDATED', webhookId, { webhookId, atMs }),
  ]
}
