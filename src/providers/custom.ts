import type { Subject } from '../model/event.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { firstName, jsonSample, parseBody, sampleFrom, textAt, valueAt } from './payload.ts'
import type { ParsedDelivery, Provider, RawDelivery, Sample } from './provider.ts'
import { REPLY_CREDENTIALS, repliesTo } from './replies/custom.ts'

const THREAD = ['thread', 'thread_id', 'conversation_id']
const TEXTS = ['body', 'text', 'message', 'description', 'comment.body']

/**
 * Any sender. How it signs may be data on the webhook (see parseScheme); its type is the header `x-event-type`, else the
 * body's `type` or `event`, else `event`.
 */
export const custom: Provider = {
  name: 'custom',
  title: 'Custom',
  // What most senders without a scheme of their own do, after GitHub and WebSub: https://www.w3.org/TR/websub/#signature-validation
  schemes: [
    {
      name: 'custom',
      header: 'x-hub-signature-256',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      prefix: 'sha256=',
      signed: ['{body}'],
      key: 'utf8',
    },
  ],
  issuesSecret: false,
  contentTypes: ['application/json', 'application/cloudevents+json'],
  keptHeaders: ['x-event-type', 'x-delivery-id', 'webhook-id', 'idempotency-key'],
  parse,
  subject,
  aliases: {},
  shortConditions: {
    labels: ['labels[]', 'labels[].name'],
    label: ['label', 'label.name'],
    body_contains: TEXTS,
    channel: ['channel', 'channel.id', 'channel.name'],
  },
  eventTypes: ['event'],
  variables: ['type', 'title', 'body', 'text', 'message'],
  repliesBy: ['comment', 'ask', 'respond'],
  replies: repliesTo('custom', THREAD),
  setup: [
    'Let the sender POST JSON to {url}',
    "Let it sign the body with the secret of this webhook: X-Hub-Signature-256: sha256=<hex HMAC-SHA256>, or as the webhook's `scheme` says",
    "Let it send the event's type in the header x-event-type or the field `type`, and in x-delivery-id an id that stays the same in retries",
    'To comment back, enter the credentials `replyUrl` and `replySecret`: Hookline POSTs to that URL, signed by Standard Webhooks',
  ],
  credentials: REPLY_CREDENTIALS,
  sample: (eventType, nowMs) => sample(eventType, nowMs),
  compose,
}

function parse(delivery: RawDelivery): ParsedDelivery {
  const read = parseBody(delivery)
  const { headers, idHeader } = delivery
  const eventType = firstName(headers['x-event-type'], valueAt(read.payload, 'type'), valueAt(read.payload, 'event')) ?? 'event'
  const signedId = idHeader === undefined ? undefined : headers[idHeader]
  return {
    ...read,
    eventType,
    deliveryId: signedId || headers['x-delivery-id'] || headers['webhook-id'] || headers['idempotency-key'] || null,
    readsAnswer: true,
  }
}

function subject(_eventType: string, payload: Json): Subject {
  return {
    title: textAt(payload, 'title', 'subject', 'name', 'summary'),
    body: textAt(payload, ...TEXTS),
    actor: textAt(payload, 'actor', 'actor.id', 'user', 'user.id', 'sender', 'sender.id'),
    actorTrust: 'UNKNOWN',
    thread: textAt(payload, ...THREAD),
    url: textAt(payload, 'url', 'html_url', 'link'),
  }
}

function compose(eventType: string, payload: Json, deliveryId: string): Sample {
  return jsonSample({ 'x-event-type': eventType, 'x-delivery-id': deliveryId }, payload)
}

const payloads: Record<string, JsonObject> = {
  event: { type: 'event', title: 'Disk almost full', message: 'db-1 has 3 % left', url: 'https://status.example.com/db-1' },
}
const sample = sampleFrom(payloads, compose)
