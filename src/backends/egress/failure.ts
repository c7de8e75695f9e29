import { EgressBlocked, EgressFailed } from '../../errors.ts'

/** We have ended it ourselves. The message says why, as the end of a sentence. */
export class Stopped extends Error {}

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name does not resolve',
  EAI_AGAIN: 'its name does not resolve just now',
  ECONNREFUSED: 'it refuses the connection',
  ECONNRESET: 'it broke the connection off',
  EPIPE: 'it broke the connection off',
  UND_ERR_SOCKET: 'it broke the connection off',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of its answer are too large',
}

/**
 * Runs a step whose failure is the network's.
 * @throws {EgressFailed} as `what: why`; a step that was blocked stays so
 */
export async function failing<T>(what: string, mayHaveArrived: boolean, signal: AbortSignal, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (error instanceof EgressBlocked || error instanceof EgressFailed) throw error
    // What was under way fails in its own words when it is stopped.
    const cause: unknown = signal.aborted ? signal.reason : error
    throw new EgressFailed(`${what}: ${why(cause)}`, mayHaveArrived, { cause })
  }
}

function why(error: unknown): string {
  if (error instanceof Stopped) return error.message
  const { name, code = '' } = error as { name?: string; code?: string }
  if (name === 'HTTPParserError' || code.startsWith('HPE_')) return 'what it sends is not HTTP'
  return WORDS[code] ?? (code || 'it failed')
}
