import type { Fetch, FetchAnswer } from '../fetch.ts'
import type { Api } from '../reply.ts'
import { withoutSlash } from './call.ts'

/** Where the API is: the credential `baseUrl`, or the provider's own; without slashes at its end. */
export function baseUrl(credentials: Api['credentials'], otherwise: string): string {
  return withoutSlash(credentials.baseUrl || otherwise)
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
