import type { Database, RowSet } from '../backends/database/database.ts'
import { by, createBatch, type Load } from './batch.ts'
import type { Window } from './page.ts'
import { countSql, isIn, pageSql } from './row-pages.ts'

// The pages of many webhooks come with one statement.

/** The ids of one page for each of several webhooks. */
export function idsByWebhook(db: Database, set: RowSet, window: Window): Load<string[]> {
  return createBatch(async (webhookIds) => {
    const page = pageSql(ofOuterWebhook(set), window)
    const wanted = isIn('w.webhook_id', webhookIds)
    const rows = await db.read<{ webhookId: string; ids: string | null }>(
      `SELECT w.webhook_id AS "webhookId", (SELECT json_group_array(id) FROM (${page.sql}) AS page) AS ids FROM webhook_configs w WHERE ${wanted.sql}`,
      [...page.params, ...wanted.params],
    )
    return new Map(rows.map(({ webhookId, ids }) => [webhookId, JSON.parse(ids ?? '[]')]))
  })
}

/** The number of events of each of several webhooks. */
export function countByWebhook(db: Database, set: RowSet, limit: number): Load<number> {
  return createBatch(async (webhookIds) => {
    const count = countSql(ofOuterWebhook(set), limit)
    const wanted = isIn('w.webhook_id', webhookIds)
    const rows = await db.read<{ webhookId: string; found: number }>(
      `SELECT w.webhook_id AS "webhookId", (${count.sql}) AS found FROM webhook_configs w WHERE ${wanted.sql}`,
      [...count.params, ...wanted.params],
    )
    return new Map([...by(rows, ({ webhookId }) => webhookId)].map(([webhookId, { found }]) => [webhookId, Number(found)]))
  })
}

function ofOuterWebhook(set: RowSet): RowSet {
  return { ...set, conditions: [...set.conditions, { sql: 'webhook_events.webhook_id = w.webhook_id', params: [] }] }
}
