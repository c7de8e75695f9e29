import { type Answer, readAnswer, throwErrors } from './answer.ts'
import { HooklineError, UnavailableError, unreachable } from './errors.ts'
import { readServerSentEvents } from './server-sent-events.ts'
import { createDeadline } from './waiting.ts'

export interface StreamOperation {
  query: string
  variables: unknown
}

export interface Carried {
  answer: Answer
  /** Where a stream that begins anew goes on behind this message; undefined: where it did before. */
  cursor?: string
}

/**
 * One connection of a live stream, from behind `cursor` until `signal` ends it. When it comes to its end, so does the stream.
 * @throws {UnavailableError} when it was cut, or could not be made now
 * @throws {HooklineError} when the server refuses the subscription
 */
export type Carrier = (operation: StreamOperation, cursor: string | undefined, signal?: AbortSignal) => AsyncIterable<Carried>

type Post = (body: string, headers: Record<string, string>, signal: AbortSignal) => Promise<Response>

/** How long a stream may be silent: the server sends a comment every 12 seconds. */
const SILENCE_MS = 40_000

/** Needs nothing but `fetch`. Browsers open six of these to a server, over all their tabs. */
export function overServerSentEvents(post: Post): Carrier {
  return async function* carry(operation, cursor, signal) {
    const deadline = createDeadline(SILENCE_MS, signal)
    try {
      const headers = { accept: 'text/event-stream', ...(cursor !== undefined && { 'last-event-id': cursor }) }
      const response = await post(JSON.stringify(operation), headers, deadline.signal)
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
        throwErrors(await readAnswer(response))
        throw new HooklineError({ code: 'no_stream', message: `The server answered ${response.status} and no stream` })
      }
      for await (const { id, data, isComplete } of readServerSentEvents(response, deadline)) {
        if (isComplete) return
        yield { answer: JSON.parse(data), cursor: id }
      }
      throw new UnavailableError({ code: 'stream_ended', message: 'The server has ended the stream' })
    } catch (error) {
      throw error instanceof HooklineError ? error : unreachable(error)
    } finally {
      deadline.end()
    }
  }
}
