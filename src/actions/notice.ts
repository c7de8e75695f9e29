import type { Condition, Statement } from '../backends/database/database.ts'
import { newId } from '../model/id.ts'
import type { JsonObject } from '../model/json.ts'
import type { NoticeKind } from '../model/notice.ts'

/** Something that those who run the server should hear of. */
export interface Notice {
  kind: NoticeKind
  /** One line, for people. */
  title: string
  /** What went wrong, in a few words. No secrets. */
  body: string | null
  /** For programs: ids and numbers, no payloads and no secrets. */
  data: JsonObject
  /** Whose it is; null: no one webhook's. */
  webhookId: string | null
  /** What it happened to; null: to no event. */
  eventId: string | null
  /** Held against what the unit has written before it; left out: in any case. */
  where?: Condition
  atMs: number
}

/**
 * Writes down, in the unit of what has happened, that it is to be told (`receive/operations.ts`). Nothing is written where no
 * webhook takes it, nor of that webhook itself or of events that were forwarded from it within this server: what it cannot
 * deliver must not be delivered by it.
 */
export function notice({ kind, title, body, data, webhookId, eventId, where, atMs }: Notice): Statement {
  const id = newId('notice', atMs)
  return {
    sql: `INSERT INTO notices (notice_id, kind, title, body, data_json, at) SELECT ?, ?, ?, ?, ?, ? FROM operations_webhook o
      WHERE o.webhook_id <> ? AND NOT EXISTS (${COMES_FROM_IT})${where ? ` AND ${where.sql}` : ''}`,
    params: [id, kind, title, body, JSON.stringify(data), atMs, webhookId ?? '', eventId ?? '', ...(where?.params ?? [])],
  }
}

/** An event that another webhook of this server has forwarded has its action as delivery id: from there to where it began. */
const COMES_FROM_IT = `WITH RECURSIVE way (webhook_id, delivery_id) AS (SELECT webhook_id, delivery_id FROM webhook_events WHERE event_id = ?
    UNION ALL SELECT e.webhook_id, e.delivery_id FROM way JOIN webhook_actions a ON a.action_id = substr(way.delivery_id, 5)
      JOIN webhook_events e ON e.event_id = a.event_id WHERE substr(way.delivery_id, 1, 4) = 'msg_')
  SELECT 1 FROM way WHERE way.webhook_id = o.webhook_id`
