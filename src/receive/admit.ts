import type { Limiter } from '../backends/limiter/limiter.ts'
import { Refused } from '../errors.ts'
import { isWithin } from '../model/address-range.ts'
import type { AddressSet } from './ip-ranges.ts'
import type { LiveWebhook, LiveWebhooks } from './live-webhooks.ts'

/** Of a request, what is known before its body is read. */
export interface Knock {
  method: string
  provider: string
  webhookId: string
  remoteAddress: string
  contentEncoding: string | undefined
  contentLength: number | undefined
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap gives 25 MB; the others send far less. */
export const DEFAULT_MAX_BODY_BYTES = 5 * 1024 * 1024

/** A list that is missing is asked for once a minute. */
const LIST_RETRY_S = 60

/**
 * Decides before the body is read whether the request may go on: method, sender, webhook, address, size.
 * @throws {Refused} 405, 429, 404, 403, 503 `ip_ranges_missing`, 415, 413
 */
export async function admit(knock: Knock, { webhooks, limiter }: { webhooks: LiveWebhooks; limiter: Limiter }): Promise<LiveWebhook> {
  if (knock.method !== 'POST') throw new Refused(405, 'method_not_allowed', 'A webhook is delivered by POST')
  const retryAfterS = limiter.blockedForS(refusedBy(knock.remoteAddress))
  if (retryAfterS > 0) throw new Refused(429, 'too_many_refused', 'Too many refused requests from this address', { retryAfterS })
  const found = webhooks.find(knock.provider, knock.webhookId)
  const webhook = found instanceof Promise ? await found : found
  if (!webhook) throw new Refused(404, 'not_found', 'No webhook is registered at this address')
  checkAddress(webhook, knock.remoteAddress)
  checkSize(webhook, knock)
  return webhook
}

/** The name under which the limiter counts an address' refused requests. */
export function refusedBy(remoteAddress: string): string {
  return `refused ${remoteAddress}`
}

export function maxBodyBytes(webhook: LiveWebhook): number {
  return webhook.provider.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES
}

export function tooLarge(maxBytes: number): Refused {
  return new Refused(413, 'body_too_large', `The body is larger than ${maxBytes} bytes`)
}

function checkAddress({ allowedIps }: LiveWebhook, address: string): void {
  if (allowedIps === null || allowedIps.some(({ list }) => list !== null && isWithin(list, address))) return
  const missing = allowedIps.find(({ list }) => list === null)
  // Maybe the address is on the list that is not there: the provider is to come back.
  if (missing) throw listMissing(missing)
  throw new Refused(403, 'address_not_allowed', 'This address may not deliver here')
}

function listMissing({ preset }: AddressSet): Refused {
  return new Refused(503, 'ip_ranges_missing', `The addresses that ${preset} sends from are not known at the moment`, {
    retryAfterS: LIST_RETRY_S,
  })
}

function checkSize(webhook: LiveWebhook, { contentEncoding, contentLength }: Knock): void {
  if (contentEncoding !== undefined && contentEncoding.toLowerCase() !== 'identity') {
    throw new Refused(415, 'unsupported_encoding', 'The body must come without Content-Encoding')
  }
  const maxBytes = maxBodyBytes(webhook)
  if (contentLength !== undefined && contentLength > maxBytes) throw tooLarge(maxBytes)
}
