import type { Database, Value } from '../backends/database/database.ts'
import { by, createBatch, groupBy, type Load } from './batch.ts'
import { type Condition, isIn } from './event-filter.ts'
import type { Window } from './page.ts'

// Events are found by SQL and only then read: a filter has patterns and a search that Prisma cannot write, and the pages
// of many webhooks come with one statement.

/** The ids of one page of events. */
export async function findEventIds(db: Database, conditions: readonly Condition[], window: Window): Promise<string[]> {
  const { sql, params } = pageSql(conditions, window)
  const rows = await db.read<{ id: string }>(sql, params)
  return rows.map(({ id }) => id)
}

export async function countEvents(db: Database, conditions: readonly Condition[], limit: number): Promise<number> {
  const { sql, params } = countSql(conditions, limit)
  const [row] = await db.read<{ found: number }>(sql, params)
  return Number(row?.found ?? 0)
}

/** The ids of one page for each of several webhooks. */
export function idsByWebhook(db: Database, conditions: readonly Condition[], window: Window): Load<string[]> {
  return createBatch(async (webhookIds) => {
    const page = pageSql([OF_OUTER_WEBHOOK, ...conditions], window)
    const wanted = isIn('w.webhook_id', webhookIds)
    const rows = await db.read<{ id: string; webhookId: string }>(
      `SELECT e.event_id AS id, e.webhook_id AS "webhookId" FROM webhook_configs w JOIN webhook_events e ON e.event_id IN (${page.sql})
        WHERE ${wanted.sql} ORDER BY e.event_id ${window.order}`,
      [...page.params, ...wanted.params],
    )
    return new Map([...groupBy(rows, ({ webhookId }) => webhookId)].map(([webhookId, found]) => [webhookId, found.map(({ id }) => id)]))
  })
}

/** The number of events of each of several webhooks. */
export function countByWebhook(db: Database, conditions: readonly Condition[], limit: number): Load<number> {
  return createBatch(async (webhookIds) => {
    const count = countSql([OF_OUTER_WEBHOOK, ...conditions], limit)
    const wanted = isIn('w.webhook_id', webhookIds)
    const rows = await db.read<{ webhookId: string; found: number }>(
      `SELECT w.webhook_id AS "webhookId", (${count.sql}) AS found FROM webhook_configs w WHERE ${wanted.sql}`,
      [...count.params, ...wanted.params],
    )
    return new Map([...by(rows, ({ webhookId }) => webhookId)].map(([webhookId, { found }]) => [webhookId, Number(found)]))
  })
}

const OF_OUTER_WEBHOOK: Condition = { sql: 'webhook_events.webhook_id = w.webhook_id', params: [] }

function pageSql(conditions: readonly Condition[], { above, below, order, limit }: Window): { sql: string; params: Value[] } {
  const bounds: Condition[] = []
  if (above !== undefined) bounds.push({ sql: 'event_id > ?', params: [above] })
  if (below !== undefined) bounds.push({ sql: 'event_id < ?', params: [below] })
  const all = [...conditions, ...bounds]
  return {
    sql: `SELECT event_id AS id FROM webhook_events ${whereSql(all)} ORDER BY event_id ${order} LIMIT ?`,
    params: [...paramsOf(all), limit],
  }
}

function countSql(conditions: readonly Condition[], limit: number): { sql: string; params: Value[] } {
  return {
    sql: `SELECT count(*) AS found FROM (SELECT 1 FROM webhook_events ${whereSql(conditions)} LIMIT ?) AS limited`,
    params: [...paramsOf(conditions), limit],
  }
}

function whereSql(conditions: readonly Condition[]): string {
  return conditions.length > 0 ? `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}` : ''
}

function paramsOf(conditions: readonly Condition[]): Value[] {
  return conditions.flatMap(({ params }) => params)
}
