import { randomBytes } from 'node:crypto'
import type { Limiter } from '../../../backends/limiter/limiter.ts'
import { callbackContext } from '../../../backends/vault/vault.ts'
import { EgressBlocked, EgressFailed } from '../../../errors.ts'
import type { Registry } from '../../../registry/registry.ts'
import { EventsError } from '../errors.ts'
import { post } from './callback.ts'
import type { Asked } from './rows.ts'

/** So that nobody is flooded with questions that others have them asked. */
const CHALLENGES_PER_MINUTE = 120

/** The receiver has to show that it wants to be told: it says the challenge again. @throws {EventsError} */
export async function verify(
  { registry, limiter }: { registry: Registry; limiter: Limiter },
  { id: callbackId, url, secret }: Pick<Asked, 'id' | 'url' | 'secret'>,
): Promise<void> {
  const { hostname } = new URL(url)
  const retryAfterS = await limiter.count(`callback-challenge:${hostname}`, CHALLENGES_PER_MINUTE)
  if (retryAfterS > 0)
    throw new EventsError('ResourceExhausted', `${hostname} was asked too often: try again in ${retryAfterS} s`, { limit: 'verifications' })
  const challenge = randomBytes(24).toString('base64url')
  const id = `msg_verification_${randomBytes(12).toString('hex')}`
  const callback = { id: callbackId, url, sealed: registry.vault.seal(secret, callbackContext(callbackId)), earlierSealed: null }
  const { status, text } = await post(registry, callback, { id, message: { type: 'verification', challenge } }).catch((error) => {
    throw inWordsOfEvents(error)
  })
  if (status >= 200 && status < 300 && challengeIn(text) === challenge) return
  const reason = status >= 500 ? 'http_5xx' : status >= 400 ? 'http_4xx' : 'challenge_failed'
  throw new EventsError('CallbackEndpointError', `The callback answered ${status} and not the challenge`, { reason })
}

function challengeIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { challenge?: unknown } | null)?.challenge
  } catch {
    return undefined
  }
}

function inWordsOfEvents(error: unknown): unknown {
  if (error instanceof EgressBlocked) return new EventsError('CallbackEndpointError', error.message, { reason: 'blocked' })
  if (error instanceof EgressFailed) return new EventsError('CallbackEndpointError', error.message, { reason: reasonOf(error) })
  return error
}

/** The extension's own words for it. */
function reasonOf({ message, cause }: EgressFailed): string {
  const { code = '' } = (cause ?? {}) as { code?: string }
  if (/TLS/.test(message)) return 'tls_error'
  return code === 'ECONNREFUSED' ? 'connection_refused' : 'timeout'
}
