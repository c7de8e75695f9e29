import { createHash } from 'node:crypto'
import type { Marks } from '../actions/marks.ts'
import type { Database, NewEvent, Statement } from '../backends/database/database.ts'
import type { Limiter } from '../backends/limiter/limiter.ts'
import { Refused } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Subject } from '../model/event.ts'
import { newId } from '../model/id.ts'
import { NO_SPAN, NO_TRACES, readTraceParent, type Span, type Tracer, traceOf } from '../model/tracer.ts'
import { readMark } from '../providers/mark.ts'
import type { Answer, Headers, ParsedDelivery, RawDelivery } from '../providers/provider.ts'
import { decideNow, type Names, UNDECIDED } from './decide-now.ts'
import type { LiveWebhook } from './live-webhooks.ts'
import type { OpenQuestions } from './open-questions.ts'
import { newOutcomeOf } from './outcome.ts'
import { type Delivery, noteUse, type Verified, verify } from './verify.ts'

export interface Receive {
  db: Database
  limiter: Limiter
  names: Names
  marks: Marks
  /** Takes out of a text what must not leave. */
  strike(text: string): string
  questions: OpenQuestions
  log: Logger
  tracer: Tracer
  now(): number
  /** An event was stored that must be decided later. */
  undecided(): void
  /** Something was stored that is to be sent. */
  outgoing(): void
}

/** With the replay guard, the same signature within this time is a repeat: GitHub redelivers for 3 days, people resend samples. */
const REPLAY_GUARD_MS = 7 * 24 * 60 * 60 * 1000
const MAX_ID_CHARS = 255

/** What became of a delivery. */
export interface Accepted {
  answer: Answer
  /** The event that was stored, or that this delivery repeats; null: a handshake, which is only answered. */
  eventId: string | null
}

/**
 * Verifies a delivery on its raw bytes, decides what is to be done, stores both in one commit, and only then answers.
 * @throws {Refused} 401, 415, 400, 429
 * @throws {StorageUnavailable} 503: nothing was stored, the provider is to come back
 */
export async function accept(deps: Receive, webhook: LiveWebhook, delivery: Delivery): Promise<Accepted> {
  const beganAtMs = performance.now()
  const read = readDelivery(deps, webhook, delivery)
  if ('handshake' in read) return { answer: read.handshake, eventId: null }
  if (webhook.rateLimitPerMinute !== null) await limit(deps, webhook.id, webhook.rateLimitPerMinute)
  if (webhook.quota !== null) await limitAgent(deps, webhook.quota)
  // Whose trace it belongs to is taken from a sender that has proved itself.
  const span = startSpan(deps, webhook, delivery, read, beganAtMs)
  try {
    return await store(deps, webhook, read, span)
  } catch (error) {
    span.end({}, (error as { code?: string }).code ?? 'internal')
    throw error
  }
}

/** A delivery that was read: what is to be stored, and nothing else. */
interface Read {
  event: NewEvent & { also: readonly Statement[] }
  /** A command's; null: the provider's usual one. */
  answer: Answer | null
  secretId: string | null
}

/** Apart from `store`, so that the parsed payload is garbage before the commit is waited for. */
function readDelivery(deps: Receive, webhook: LiveWebhook, delivery: Delivery): Read | { handshake: Answer } {
  const receivedAtMs = deps.now()
  const verified = verify(webhook, delivery, receivedAtMs)
  const raw: RawDelivery = {
    headers: delivery.headers,
    body: delivery.body,
    contentType: mediaType(webhook, delivery.contentType),
    idHeader: webhook.schemes[0]?.scheme.idHeader,
  }
  const parsed = webhook.provider.parse(raw)
  verified.checkParsed(parsed.payload)
  if (parsed.handshake) {
    deps.log.info({ webhookId: webhook.id, eventType: parsed.eventType }, 'handshake answered')
    return { handshake: parsed.handshake }
  }
  return toEvent(deps, webhook, raw, parsed, verified, receivedAtMs)
}

function startSpan({ tracer }: Receive, webhook: LiveWebhook, { headers, beganAtMs }: Delivery, { event }: Read, readAtMs: number): Span {
  const incoming = readTraceParent(headers.traceparent)
  event.traceParent = incoming
  if (tracer === NO_TRACES) return NO_SPAN
  const attributes = { 'hookline.provider': event.provider, 'hookline.webhook.id': webhook.id, 'hookline.event.type': event.eventType }
  const span = tracer.start('POST /webhooks/{provider}/{webhook_id}', {
    kind: 'server',
    parent: incoming,
    attributes: { ...attributes, 'http.request.method': 'POST', 'http.route': '/webhooks/{provider}/{webhook_id}' },
    beganAtMs: beganAtMs ?? readAtMs,
  })
  event.traceParent = span.context
  tracer
    .start('verify and decide', { kind: 'internal', parent: span.context, beganAtMs: readAtMs })
    .end({ 'hookline.commands.matched': event.matched })
  return span
}

async function store(deps: Receive, webhook: LiveWebhook, { event, answer, secretId }: Read, span: Span): Promise<Accepted> {
  const storing = deps.tracer.start('store', { kind: 'internal', parent: span.context })
  const { eventId, repeated } = await deps.db.record(event)
  storing.end()
  const { status } = repeated ? { status: 'REPEATED' } : event
  span.end({ 'hookline.event.id': eventId, 'hookline.event.status': status })
  noteUse(deps.db, secretId, event.receivedAtMs)
  deps.log.info({ webhookId: webhook.id, eventId, eventType: event.eventType, status, ...traceOf(span.context) }, 'delivery stored')
  if (event.status === 'RECEIVED' && !repeated) deps.undecided()
  if (event.also.length > 0) deps.outgoing()
  if (repeated) return { answer: repeatAnswer(webhook, eventId), eventId }
  return { answer: answer ?? successAnswer(webhook, eventId), eventId }
}

async function limit({ limiter }: Receive, id: string, perMinute: number): Promise<void> {
  const retryAfterS = await limiter.count(`webhook ${id}`, perMinute)
  if (retryAfterS > 0) throw new Refused(429, 'rate_limited', `More than ${perMinute} deliveries in a minute`, { retryAfterS })
}

const HOUR_S = 60 * 60

async function limitAgent({ limiter }: Receive, { keyId, eventsPerHour }: NonNullable<LiveWebhook['quota']>): Promise<void> {
  const retryAfterS = await limiter.count(`made by ${keyId}`, eventsPerHour, HOUR_S)
  const message = `More than ${eventsPerHour} deliveries in an hour at the webhooks that this one's agent has made`
  if (retryAfterS > 0) throw new Refused(429, 'agent_quota', message, { retryAfterS })
}

function toEvent(
  deps: Receive,
  webhook: LiveWebhook,
  raw: RawDelivery,
  parsed: ParsedDelivery,
  verified: Verified,
  receivedAtMs: number,
): Read {
  const id = newId('event', receivedAtMs)
  const subject = recognised(deps, webhook, readSubject(deps, webhook, parsed))
  const payload = parsed.payloadText === undefined ? raw.body : Buffer.from(parsed.payloadText)
  const text = () => payload.toString('utf8')
  const isAnswer = webhook.enabled && mayAnswer(deps, webhook, parsed, subject)
  const decided = isAnswer
    ? UNDECIDED
    : decideNow(deps.names, webhook, { id, eventType: parsed.eventType, payload: parsed.payload, text, subject })
  const occasion = {
    event: { id, webhookId: webhook.id, eventType: parsed.eventType, payload: parsed.payload, subject },
    readsAnswer: parsed.readsAnswer === true,
    strike: deps.strike,
    provider: webhook.provider,
    atMs: receivedAtMs,
  }
  const { stored, answer } = newOutcomeOf(decided, occasion)
  const event = {
    id,
    webhookId: webhook.id,
    provider: webhook.provider.name,
    eventType: parsed.eventType.slice(0, MAX_ID_CHARS),
    deliveryId: deliveryId(parsed, raw.body, receivedAtMs),
    payload,
    rawBody: parsed.payloadText === undefined ? null : raw.body,
    headersJson: keptHeaders(webhook, raw.headers),
    subjectJson: JSON.stringify(subject),
    verificationJson: JSON.stringify({ scheme: verified.scheme, secretId: verified.secretId, at: new Date(receivedAtMs).toISOString() }),
    replayOf: null,
    receivedAtMs,
    signatureHash: webhook.replayGuard ? verified.signatureHash() : null,
    replaySinceMs: receivedAtMs - REPLAY_GUARD_MS,
    decisionsJson: stored.decisionsJson,
    matchedCommand: stored.matchedCommand,
    matched: stored.matched,
    actions: stored.actions,
    tasks: stored.tasks,
    also: stored.also,
    status: stored.status,
    statusReason: stored.statusReason,
    responseSent: stored.responseSent,
    processedAtMs: stored.processedAtMs,
  }
  return { event, answer, secretId: verified.secretId }
}

function readSubject({ log }: Receive, webhook: LiveWebhook, { eventType, payload }: ParsedDelivery): Subject {
  try {
    return webhook.provider.subject(eventType, payload)
  } catch (error) {
    log.error({ webhookId: webhook.id, eventType, err: error }, 'subject could not be read')
    return { title: null, body: null, actor: null, actorTrust: 'UNKNOWN', thread: null, url: null }
  }
}

/** What Hookline itself has written comes back as a delivery; it is known by its mark, or by the account that wrote it. */
function recognised({ marks }: Receive, webhook: LiveWebhook, subject: Subject): Subject {
  const mark = subject.body === null ? null : readMark(subject.body)
  const isOwn = (mark !== null && marks.isOurs(mark)) || (webhook.account !== null && webhook.account === subject.actor)
  return isOwn ? { ...subject, actorTrust: 'SELF' } : subject
}

/** Whether this is to be held against open questions first, which takes a look into the database: decide-later.ts. */
function mayAnswer(
  { questions }: Receive,
  { id, provider }: LiveWebhook,
  { eventType, payload }: ParsedDelivery,
  subject: Subject,
): boolean {
  if (subject.actorTrust === 'SELF' || subject.actorTrust === 'BOT') return false
  return questions.inThread(id, subject.thread) || (provider.replies?.pressed?.(eventType, payload) ?? null) !== null
}

/** Where the sender names none, the same body within one minute is taken as the same delivery. */
function deliveryId({ deliveryId: given }: ParsedDelivery, body: Buffer, receivedAtMs: number): string {
  if (given !== null && given.length <= MAX_ID_CHARS) return given
  const hash = createHash('sha256')
    .update(given ?? body)
    .digest('hex')
  return given === null ? `body:${hash}:${Math.floor(receivedAtMs / 60_000)}` : `id:${hash}`
}

function mediaType(webhook: LiveWebhook, contentType: string | undefined): string {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';')
  const media = type.trim()
  if (!webhook.provider.contentTypes.includes(media)) {
    throw new Refused(415, 'unsupported_content_type', `Content-Type must be one of: ${webhook.provider.contentTypes.join(', ')}`)
  }
  for (const parameter of parameters) {
    const charset = /^\s*charset\s*=\s*"?([^"]*)"?\s*$/.exec(parameter)?.[1]
    if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
      throw new Refused(415, 'unsupported_charset', 'The body must be UTF-8')
  }
  return media
}

/** An allow list: what a provider adds one day, a secret among it perhaps, is not stored by accident. */
export function keptHeaders({ provider }: Pick<LiveWebhook, 'provider'>, headers: Headers): string {
  const kept: Record<string, string> = {}
  for (const name of ['content-type', 'user-agent', ...provider.keptHeaders]) {
    const value = headers[name]
    if (value !== undefined) kept[name] = value
  }
  return JSON.stringify(kept)
}

function successAnswer({ provider }: LiveWebhook, eventId: string): Answer {
  return provider.success?.(eventId) ?? { status: 202, contentType: 'application/json', body: JSON.stringify({ event_id: eventId }) }
}

function repeatAnswer(webhook: LiveWebhook, eventId: string): Answer {
  return { ...successAnswer(webhook, eventId), status: 200 }
}
