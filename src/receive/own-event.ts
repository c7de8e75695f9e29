import type { NewEvent } from '../backends/database/database.ts'
import type { Subject } from '../model/event.ts'
import type { JsonObject } from '../model/json.ts'
import type { Place } from '../providers/reply.ts'
import { decideNow, type Names } from './decide-now.ts'
import type { LiveWebhook } from './live-webhooks.ts'
import { newOutcomeOf } from './outcome.ts'

/** What Hookline itself tells a webhook. */
export interface Told {
  id: string
  eventType: string
  /** Names what it tells of, so that it is told once, whatever dies in between. */
  deliveryId: string
  payload: JsonObject
  subject: Subject
  /** Where an answer goes; left out: where the provider finds it in the payload. */
  place?: Place | null
  /** The trace that it goes on with; left out: none. */
  traceParent?: string | null
  atMs: number
}

/** An event that came by no delivery, with all that the webhook's commands make of it. */
export function ownEvent(names: Names, webhook: LiveWebhook, told: Told): NewEvent {
  const { id, eventType, deliveryId, payload, subject, atMs } = told
  const text = JSON.stringify(payload)
  const decided = decideNow(names, webhook, { id, eventType, payload, text: () => text, subject })
  const event = { id, webhookId: webhook.id, eventType, payload, subject, ...('place' in told && { place: told.place }) }
  const { stored } = newOutcomeOf(decided, { event, readsAnswer: false, provider: webhook.provider, atMs })
  return {
    id,
    webhookId: webhook.id,
    provider: webhook.provider.name,
    eventType,
    deliveryId,
    payload: Buffer.from(text),
    rawBody: null,
    headersJson: '{}',
    subjectJson: JSON.stringify(subject),
    verificationJson: JSON.stringify({ scheme: 'hookline', secretId: null, at: new Date(atMs).toISOString() }),
    replayOf: null,
    receivedAtMs: atMs,
    signatureHash: null,
    replaySinceMs: atMs,
    traceParent: told.traceParent ?? null,
    ...stored,
  }
}
