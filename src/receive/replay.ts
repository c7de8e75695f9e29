import { type Database, feedEntry, type NewEvent, type Recorded, type Statement, update } from '../backends/database/database.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../model/id.ts'
import { decideNow, type Names } from './decide-now.ts'
import type { LiveWebhooks } from './live-webhooks.ts'
import { newOutcomeOf } from './outcome.ts'

export interface ReplayDeps {
  db: Database
  webhooks: LiveWebhooks
  names: Names
  now(): number
  /** Something was stored that is to be sent. */
  outgoing(): void
}

/**
 * Makes a new event of a stored one and runs today's commands on it. Its delivery id is `replay:<event id>`, from the
 * second time on with a number behind it. A HELD event becomes REPLAYED, and one that waits to be replayed waits no longer.
 * @throws {NotFound} no such event, its payload is gone, or its webhook was deleted
 */
export async function replayEvent(deps: ReplayDeps, eventId: string): Promise<{ eventId: string }> {
  return store(deps, await readOriginal(deps, eventId))
}

/**
 * The same with an event that waits for it; false: it waits no longer, or has none of the statuses any more that it was asked for
 * with, and waits no longer now.
 * @throws {NotFound}
 */
export async function replayWaiting(deps: ReplayDeps, eventId: string): Promise<boolean> {
  const original = await readOriginal(deps, eventId)
  // After the delivery id was made: whoever replays the event from here on makes the same one, and only one is stored.
  const [waiting] = await deps.db.read<{ statuses: string | null }>('SELECT statuses_json AS statuses FROM replays WHERE event_id = ?', [
    eventId,
  ])
  if (!waiting) return false
  const isWanted = waiting.statuses === null || JSON.parse(waiting.statuses).includes(original.event.status)
  const isReplayed = isWanted && !(await store(deps, original)).repeated
  if (!isReplayed) await deps.db.write([waitsNoLonger(eventId)])
  return isReplayed
}

/** An event is replayed, or will not be. */
export function waitsNoLonger(eventId: string): Statement {
  return { sql: 'DELETE FROM replays WHERE event_id = ?', params: [eventId] }
}

async function readOriginal({ db, webhooks }: ReplayDeps, eventId: string) {
  // Before the status: of all who find the event HELD, in whatever order, only one replay is stored.
  const deliveryId = await replayId(db, eventId)
  const event = await db.prisma.webhookEvent.findUnique({ where: { eventId } })
  if (!event || event.payloadJson === null) throw new NotFound('Event', eventId)
  const webhook = await webhooks.find(event.provider, event.webhookId)
  if (!webhook) throw new NotFound('Webhook', event.webhookId)
  return { event, payloadJson: event.payloadJson, webhook, deliveryId }
}

type Original = Awaited<ReturnType<typeof readOriginal>>

async function store(deps: ReplayDeps, { event: original, payloadJson, webhook, deliveryId }: Original): Promise<Recorded> {
  const atMs = deps.now()
  const id = newId('event', atMs)
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
    deliveryId,
    payload: Buffer.from(payloadJson),
    rawBody: original.rawBody,
    headersJson: original.headersJson,
    subjectJson: JSON.stringify(subject),
    verificationJson: JSON.stringify({ scheme: 'replay', secretId: null, at: new Date(atMs).toISOString() }),
    replayOf: original.eventId,
    receivedAtMs: atMs,
    signatureHash: null,
    replaySinceMs: atMs,
    ...stored,
    also: [...stored.also, ...endings(original, atMs)],
  }
  const recorded = await deps.db.record(event)
  deps.outgoing()
  return recorded
}

function endings({ eventId, webhookId, status }: Original['event'], atMs: number): Statement[] {
  return [waitsNoLonger(eventId), ...(status === 'HELD' ? markReplayed(eventId, webhookId, atMs) : [])]
}

function markReplayed(eventId: string, webhookId: string, atMs: number) {
  return [
    update('webhook_events', { status: 'REPLAYED' }, { event_id: eventId, status: 'HELD' }),
    feedEntry('EVENT_PROCESSED', eventId, { webhookId, atMs }),
  ]
}

async function replayId(db: Database, eventId: string): Promise<string> {
  const [row] = await db.read<{ times: number }>(
    `SELECT count(*) AS times FROM webhook_events
      WHERE webhook_id = (SELECT webhook_id FROM webhook_events WHERE event_id = ?) AND delivery_id >= ? AND delivery_id < ?`,
    [eventId, `replay:${eventId}`, `replay:${eventId};`],
  )
  return row?.times ? `replay:${eventId}:${row.times + 1}` : `replay:${eventId}`
}
