import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ExecutionArgs, type execute, GraphQLError, type subscribe } from 'graphql'
import { CloseCode, type Context, makeServer, type SubscribePayload } from 'graphql-ws'
import type { YogaServerInstance } from 'graphql-yoga'
import type { WebSocket } from 'ws'
import type { GraphqlContext } from '../graphql/context.ts'
import { maskError } from '../graphql/errors.ts'
import { withoutStatus } from '../graphql/limits/refusal.ts'
import { subscriptionOf } from '../graphql/live/subscribe.ts'
import { attachToSocket, type SocketExtra } from '../graphql/live/websocket.ts'
import type { Logger } from '../log.ts'
import type { Viewer } from '../model/viewer.ts'
import { bearerKey, readCookie, SESSION_COOKIE } from './authenticate.ts'
import { type CallerContext, GRAPHQL_PATH } from './graphql.ts'
import type { KeyLimit } from './key-limit.ts'
import type { SenderOf } from './sender.ts'
import { serveSockets, type Waiting } from './serve-sockets.ts'
import { createSocketsByKey } from './sockets-by-key.ts'
import type { WaitingSockets } from './waiting-sockets.ts'

export interface SocketDeps {
  yoga: YogaServerInstance<CallerContext, GraphqlContext>
  /** The caller behind a key; null: no such key. */
  viewerOfKey(key: string): Promise<Viewer | null>
  /** A key that is nobody's was tried. */
  unknownKey(key: string, address: string): void
  /** A page of another site has asked for a socket, with its user's session or without one. */
  foreignPage(viewer: Viewer | null, address: string): void
  senderOf: SenderOf
  /** The caller behind a browser's session; null: no such session. */
  viewerOfSession(token: string): Promise<Viewer | null>
  /** Those of the keys and sessions that are neither revoked, ended nor expired. */
  goodKeys(accesses: readonly string[]): Promise<ReadonlySet<string>>
  /** How often that is asked, in milliseconds. */
  keyCheckMs: number
  keyLimit: KeyLimit
  waiting: WaitingSockets
  log: Logger
}

const MAX_OPERATIONS = 100
/** graphql-ws has no code for it; by this one clients know that coming back at once does not help. */
const TOO_MANY = CloseCode.TooManyInitialisationRequests

const TOO_MANY_WAITING: Record<'address is full' | 'all is full', [status: string, message: string]> = {
  'address is full': ['429 Too Many Requests', 'Too many WebSockets of this address have not sent connection_init'],
  'all is full': ['503 Service Unavailable', 'Too many WebSockets have not sent connection_init'],
}
/** By then each of them has said whose it is, or is closed. */
const WAITING_RETRY_S = 3

/** What is kept of the upgrade: its request would be the largest thing that an idle socket holds. */
interface Upgraded extends Record<PropertyKey, unknown> {
  authorization: string | undefined
  session: string | undefined
  address: string
  /** Gives the place among the waiting back. */
  leave: (() => void) | undefined
  /** Aborts when the socket is closed; there while an operation may look at it. */
  abort: AbortController | undefined
}
type Extra = SocketExtra & Upgraded & Waiting
type SocketContext = Context<Record<string, unknown>, Extra>

/** graphql-transport-ws on /graphql. Who calls is told by `connection_init` or by the upgrade's own headers. */
export function createGraphqlSocket(deps: SocketDeps) {
  const byKey = createSocketsByKey(deps.goodKeys, (socket) => socket.close(CloseCode.Forbidden, 'Forbidden'))
  const keyCheck = setInterval(
    () => void byKey.check().catch((err) => deps.log.error({ err }, 'the keys of sockets could not be checked')),
    deps.keyCheckMs,
  )
  keyCheck.unref()
  const protocol = makeServer<Record<string, unknown>, Extra>({
    // serveSockets sees to it: the timer of graphql-ws would be kept for good.
    connectionInitWaitTimeout: 0,
    onConnect: async (ctx) => {
      clearTimeout(ctx.extra.untilInit)
      ctx.extra.untilInit = undefined
      const viewer = await findViewer(deps, ctx)
      if (!viewer) return false
      if (!byKey.add(viewer, ctx.extra.socket)) {
        ctx.extra.socket.close(TOO_MANY, 'Too many sockets of one key')
        return false
      }
      giveBackPlace(ctx.extra)
      return true
    },
    onSubscribe: (ctx, _id, payload) => prepare(deps, ctx, payload),
    execute: (args) => (args.rootValue as Enveloped).execute(args),
    subscribe: async (args) => {
      const result = await (args.rootValue as Enveloped).subscribe(args)
      return 'errors' in result ? { ...result, errors: result.errors?.map(withoutStatus) } : result
    },
    onOperation: (ctx, id, payload, args) => {
      const subscription = subscriptionOf(args.contextValue as object)
      if (!subscription) return
      attachToSocket(subscription, ctx.extra, id)
      letGo(ctx, payload, args)
      return subscription
    },
    onDisconnect: (ctx) => ctx.extra.abort?.abort(),
  })
  const sockets = serveSockets<Upgraded>(protocol, deps.log)
  return { upgrade, close }

  function close(): Promise<void> {
    clearInterval(keyCheck)
    return sockets.close()
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (request.url?.split('?', 1)[0] !== GRAPHQL_PATH) refuse(socket, '404 Not Found')
    else if (!fromOwnPages(request)) refuseForeignPage(request, socket)
    else open(request, socket, head)
  }

  function refuseForeignPage(request: IncomingMessage, socket: Duplex): void {
    const address = deps.senderOf(request)
    refuse(socket, '403 Forbidden')
    findBySession(deps, sessionIn(request.headers.cookie))
      .then((viewer) => deps.foreignPage(viewer, address))
      .catch((err: unknown) => deps.log.error({ err }, 'the session behind a refused socket could not be looked up'))
  }

  function open(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const address = deps.senderOf(request)
    const leave = deps.waiting.enter(address)
    if (typeof leave === 'string') {
      refuse(socket, ...TOO_MANY_WAITING[leave])
      return
    }
    socket.once('close', leave)
    const { authorization, cookie } = request.headers
    sockets.upgrade(request, socket, head, { authorization, session: sessionIn(cookie), address, leave, abort: undefined })
  }
}

interface Enveloped {
  execute(args: ExecutionArgs): ReturnType<typeof execute>
  subscribe(args: ExecutionArgs): ReturnType<typeof subscribe>
}

function giveBackPlace(extra: Extra): void {
  const { leave, connection } = extra
  if (!leave) return
  connection.off('close', leave)
  leave()
  extra.leave = undefined
}

/** graphql-ws keeps these for as long as the operation runs; a live subscription has no more use for them. */
function letGo(ctx: SocketContext, payload: SubscribePayload, args: ExecutionArgs): void {
  Object.assign(args, { contextValue: undefined, rootValue: undefined, variableValues: undefined })
  Object.assign(payload, { query: '', variables: undefined, extensions: undefined })
  if (Object.keys(ctx.subscriptions).length === 1) ctx.extra.abort = undefined
}

async function findViewer(deps: SocketDeps, ctx: SocketContext): Promise<Viewer | null> {
  const viewer = await findByKeyOrSession(deps, ctx)
  return viewer && { ...viewer, address: ctx.extra.address }
}

async function findByKeyOrSession(deps: SocketDeps, { connectionParams, extra }: SocketContext): Promise<Viewer | null> {
  const given = connectionParams?.authorization ?? connectionParams?.Authorization ?? extra.authorization
  if (given === undefined) return findBySession(deps, extra.session)
  const key = bearerKey(String(given))
  const viewer = key === undefined ? null : await deps.viewerOfKey(key)
  if (key !== undefined && !viewer) deps.unknownKey(key, extra.address)
  return viewer
}

function sessionIn(cookie: string | undefined): string | undefined {
  return readCookie(cookie, SESSION_COOKIE)
}

async function findBySession(deps: SocketDeps, session: string | undefined): Promise<Viewer | null> {
  return session === undefined ? null : deps.viewerOfSession(session)
}

async function prepare(deps: SocketDeps, ctx: SocketContext, payload: SubscribePayload) {
  const { socket } = ctx.extra
  const abort = (ctx.extra.abort ??= new AbortController())
  // This operation is among them.
  if (Object.keys(ctx.subscriptions).length > MAX_OPERATIONS) {
    return closeWith(socket, TOO_MANY, `More than ${MAX_OPERATIONS} operations on one socket`)
  }
  // Asked again for each operation: a key may have been revoked since the socket was opened.
  const viewer = await findViewer(deps, ctx)
  if (!viewer) return closeWith(socket, CloseCode.Forbidden, 'Forbidden')
  const { schema, contextFactory, parse, validate, ...enveloped } = deps.yoga.getEnveloped({
    viewer,
    signal: abort.signal,
    params: payload,
  } as never)
  try {
    await deps.keyLimit.take(viewer)
    const document = parse(payload.query)
    const errors = validate(schema, document)
    if (errors.length > 0) return errors.map(withoutStatus)
    const { operationName, variables } = payload
    return { schema, document, operationName, variableValues: variables, contextValue: await contextFactory(), rootValue: enveloped }
  } catch (error) {
    return [withoutStatus(maskError(error, deps.log))]
  }
}

function closeWith(socket: WebSocket, code: number, message: string): GraphQLError[] {
  socket.close(code, message)
  return [new GraphQLError(message)]
}

/** A page of another origin could ride on the session's cookie; programs send no Origin. */
function fromOwnPages({ headers }: IncomingMessage): boolean {
  if (headers.origin === undefined) return true
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host
}

/** With a message: there is no place now, come back. */
function refuse(socket: Duplex, status: string, message?: string): void {
  // Node hands the bare socket over: a reset by its client would be an error that nobody hears.
  socket.on('error', () => socket.destroy())
  socket.once('finish', () => socket.destroy())
  const body = message === undefined ? '' : JSON.stringify({ error: { code: 'too_many_sockets', message } })
  const more = message === undefined ? '' : `content-type: application/json\r\nretry-after: ${WAITING_RETRY_S}\r\n`
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}
