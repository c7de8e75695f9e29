import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql'
import { Refused } from '../../errors.ts'
import { decodeCursor } from '../../model/cursor.ts'
import { loadCompiler } from './compiled.ts'
import { executeEach } from './execute-each.ts'
import type { Hub } from './hub.ts'
import { sourceOf } from './source.ts'
import type { LiveSubscription } from './subscription.ts'

const subscriptions = new WeakMap<object, LiveSubscription>()

/** The live subscription of a request, or of a socket's operation by its context: wrappers around the result hide it. */
export function subscriptionOf(owner: object): LiveSubscription | undefined {
  return subscriptions.get(owner)
}

/**
 * graphql-js' `subscribe`, but for live sources: checking arguments and rights stays each caller's own, execution is the
 * hub's. Other sources are executed for their caller alone.
 */
export function createSubscribe(hub: Hub) {
  return async (args: ExecutionArgs): Promise<ExecutionResult | AsyncIterable<ExecutionResult>> => {
    const stream = await createSourceEventStream(args)
    if (!(Symbol.asyncIterator in stream)) return stream
    const source = sourceOf(stream)
    if (!source) return executeEach(args, stream)
    await loadCompiler()
    const request = (args.contextValue as { request?: Request }).request
    try {
      const subscription = hub.open(args, { ...source, after: lastEventId(request) ?? source.after })
      subscriptions.set(request ?? (args.contextValue as object), subscription)
      return subscription
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      // Told as a result: what is thrown here would close a socket with all its operations.
      const extensions = { code: error.code.toUpperCase(), http: { status: error.status } }
      return { errors: [new GraphQLError(error.message, { extensions })] }
    }
  }
}

/**
 * An EventSource that reconnects repeats its first URL and says in this header how far it came; so the header counts.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header
 * @throws {InvalidInput} when it is not a cursor of this server
 */
function lastEventId(request: Request | undefined): string | null {
  const cursor = request?.headers.get('last-event-id') || null
  if (cursor !== null) decodeCursor(cursor)
  return cursor
}
