import { ProviderFailure } from '../../errors.ts'
import type { ProviderName } from '../../model/webhook.ts'
import type { Fetch, FetchAnswer } from '../provider.ts'
import type { Api } from '../reply.ts'

/**
 * A credential without which nothing can be called.
 * @throws {ProviderFailure} not retryable, when it is not stored
 */
export function credential({ credentials }: Api, provider: ProviderName, name: string): string {
  const value = credentials[name]
  if (value) return value
  throw new ProviderFailure(provider, `No credential \`${name}\` is stored for ${provider}`, { retryable: false })
}

/** Where the API is: the credential `baseUrl`, or the provider's own; without slashes at its end. */
export function baseUrl(credentials: Api['credentials'], otherwise: string): string {
  return (credentials.baseUrl || otherwise).replace(/\/+$/, '')
}

/** A fetch that keeps the headers of its last answer, for APIs that say there what they do not say in the body. */
export function listening(fetch: Fetch): { fetch: Fetch; headers(): FetchAnswer['headers'] } {
  let headers: FetchAnswer['headers'] = {}
  return {
    headers: () => headers,
    fetch: async (url, init) => {
      const answer = await fetch(url, init)
      headers = answer.headers
      return answer
    },
  }
}
