import type { Database, Statement } from '../backends/database/database.ts'
import { newId } from '../model/id.ts'
import type { JsonObject } from '../model/json.ts'
import { ownEvent } from './own-event.ts'
import { PAGE, startTelling, type TellingDeps } from './tell-each.ts'

/** A notice, and the webhook that is told; none: nobody is any more. */
interface Waiting {
  id: string
  kind: string
  title: string
  body: string | null
  dataJson: string
  atMs: number
  webhookId: string | null
  provider: string | null
}

/** With these changes a notice may have been written; any other is found by the next look. */
const WAKING = ['ACTION_FAILED', 'TASK_FAILED', 'WEBHOOK_UPDATED', 'WEBHOOK_DELETED']

/**
 * Tells the operations webhook what the server has to say of itself: each notice becomes an event of that webhook, on which
 * commands run like on any other. The event's delivery id names the notice, and its commit takes the notice away.
 */
export function startOperations(deps: TellingDeps) {
  const { db, feed, log, now } = deps
  const telling = startTelling({
    read: (after) => readWaiting(db, after),
    tell: (waiting) => tell(deps, waiting),
    failed: ({ id, kind, webhookId }, err) => log.error({ err, noticeId: id, kind, webhookId }, 'a notice could not be told'),
    unread: (err) => log.error({ err }, 'notices could not be told'),
    now,
  })
  const unlisten = feed.listen((changes) => {
    if (changes.some(({ kind }) => WAKING.includes(kind))) telling.wake()
  })
  return { close }

  async function close(): Promise<void> {
    unlisten()
    await telling.close()
  }
}

/** The oldest after one of them. */
function readWaiting(db: Database, after: string): Promise<Waiting[]> {
  return db.read<Waiting & Record<string, never>>(
    `SELECT n.notice_id AS id, n.kind, n.title, n.body, n.data_json AS "dataJson", n.at AS "atMs", w.webhook_id AS "webhookId", w.provider
     FROM notices n LEFT JOIN operations_webhook o ON o.name = 'operations'
       LEFT JOIN webhook_configs w ON w.webhook_id = o.webhook_id AND w.deleted_at IS NULL
     WHERE n.notice_id > ? ORDER BY n.notice_id LIMIT ?`,
    [after, PAGE],
  )
}

async function tell({ db, webhooks, names, log, now, outgoing }: TellingDeps, waiting: Waiting): Promise<void> {
  const { id: noticeId, kind, provider, webhookId } = waiting
  const isTold: Statement = { sql: 'DELETE FROM notices WHERE notice_id = ?', params: [noticeId] }
  const webhook = provider === null || webhookId === null ? null : await webhooks.find(provider, webhookId)
  if (!webhook) {
    await db.write([isTold])
    log.warn({ noticeId, kind }, 'a notice was told nobody: the operations webhook is gone')
    return
  }
  const atMs = now()
  const event = ownEvent(names, webhook, { ...toTold(waiting), id: newId('event', atMs), deliveryId: `notice:${noticeId}`, atMs })
  const { eventId, repeated } = await db.record({ ...event, also: [...(event.also ?? []), isTold] })
  if (repeated) await db.write([isTold])
  log.info({ noticeId, kind, eventId, webhookId }, 'notice told')
  outgoing()
}

/** As Standard Webhooks writes a payload: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function toTold({ kind, title, body, dataJson, atMs }: Waiting) {
  const payload: JsonObject = { type: kind, timestamp: new Date(atMs).toISOString(), data: JSON.parse(dataJson) }
  const subject = { title, body, actor: 'hookline', actorTrust: 'UNKNOWN' as const, thread: null, url: null }
  return { eventType: kind, payload, subject }
}
