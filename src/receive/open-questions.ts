import type { Database } from '../backends/database/database.ts'
import type { Feed } from '../backends/feed/feed.ts'
import type { Logger } from '../log.ts'

/** Which threads wait for an answer: a look into memory, so that all other deliveries are decided at the door. */
export interface OpenQuestions {
  /** Whether what is said in this thread is to be held against questions. */
  inThread(webhookId: string, thread: string | null): boolean
}

/** Who answers a little late is told so. */
export const LATE_MS = 60 * 60 * 1000
const FOREVER = Number.POSITIVE_INFINITY
const MAX_THREADS = 100_000

/** The hint is kept fresh by the feed; the questions' rows are the truth. */
export async function watchOpenQuestions({
  db,
  feed,
  log,
  now,
}: {
  db: Database
  feed: Feed
  log: Logger
  now(): number
}): Promise<OpenQuestions> {
  const untilMs = new Map<string, number>()
  const keyOf = (webhookId: string, thread: string) => `${webhookId} ${thread}`
  feed.listen((changes) => {
    const ids = changes.filter(({ kind }) => kind.startsWith('QUESTION_')).map(({ nodeId }) => nodeId)
    if (ids.length > 0) void read('question_id IN (SELECT value FROM json_each(?))', JSON.stringify(ids))
  })
  await read(`status = 'OPEN' OR coalesce(answered_at, expires_at) > ?`, now() - LATE_MS)

  return {
    inThread(webhookId, thread) {
      if (thread === null || untilMs.size === 0) return false
      const key = keyOf(webhookId, thread)
      const until = untilMs.get(key)
      if (until !== undefined && until <= now()) untilMs.delete(key)
      return until !== undefined && until > now()
    },
  }

  async function read(where: string, param: string | number): Promise<void> {
    try {
      const sql = `SELECT webhook_id AS "webhookId", thread, max(CASE status WHEN 'OPEN' THEN 1 ELSE 0 END) AS open FROM questions
        WHERE thread IS NOT NULL AND (${where}) GROUP BY webhook_id, thread`
      for (const { webhookId, thread, open } of await db.read<{ webhookId: string; thread: string; open: number }>(sql, [param])) {
        if (untilMs.size >= MAX_THREADS) untilMs.clear()
        const key = keyOf(webhookId, thread)
        // Another question of the thread may be open still: it is looked up, and then this was only a needless look.
        untilMs.set(key, open ? FOREVER : now() + LATE_MS)
      }
    } catch (err) {
      log.error({ err }, 'open questions could not be read')
    }
  }
}
