import { EgressFailed } from '../../src/errors.ts'
import type { Fetch } from '../../src/providers/provider.ts'

const TIMEOUT_MS = 2000
const MAX_ANSWER_BYTES = 20_000

/** An outgoing client over node's own, for tests: it also reaches this machine. */
export const plainFetch: Fetch = async (url, init = {}) => {
  const { maxAnswerBytes = MAX_ANSWER_BYTES, body, ...request } = init
  const { status, headers, bytes } = await whole(url, { ...request, ...(body !== undefined && { body: Buffer.from(body) }) })
  return { status, headers: Object.fromEntries(headers), text: async () => bytes.subarray(0, maxAnswerBytes).toString('utf8') }
}

async function whole(url: string, request: RequestInit): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
  try {
    const answer = await fetch(url, { ...request, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
    return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
  } catch (cause) {
    throw new EgressFailed('No whole answer came', true, { cause })
  }
}
