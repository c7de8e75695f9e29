import { type Database, feedEntry, type NewEvent, update } from '../backends/database/database.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../model/id.ts'
import { decideNow, type Names } from './decide-now.ts'
import type { LiveWebhooks } from './live-webhooks.ts'
import { newOutcomeOf } from './outcome.ts'

interface Deps {
  db: Database
  webhooks: LiveWebhooks
  names: Names
  now(): number
  /** Something was stored that is to be sent. */
  outgoing(): void
}

/**
 * Makes a new event of a stored one and runs today's commands on it. Its delivery id is `replay:<event id>`, from the
 * second time on with a number behind it. A HELD event becomes REPLAYED.
 * @throws {NotFound} no such event, its payload is gone, or its webhook was deleted
 */
export async function replayEvent(deps: Deps, eventId: string): Promise<{ eventId: string }> {
  const original = await deps.db.prisma.webhookEvent.findUnique({ where: { eventId } })
  if (!original || original.payloadJson === null) throw new NotFound('Event', eventId)
  const webhook = await deps.webhooks.find(original.provider, original.webhookId)
  if (!webhook) throw new NotFound('Webhook', original.webhookId)
  const atMs = deps.now()
  const id = newId('event', atMs)
  const payloadJson = original.payloadJson
  const subject = JSON.parse(original.subjectJson ?? 'null')
  const payload = JSON.parse(payloadJson)
  const decided = decideNow(deps.names, webhook, { id, eventType: original.eventType, payload, text: () => payloadJson, subject })
  const ofEvent = { id, webhookId: webhook.id, eventType: original.eventType, payload, subject }
  const { stored } = newOutcomeOf(decided, { event: ofEvent, readsAnswer: false, provider: webhook.provider, atMs })
  const event: NewEvent = {
    id,
    webhookId: webhook.id,
    provider: original.provider,
    eventType: original.eventType,
    deliveryId: await replayId(deps.db, original.webhookId, eventId),
    payload: Buffer.from(payloadJson),
    rawBody: original.rawBody,
    headersJson: original.headersJson,
    subjectJson: JSON.stringify(subject),
    verificationJson: JSON.stringify({ scheme: 'replay', secretId: null, at: new Date(atMs).toISOString() }),
    replayOf: eventId,
    receivedAtMs: atMs,
    signatureHash: null,
    replaySinceMs: atMs,
    ...stored,
    also: [...stored.also, ...(original.status === 'HELD' ? markReplayed(eventId, webhook.id, atMs) : [])],
  }
  const recorded = await deps.db.record(event)
  deps.outgoing()
  return recorded
}

function markReplayed(eventId: string, webhookId: string, atMs: number) {
  return [
    update('webhook_events', { status: 'REPLAYED' }, { event_id: eventId, status: 'HELD' }),
    feedEntry('EVENT_PROCESSED', eventId, { webhookId, atMs }),
  ]
}

async function replayId(db: Database, webhookId: string, eventId: string): Promise<string> {
  const [row] = await db.read<{ times: number }>(
    `SELECT count(*) AS times FROM webhook_events WHERE webhook_id = ? AND delivery_id >= ? AND delivery_id < ?`,
    [webhookId, `replay:${eventId}`, `replay:${eventId};`],
  )
  return row?.times ? `replay:${eventId}:${row.times + 1}` : `replay:${eventId}`
}
