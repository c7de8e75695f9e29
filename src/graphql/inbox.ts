import { createBatch, groupBy } from './batch.ts'
import type { GraphqlContext } from './context.ts'
import type { EventRow } from './rows.ts'

const MOST = 100

/** The later events of a task's thread, oldest first. */
export async function inboxOf(taskId: string, { registry: { db }, loaders }: GraphqlContext): Promise<EventRow[]> {
  const load = loaders.named('inbox', () =>
    createBatch<{ taskId: string; eventId: string }[]>(async (ids) => {
      const sql = `SELECT task_id AS "taskId", event_id AS "eventId" FROM (SELECT task_id, event_id,
        row_number() OVER (PARTITION BY task_id ORDER BY event_id) AS place FROM task_inbox WHERE task_id IN (${ids.map(() => '?')})) AS placed
        WHERE place <= ${MOST} ORDER BY event_id`
      return groupBy(await db.read<{ taskId: string; eventId: string }>(sql, ids), (row) => row.taskId)
    }),
  )
  const events = await Promise.all(((await load(taskId)) ?? []).map(({ eventId }) => loaders.event(eventId)))
  return events.filter((event) => event !== undefined)
}
