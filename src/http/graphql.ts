import type { GraphQLSchema } from 'graphql'
import { createYoga, type YogaServerInstance } from 'graphql-yoga'
import type { GraphqlContext } from '../graphql/context.ts'
import { maskError } from '../graphql/errors.ts'
import { limits } from '../graphql/limits/plugin.ts'
import type { Hub } from '../graphql/live/hub.ts'
import { liveOverSse } from '../graphql/live/sse.ts'
import type { Logger } from '../log.ts'
import type { Viewer } from '../model/viewer.ts'
import { refuseDeepJson, refuseForms } from './graphql-body.ts'

export const GRAPHQL_PATH = '/graphql'

/** What an operation's context is made of, besides what the server gives to all. */
export interface CallerContext {
  viewer: Viewer
  /** Ends when the caller goes away; over HTTP the request's own. */
  signal?: AbortSignal
}

export interface GraphqlDeps {
  schema: GraphQLSchema
  hub: Hub
  log: Logger
  context(caller: Required<CallerContext>): GraphqlContext
}

/** Yoga for queries, mutations and event streams. Node's own fetch classes: with yoga's, an idle stream outlives its client. */
export function createGraphql({ schema, hub, log, context }: GraphqlDeps): YogaServerInstance<CallerContext, GraphqlContext> {
  return createYoga<CallerContext, GraphqlContext>({
    schema,
    graphqlEndpoint: GRAPHQL_PATH,
    context: ({ viewer, request, signal }) => context({ viewer, signal: signal ?? request.signal }),
    plugins: [refuseForms, refuseDeepJson, limits, liveOverSse(hub)],
    // Yoga's default lets pages of every origin read the answers, with the session of whoever looks at them.
    cors: false,
    maskedErrors: { maskError: (error) => maskError(error, log) },
    multipart: false,
    landingPage: false,
    logging: false,
    // pages.ts serves it, with the policy that it needs.
    graphiql: false,
    fetchAPI: { Request, Response, Headers, ReadableStream, TextEncoder, TextDecoder, URL, fetch },
  })
}
