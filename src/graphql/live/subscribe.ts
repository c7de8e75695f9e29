import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, subscribe as graphqlSubscribe } from 'graphql'
import type { Hub } from './hub.ts'
import { sourceOf } from './source.ts'
import type { LiveSubscription } from './subscription.ts'

const subscriptions = new WeakMap<object, LiveSubscription>()

/** The live subscription that was opened for a request or a socket's operation; wrappers around the result hide it. */
export function subscriptionOf(owner: object): LiveSubscription | undefined {
  return subscriptions.get(owner)
}

/**
 * graphql-js' `subscribe`, but for live sources: checking arguments and rights stays each caller's own, execution is the
 * hub's.
 */
export function createSubscribe(hub: Hub) {
  return async (args: ExecutionArgs): Promise<ExecutionResult | AsyncIterable<ExecutionResult>> => {
    const stream = await createSourceEventStream(args)
    if (!(Symbol.asyncIterator in stream)) return stream
    const source = sourceOf(stream)
    if (!source) return graphqlSubscribe(args) as Promise<ExecutionResult | AsyncIterable<ExecutionResult>>
    const subscription = hub.open(args, source)
    subscriptions.set(ownerOf(args.contextValue), subscription)
    return subscription
  }
}

/** Over HTTP the request, which yoga's hooks also know; over a socket the operation's own context. */
function ownerOf(contextValue: unknown): object {
  const context = contextValue as { request?: object }
  return context.request ?? (context as object)
}
