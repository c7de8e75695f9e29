import type { GraphQLSchema } from 'graphql'
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga'
import type { GraphqlContext } from '../graphql/context.ts'
import { maskError } from '../graphql/errors.ts'
import type { Hub } from '../graphql/live/hub.ts'
import { liveOverSse } from '../graphql/live/sse.ts'
import type { Logger } from '../log.ts'
import type { Viewer } from '../model/viewer.ts'

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
    plugins: [refuseForms, liveOverSse(hub)],
    maskedErrors: { maskError: (error) => maskError(error, log) },
    multipart: false,
    landingPage: false,
    logging: false,
    // pages.ts serves it, with the policy that it needs.
    graphiql: false,
    fetchAPI: { Request, Response, Headers, ReadableStream, TextEncoder, TextDecoder, URL, fetch },
  })
}

/** A page of any site may send these without asking first. https://fetch.spec.whatwg.org/#cors-safelisted-request-header */
const FORMS = /^\s*(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/i

const refuseForms: Plugin = {
  onRequest({ request, endResponse }) {
    if (request.method !== 'POST' || !FORMS.test(request.headers.get('content-type') ?? '')) return
    const error = { message: 'Operations are sent as application/json', extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }
    endResponse(Response.json({ errors: [error] }, { status: 415 }))
  },
}
