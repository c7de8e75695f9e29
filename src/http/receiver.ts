import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Limiter } from '../backends/limiter/limiter.ts'
import { AppError, Refused } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Meter } from '../model/meter.ts'
import type { Answer } from '../providers/provider.ts'
import { admit, maxBodyBytes, tooLarge } from '../receive/admit.ts'
import type { Latencies } from '../receive/latencies.ts'
import type { LiveWebhook, LiveWebhooks } from '../receive/live-webhooks.ts'
import { accept, keptHeaders, type Receive } from '../receive/receive.ts'
import type { Refusal } from '../receive/refusals.ts'
import type { SenderOf } from './sender.ts'

export interface ReceiverDeps {
  webhooks: LiveWebhooks
  limiter: Limiter
  senderOf: SenderOf
  receive: Receive
  refusals: { note(refusal: Refusal): Promise<void> }
  /** Told how long each delivery took that was let in. */
  latencies: Pick<Latencies, 'note'>
  meter: Pick<Meter, 'delivered'>
  log: Logger
}

/** One part behind `/webhooks/`, where a delivery's address has two. */
const PAGE = /^\/webhooks\/[^/?]+(\?|$)/
const PATH = /^\/webhooks\/([a-z]{1,32})\/([A-Za-z0-9-]{1,64})$/
/** How long a provider should wait when nothing can be stored; most repeat within minutes, GitHub never. */
const STORAGE_RETRY_S = 5

/** Whether a request is for the receiver. `GET /webhooks/{webhook_id}` is a page of the dashboard. */
export function isDelivery({ method, url = '' }: IncomingMessage): boolean {
  return url.startsWith('/webhooks/') && !((method === 'GET' || method === 'HEAD') && PAGE.test(url))
}

/**
 * POST /webhooks/{provider}/{webhook_id}, on bare node:http: the frameworks' request objects would cost half as much again
 * as everything that is done with a delivery.
 */
export function createReceiver(deps: ReceiverDeps) {
  return (req: IncomingMessage, res: ServerResponse): void => void deliver(deps, req, res)
}

async function deliver(deps: ReceiverDeps, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const beganMs = performance.now()
  let webhook: LiveWebhook | null = null
  const sender = deps.senderOf(req)
  try {
    webhook = await admit(knock(req, sender), deps)
    const body = await readBody(req, maxBodyBytes(webhook))
    if (body === null) return
    refuseDoubled(req.rawHeaders, webhook)
    const delivery = { headers: req.headers as Record<string, string>, contentType: req.headers['content-type'], body, beganAtMs: beganMs }
    const accepted = await accept(deps.receive, webhook, delivery)
    answer(res, accepted.answer)
    const endedMs = performance.now()
    deps.latencies.note(beganMs, endedMs)
    deps.meter.delivered(webhook.provider.name, (endedMs - beganMs) / 1000)
  } catch (error) {
    refuse(deps, req, res, { webhook, sender, beganMs, cause: error })
  }
}

function knock(req: IncomingMessage, remoteAddress: string) {
  const path = (req.url ?? '').split('?', 1)[0]!
  const [, provider = '', webhookId = ''] = PATH.exec(path) ?? []
  const length = req.headers['content-length']
  return {
    method: req.method ?? '',
    provider,
    webhookId,
    remoteAddress,
    contentEncoding: req.headers['content-encoding'],
    contentLength: length === undefined ? undefined : Number(length),
  }
}

/** Null when the sender went away before the body was whole: nothing was delivered. */
function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxBytes) reject(tooLarge(maxBytes))
      else chunks.push(chunk)
    })
    req.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    req.on('close', () => resolve(null))
    req.on('error', () => resolve(null))
  })
}

/** Node keeps the first of two Content-Types and joins two signatures: a request that has two is refused instead. */
function refuseDoubled(rawHeaders: readonly string[], { schemes }: LiveWebhook): void {
  let types = 0
  const signatures = new Map(schemes.map(({ scheme }) => [scheme.header, 0]))
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase()
    if (name === 'content-type') types++
    const seen = signatures.get(name)
    if (seen === 1) throw new Refused(401, 'invalid_signature', `The header ${name} came twice`)
    if (seen === 0) signatures.set(name, 1)
  }
  if (types > 1) throw new Refused(415, 'unsupported_content_type', 'The header content-type came twice')
}

function answer(res: ServerResponse, { status, contentType, body }: Answer): void {
  res.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }).end(body)
}

interface Turned {
  /** Null: not known yet, or unknown. */
  webhook: LiveWebhook | null
  sender: string
  beganMs: number
  cause: unknown
}

function refuse(deps: ReceiverDeps, req: IncomingMessage, res: ServerResponse, { webhook, sender, beganMs, cause }: Turned): void {
  const error =
    cause instanceof AppError ? cause : new AppError('internal', 500, 'Something went wrong here; nothing was stored', { cause })
  if (error.status >= 500) deps.log.error({ webhookId: webhook?.id, code: error.code, err: cause }, 'delivery failed')
  deps.receive.tracer
    .start('delivery refused', { kind: 'server', beganAtMs: beganMs, attributes: { 'hookline.webhook.id': webhook?.id ?? '' } })
    .end({ 'http.response.status_code': error.status }, error.code)
  const retryAfterS = error instanceof Refused ? error.retryAfterS : error.status === 503 ? STORAGE_RETRY_S : undefined
  if (retryAfterS !== undefined) res.setHeader('retry-after', retryAfterS)
  if (error.status === 405) res.setHeader('allow', 'POST')
  // What is left of the body is not read: the connection cannot be used again.
  if (!req.complete) res.setHeader('connection', 'close')
  answer(res, {
    status: error.status,
    contentType: 'application/json',
    body: JSON.stringify({ error: { code: error.code, message: error.message } }),
  })
  if (!req.complete) req.unpipe().resume()
  const headersJson = webhook ? keptHeaders(webhook, req.headers as Record<string, string>) : '{}'
  void deps.refusals.note({ webhookId: webhook?.id ?? null, remoteAddress: sender, headersJson, error })
}
