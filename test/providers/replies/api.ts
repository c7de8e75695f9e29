import { EgressFailed, ProviderFailure } from '../../../src/errors.ts'
import type { Api } from '../../../src/providers/reply.ts'
import { plainFetch } from '../../helpers/plain-fetch.ts'

/** Signed for nobody; letters and digits of the right alphabet and number. */
export const MARK = '01j8zq3v5m7k9n2p4r6t8w0y1xabcdefghjk'
export const OTHER_MARK = `${MARK.slice(0, -1)}m`

export function apiWith(credentials: Record<string, string>, nowMs = Date.now): Api {
  return { credentials, fetch: plainFetch, nowMs }
}

/** What a call was refused with, flat. */
export async function refusal(calling: Promise<unknown>): Promise<{ message: string } & Partial<ProviderFailure['detail']>> {
  try {
    await calling
  } catch (error) {
    if (error instanceof ProviderFailure) return { message: error.message, ...error.detail }
    if (error instanceof EgressFailed) return { message: `egress, may have arrived: ${error.mayHaveArrived}` }
    throw error
  }
  throw new Error('Expected the call to be refused')
}
