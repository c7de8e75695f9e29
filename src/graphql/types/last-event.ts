import type { Database } from '../../backends/database/database.ts'
import { by, createBatch, type Load } from '../batch.ts'
import { isIn } from '../row-pages.ts'

/** When each webhook's newest event came; for each, the end of an index is looked at. */
export function lastEvents(db: Database): Load<{ atMs: number | null }> {
  return createBatch(async (webhookIds) => {
    const wanted = isIn('webhook_id', webhookIds)
    const rows = await db.read<{ id: string; atMs: number | null }>(
      `SELECT webhook_id AS id, (SELECT created_at FROM webhook_events e WHERE e.webhook_id = w.webhook_id ORDER BY event_id DESC LIMIT 1) AS "atMs"
        FROM webhook_configs w WHERE ${wanted.sql}`,
      wanted.params,
    )
    return by(rows, ({ id }) => id)
  })
}
