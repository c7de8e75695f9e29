import { EgressFailed } from '../../src/errors.ts'
import type { Fetch } from '../../src/providers/provider.ts'

const DEADLINE_MS = 2000

/** The outgoing client without its guards, for tests against servers on this machine. */
export const plainFetch: Fetch = async (url, { method = 'GET', headers, body } = {}) => {
  try {
    const init = { method, redirect: 'manual', signal: AbortSignal.timeout(DEADLINE_MS), ...(headers && { headers }) } as const
    const response = await fetch(url, body === undefined ? init : { ...init, body: body as BodyInit })
    const text = await response.text()
    return { status: response.status, headers: Object.fromEntries(response.headers), text: async () => text }
  } catch (cause) {
    throw new EgressFailed('The request got no whole answer', true, { cause })
  }
}
