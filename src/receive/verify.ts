import { createHash } from 'node:crypto'
import { type Database, update } from '../backends/database/database.ts'
import { Refused } from '../errors.ts'
import type { Json } from '../model/json.ts'
import type { Headers } from '../providers/provider.ts'
import { checkBodyTimestamp, verifySignature } from '../providers/verify.ts'
import type { LiveWebhook } from './live-webhooks.ts'

/** A request whose sender was admitted and whose body was read. */
export interface Delivery {
  headers: Headers
  /** As it stands in the request, with its parameters. */
  contentType: string | undefined
  body: Buffer
  /** When its headers were there, on the process' own clock. */
  beganAtMs?: number
}

/** How a delivery proved itself. */
export interface Verified {
  scheme: string
  /** Null where the webhook takes unsigned deliveries. */
  secretId: string | null
  signatureHash(): string | null
  /** Looks at what is signed inside the body: a timestamp there (Linear). */
  checkParsed(payload: Json): void
}

const UNSIGNED: Verified = { scheme: 'unsigned', secretId: null, signatureHash: () => null, checkParsed: () => {} }

/**
 * Holds the signature against each scheme and secret that is valid now.
 * @throws {Refused} 401 `secret_missing`, or what the scheme found wrong
 */
export function verify(webhook: LiveWebhook, delivery: Delivery, nowMs: number): Verified {
  let refusal = { code: 'secret_missing', reason: 'No secret is set for this webhook' }
  for (const { scheme, keys } of webhook.schemes) {
    const valid = keys.filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > nowMs)
    if (valid.length === 0) continue
    const result = verifySignature({ scheme, keys: valid, headers: delivery.headers, body: delivery.body, nowMs })
    if (result.ok) return toVerified(result.secretId, scheme, delivery, nowMs)
    // Of several schemes, the refusal of the one that the sender used says most.
    if (refusal.code === 'secret_missing' || result.code !== 'missing_signature') refusal = result
  }
  if (webhook.allowUnsigned && !isSigned(webhook, delivery)) return UNSIGNED
  throw new Refused(401, refusal.code, refusal.reason)
}

/** A signature that is there must hold, also where unsigned deliveries are taken and a secret is set. */
function isSigned({ schemes }: LiveWebhook, { headers }: Delivery): boolean {
  return schemes.some(({ scheme, keys }) => keys.length > 0 && headers[scheme.header] !== undefined)
}

function toVerified(secretId: string, scheme: LiveWebhook['schemes'][number]['scheme'], delivery: Delivery, nowMs: number): Verified {
  return {
    scheme: scheme.name,
    secretId,
    // What stands in the header may be a plain token: only a hash over it and the body is kept.
    signatureHash: () =>
      createHash('sha256')
        .update(delivery.headers[scheme.header] ?? '')
        .update(delivery.body)
        .digest('hex'),
    checkParsed(payload) {
      const result = checkBodyTimestamp(scheme, payload, nowMs)
      if (!result.ok) throw new Refused(401, result.code, result.reason)
    },
  }
}

const USE_NOTED_EVERY_MS = 60_000
const usedAtMs = new Map<string, number>()

/** Remembers, at most once a minute and without being waited for, that a secret is in use: a person may retire the others. */
export function noteUse(db: Database, secretId: string | null, nowMs: number): void {
  if (secretId === null || nowMs - (usedAtMs.get(secretId) ?? 0) < USE_NOTED_EVERY_MS) return
  usedAtMs.set(secretId, nowMs)
  db.write([update('webhook_secrets', { last_used_at: nowMs }, { secret_id: secretId })]).catch(() => usedAtMs.delete(secretId))
}
