import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ExecutionArgs, type execute, GraphQLError, type subscribe } from 'graphql'
import { CloseCode, type Context, type SubscribePayload } from 'graphql-ws'
import { useServer } from 'graphql-ws/use/ws'
import type { YogaServerInstance } from 'graphql-yoga'
import { type WebSocket, WebSocketServer } from 'ws'
import type { GraphqlContext } from '../graphql/context.ts'
import { subscriptionOf } from '../graphql/live/subscribe.ts'
import { attachToSocket, type SocketExtra } from '../graphql/live/websocket.ts'
import type { Viewer } from '../model/viewer.ts'
import { readCookie, SESSION_COOKIE } from './authenticate.ts'
import { type CallerContext, GRAPHQL_PATH } from './graphql.ts'

export interface SocketDeps {
  yoga: YogaServerInstance<CallerContext, GraphqlContext>
  /** The caller behind a key; null: no such key. */
  viewerOfKey(key: string): Promise<Viewer | null>
  /** The caller behind a browser's session; null: no such session. */
  viewerOfSession(token: string): Promise<Viewer | null>
}

/** Larger frames close the socket with 1009: an operation and its variables are small. */
const MAX_FRAME_BYTES = 64 * 1024
const MAX_OPERATIONS = 100
/** RFC 6455's registry: "Service Restart". Clients come back, and resume by their cursors. */
const RESTART = 1012

interface Caller extends Record<PropertyKey, unknown> {
  viewer: Viewer
  abort: AbortController
}
type SocketContext = Context<Record<string, unknown>, SocketExtra & Partial<Caller>>

/** graphql-transport-ws on /graphql. Who calls is told by `connection_init` or by the upgrade's own headers. */
export function createGraphqlSocket(deps: SocketDeps) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false })
  const server = useServer<Record<string, unknown>, Partial<Caller>>(
    {
      onConnect: async (ctx) => {
        const viewer = await findViewer(deps, ctx)
        if (viewer) Object.assign(ctx.extra, { viewer, abort: new AbortController() } satisfies Caller)
        return viewer !== null
      },
      onSubscribe: (ctx, _id, payload) => prepare(deps, ctx, payload),
      execute: (args) => (args.rootValue as Enveloped).execute(args),
      subscribe: (args) => (args.rootValue as Enveloped).subscribe(args),
      onOperation: (ctx, id, _payload, args) => {
        const subscription = subscriptionOf(args.contextValue as object)
        if (!subscription) return
        attachToSocket(subscription, ctx.extra, id)
        return subscription
      },
      onDisconnect: (ctx) => ctx.extra.abort?.abort(),
    },
    sockets,
  )
  return { upgrade, close }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname !== GRAPHQL_PATH) return refuse(socket, '404 Not Found')
    if (!fromOwnPages(request)) return refuse(socket, '403 Forbidden')
    sockets.handleUpgrade(request, socket, head, (client: WebSocket) => sockets.emit('connection', client, request))
  }

  async function close(): Promise<void> {
    for (const client of sockets.clients) client.close(RESTART, 'Restarting')
    await server.dispose()
  }
}

interface Enveloped {
  execute(args: ExecutionArgs): ReturnType<typeof execute>
  subscribe(args: ExecutionArgs): ReturnType<typeof subscribe>
}

async function findViewer(
  { viewerOfKey, viewerOfSession }: SocketDeps,
  { connectionParams, extra }: SocketContext,
): Promise<Viewer | null> {
  const given = connectionParams?.authorization ?? connectionParams?.Authorization ?? extra.request.headers.authorization
  if (given === undefined) {
    const session = readCookie(extra.request.headers.cookie, SESSION_COOKIE)
    return session === undefined ? null : viewerOfSession(session)
  }
  const [, key] = /^Bearer (.+)$/i.exec(String(given)) ?? []
  return key === undefined ? null : viewerOfKey(key)
}

async function prepare({ yoga }: SocketDeps, ctx: SocketContext, payload: SubscribePayload) {
  const { viewer, abort, socket } = ctx.extra
  if (Object.keys(ctx.subscriptions).length >= MAX_OPERATIONS) {
    const message = `More than ${MAX_OPERATIONS} operations on one socket`
    socket.close(CloseCode.TooManyInitialisationRequests, message)
    return [new GraphQLError(message)]
  }
  const { schema, contextFactory, parse, validate, ...enveloped } = yoga.getEnveloped({
    viewer,
    signal: abort!.signal,
    params: payload,
  } as never)
  const document = parse(payload.query)
  const errors = validate(schema, document)
  if (errors.length > 0) return errors
  const { operationName, variables } = payload
  return { schema, document, operationName, variableValues: variables, contextValue: await contextFactory(), rootValue: enveloped }
}

/** A page of another origin could ride on the session's cookie; programs send no Origin. */
function fromOwnPages({ headers }: IncomingMessage): boolean {
  if (headers.origin === undefined) return true
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
