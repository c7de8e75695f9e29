import type { Subject } from '../model/event.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { jsonSample, parseBody, requireName, requireObject, sampleFrom, textAt } from './payload.ts'
import type { ParsedDelivery, Provider, RawDelivery, Sample } from './provider.ts'
import { REPLY_CREDENTIALS, repliesTo } from './replies/custom.ts'
import { newStandardSecret, standardWebhooks } from './scheme.ts'
import { type Scheme, sign } from './signature.ts'

const asymmetric: Scheme = { ...standardWebhooks, name: 'standard-v1a', algorithm: 'ed25519', prefix: 'v1a,' }
/** The same under Svix's own header names: https://docs.svix.com/receiving/verifying-payloads/how-manual */
const svix: Scheme = {
  ...standardWebhooks,
  name: 'svix',
  header: 'svix-signature',
  idHeader: 'svix-id',
  timestamp: { from: 'header:svix-timestamp', unit: 's', toleranceS: 300 },
}

const THREAD = ['data.id']

/** Anything that follows Standard Webhooks: https://www.standardwebhooks.com */
export const standard: Provider = {
  name: 'standard',
  title: 'Standard Webhooks',
  schemes: [standardWebhooks, asymmetric, svix],
  issuesSecret: false,
  newSecret: newStandardSecret,
  contentTypes: ['application/json'],
  keptHeaders: ['webhook-id', 'webhook-timestamp', 'svix-id', 'svix-timestamp'],
  parse,
  subject,
  aliases: {},
  shortConditions: {
    labels: ['data.labels[]', 'data.labels[].name'],
    body_contains: ['data.body', 'data.text', 'data.message', 'data.description'],
  },
  eventTypes: [],
  variables: ['type', 'timestamp', 'data'],
  repliesBy: ['comment', 'ask'],
  replies: repliesTo('standard', THREAD),
  setup: [
    'At the sender, add an endpoint with the URL {url}',
    'Where the sender shows a signing secret, whsec_…, or a public key, whpk_…, enter it as the secret of this webhook; else enter the secret of this webhook there',
    'To comment back, enter the credentials `replyUrl` and `replySecret`: Hookline POSTs to that URL, signed in the same way',
  ],
  credentials: REPLY_CREDENTIALS,
  sample: (eventType, nowMs) => sample(eventType, nowMs),
  compose,
}

function parse(delivery: RawDelivery): ParsedDelivery {
  const read = parseBody(delivery)
  const payload = requireObject(read.payload)
  const { headers } = delivery
  return { ...read, eventType: requireName(payload, 'type'), deliveryId: headers['webhook-id'] || headers['svix-id'] || null }
}

function subject(eventType: string, payload: Json): Subject {
  return {
    title: textAt(payload, 'data.title', 'data.subject', 'data.name') ?? eventType,
    body: textAt(payload, 'data.body', 'data.text', 'data.message', 'data.description'),
    actor: null,
    actorTrust: 'UNKNOWN',
    thread: textAt(payload, ...THREAD),
    url: textAt(payload, 'data.html_url', 'data.url'),
  }
}

/** The headers that carry id and time are part of the signature and are made by `sign`; the id stands here for who does not sign. */
function compose(_eventType: string, payload: Json, deliveryId: string): Sample {
  return jsonSample({ 'webhook-id': deliveryId }, payload)
}

const payloads: Record<string, JsonObject> = {
  'contact.created': {
    type: 'contact.created',
    timestamp: '2026-01-15T09:30:00.000Z',
    data: { id: '1f81eb52-5198-4599-803e-771906343485', name: 'Ada Lovelace', email: 'ada@example.com' },
  },
}
const sample = sampleFrom(payloads, compose)

export interface StandardSecrets {
  secret: string
  /** The one before it, while receivers may know no other; null: there is none. */
  earlierSecret: string | null
}

/** The headers of a message, signed under both secrets: a receiver takes what holds under either. */
export function signStandard(
  { secret, earlierSecret }: StandardSecrets,
  { body, id, nowMs }: { body: Buffer; id: string; nowMs: number },
): Record<string, string> {
  const scheme = standard.schemes[0]!
  const signed = sign({ scheme, body, id, nowMs, secretValue: secret })
  if (earlierSecret !== null) signed[scheme.header] += ` ${sign({ scheme, body, id, nowMs, secretValue: earlierSecret })[scheme.header]}`
  return signed
}
