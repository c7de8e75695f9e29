import { ProviderFailure } from '../../errors.ts'
import type { Json } from '../../model/json.ts'
import type { ProviderName } from '../../model/webhook.ts'
import { textAt } from '../payload.ts'
import type { Api, Posted } from '../reply.ts'

/** @throws {ProviderFailure} not retryable, when it is not stored */
export function requireCredential({ credentials }: Api, provider: ProviderName, name: string): string {
  const value = credentials[name]?.trim()
  if (value) return value
  throw new ProviderFailure(provider, `No credential \`${name}\` is stored for ${provider}`, { retryable: false })
}

/**
 * A credential that is sent in a header as it is.
 * @throws {ProviderFailure} not retryable, when it is not stored, or holds what no header can
 */
export function requireToken(api: Api, provider: ProviderName, name = 'token'): string {
  const value = requireCredential(api, provider, name)
  if (/^[\x21-\x7e]+$/.test(value)) return value
  throw new ProviderFailure(provider, `The credential \`${name}\` holds spaces or signs that no token has`, { retryable: false })
}

/** An address without the slashes at its end. */
export function withoutSlash(url: string): string {
  return url.trim().replace(/\/+$/, '')
}

/** Makes of a failure with one of these statuses the same one in words that a person can act on. */
export async function explained<T>(calling: Promise<T>, reasons: Readonly<Record<number, string>>): Promise<T> {
  try {
    return await calling
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.detail.throttled) throw error
    const reason = reasons[error.detail.status ?? 0]
    throw reason === undefined ? error : new ProviderFailure(error.provider, reason, error.detail)
  }
}

/** The status with which a credential was refused, if it is one of these; anything else, a limit too, is thrown again. */
export function refusedWith(error: unknown, ...statuses: readonly number[]): number {
  const detail = error instanceof ProviderFailure && !error.detail.throttled ? error.detail : null
  if (detail?.status && statuses.includes(detail.status)) return detail.status
  throw error
}

/**
 * What an answer says was written.
 * @throws {ProviderFailure} retryable: it is there, but nobody can say under which id
 */
export function postedFrom(provider: ProviderName, json: Json, url: (id: string) => string | null): Posted {
  const id = textAt(json, 'id')
  if (id !== null) return { id, url: url(id) }
  throw new ProviderFailure(provider, 'The answer does not name what was written', { retryable: true, response: JSON.stringify(json) })
}
