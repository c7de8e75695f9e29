import type { Database } from '../backends/database/database.ts'
import { secretContext, type Vault } from '../backends/vault/vault.ts'
import { AppError, InvalidInput, NotFound } from '../errors.ts'
import { newId } from '../model/id.ts'
import type { Json } from '../model/json.ts'
import type { Sample } from '../providers/provider.ts'
import { sign } from '../providers/signature.ts'
import type { LiveWebhook, LiveWebhooks } from './live-webhooks.ts'
import { accept, type Receive } from './receive.ts'

interface Deps {
  db: Database
  vault: Vault
  webhooks: LiveWebhooks
  receive: Receive
}

/**
 * A delivery signed as the provider signs, through the whole way in: verification, parsing, limits, deciding, storing.
 * Without a payload it is the provider's sample of that type.
 * @throws {NotFound} no such webhook
 * @throws {InvalidInput} no sample of this type is known, no secret is set, or the delivery would be refused
 */
export async function sendTestEvent(deps: Deps, webhookId: string, eventType: string, payload: Json | null): Promise<{ eventId: string }> {
  const webhook = await findWebhook(deps, webhookId)
  const sample = compose(webhook, eventType, payload, deps.receive.now())
  const body = Buffer.from(sample.body)
  const signature = await signatureHeaders(deps, webhook, sample, body)
  const headers: Record<string, string> = { 'user-agent': 'Hookline-Test', ...sample.headers, ...signature }
  try {
    const { eventId } = await accept(deps.receive, webhook, { headers, contentType: headers['content-type'], body })
    if (eventId === null) throw invalid('eventType', `${eventType} is a handshake: it is answered and not stored`)
    return { eventId }
  } catch (error) {
    if (error instanceof AppError && error.status < 500 && !(error instanceof InvalidInput)) throw invalid('payload', error.message)
    throw error
  }
}

/**
 * Delivers to another webhook of this server, signed and through the whole way in. Answers the event's id.
 * @throws {NotFound | InvalidInput | AppError} what would have been answered to the delivery
 */
export async function deliverHere(
  deps: Deps,
  webhookId: string,
  { headers: given, body: bytes, id }: { headers: Readonly<Record<string, string>>; body: Uint8Array; id: string },
): Promise<string> {
  const webhook = await findWebhook(deps, webhookId)
  const body = Buffer.from(bytes)
  const idHeader = webhook.schemes[0]?.scheme.idHeader
  // Where the sender's own id is not kept, this one is: sent again, it is the same delivery still.
  const named = { 'webhook-id': id, ...given, ...(idHeader && { [idHeader]: id }) }
  const headers = { 'content-type': 'application/json', ...named, ...(await signatureHeaders(deps, webhook, { headers: named }, body)) }
  const { eventId } = await accept(deps.receive, webhook, { headers, contentType: headers['content-type'], body })
  return eventId ?? ''
}

async function findWebhook({ db, webhooks }: Deps, webhookId: string): Promise<LiveWebhook> {
  const [row] = await db.read<{ provider: string }>('SELECT provider FROM webhook_configs WHERE webhook_id = ? AND deleted_at IS NULL', [
    webhookId,
  ])
  const webhook = row && (await webhooks.find(row.provider, webhookId))
  if (!webhook) throw new NotFound('Webhook', webhookId)
  return webhook
}

function compose({ provider }: LiveWebhook, eventType: string, payload: Json | null, nowMs: number): Sample {
  const sample =
    payload === null ? provider.sample(eventType, nowMs) : provider.compose(eventType, payload, `test-${newId('event', nowMs)}`, nowMs)
  if (!sample) throw invalid('payload', `No sample of ${eventType} is known for ${provider.title}: give a payload`)
  return sample
}

/** The signature of a delivery to a webhook of this server. @throws {InvalidInput} the webhook has no secret to sign with */
async function signatureHeaders(
  { db, vault, receive }: Deps,
  webhook: LiveWebhook,
  sample: Pick<Sample, 'headers'>,
  body: Buffer,
): Promise<Record<string, string>> {
  const nowMs = receive.now()
  const [row] = await db.read<{ id: string; sealed: string }>(
    `SELECT secret_id AS id, sealed FROM webhook_secrets WHERE webhook_id = ? AND (expires_at IS NULL OR expires_at > ?) ORDER BY created_at DESC, secret_id DESC LIMIT 1`,
    [webhook.id, nowMs],
  )
  const scheme = webhook.schemes[0]?.scheme
  if (!row || !scheme) {
    if (webhook.allowUnsigned) return {}
    throw invalid('webhookId', 'This webhook has no secret yet, so nothing can be signed for it')
  }
  const id = (scheme.idHeader && sample.headers[scheme.idHeader]) || newId('event', nowMs)
  return sign({ scheme, secretValue: vault.open(row.sealed, secretContext(row.id)), body, id, nowMs })
}

function invalid(field: string, message: string): InvalidInput {
  return new InvalidInput([{ path: [field], message }])
}
