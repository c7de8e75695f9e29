import type { Server } from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { Limiter } from '../../backends/limiter/limiter.ts'
import type { InProcess } from '../../graphql/in-process.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Connection } from '../connection.ts'
import type { CallbackDeliveries } from './callbacks/deliver.ts'
import { Subscribing, subscribe, Unsubscribing, unsubscribe } from './callbacks/subscribe.ts'
import type { Catalog } from './catalog.ts'
import { EventsError } from './errors.ts'
import { poll } from './poll.ts'
import { stream } from './stream.ts'

/** https://modelcontextprotocol.io/seps/3415-events-extension */
export const EVENTS_EXTENSION = 'io.modelcontextprotocol/events'

const PAGE = 100
const NEXT_POLL_MS = 5000

const Listing = z.object({ cursor: z.string().nullish() }).optional()
const Subscription = z.object({
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()).nullish(),
  cursor: z.string().nullish(),
  maxAgeMs: z.number().int().min(0).optional(),
})
const Polling = Subscription.extend({ maxEvents: z.number().int().min(1).optional() })

interface Deps {
  graphql: InProcess
  catalog: Catalog
  registry: Registry
  limiter: Limiter
  callbacks: Pick<CallbackDeliveries, 'wake'>
}

/** The Events extension: what happens here, for clients that are to be woken by it. */
export function addEvents(server: Server, { graphql, catalog, registry, limiter, callbacks }: Deps, connection: Connection): void {
  const { viewer, outgoing } = connection
  server.setRequestHandler('events/list', { params: Listing }, async (params, { mcpReq: { signal } }) =>
    pageOf(await catalog.list({ viewer, signal }), params?.cursor ?? null),
  )
  server.setRequestHandler('events/poll', { params: Polling }, async ({ name, arguments: args, ...rest }, { mcpReq: { signal } }) => {
    const wanted = catalog.find(name, args ?? {})
    return { ...(await poll({ wanted, ...rest }, graphql, { viewer, signal })), nextPollMs: NEXT_POLL_MS }
  })
  server.setRequestHandler('events/stream', { params: Subscription }, async ({ name, arguments: args, ...rest }, context) => {
    const wanted = catalog.find(name, args ?? {})
    return { ...(await stream({ wanted, ...rest }, { graphql, viewer, outgoing, context })) }
  })
  server.setRequestHandler('events/subscribe', { params: Subscribing }, async (params) => ({
    ...(await subscribe({ registry, limiter, graphql, catalog, wake: callbacks.wake }, connection, params)),
  }))
  server.setRequestHandler('events/unsubscribe', { params: Unsubscribing }, (params) => unsubscribe({ registry }, connection, params))
}

/** The cursor is the name that the page before ended with. */
function pageOf<Type extends { name: string }>(all: Type[], cursor: string | null): { events: Type[]; nextCursor?: string } {
  const start = cursor === null ? 0 : all.findIndex(({ name }) => name === cursor) + 1
  if (cursor !== null && start === 0) throw new EventsError('InvalidParams', 'This is no cursor of this list')
  const events = all.slice(start, start + PAGE)
  return { events, ...(start + PAGE < all.length && { nextCursor: events.at(-1)!.name }) }
}
