import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  type execute as graphqlExecute,
  type subscribe as graphqlSubscribe,
} from 'graphql'
import { CloseCode, type SubscribePayload } from 'graphql-ws'
import type { YogaServerInstance } from 'graphql-yoga'
import type { GraphqlContext } from '../graphql/context.ts'
import { maskError } from '../graphql/errors.ts'
import { withoutStatus } from '../graphql/limits/refusal.ts'
import { subscriptionOf } from '../graphql/live/subscribe.ts'
import type { Logger } from '../log.ts'
import type { Viewer } from '../model/viewer.ts'
import { bearerKey, readCookie, SESSION_COOKIE } from './authenticate.ts'
import { type CallerContext, GRAPHQL_PATH } from './graphql.ts'
import type { KeyLimit } from './key-limit.ts'
import type { SenderOf } from './sender.ts'
import { serveSockets } from './serve-sockets.ts'
import { createSocketsByKey } from './sockets-by-key.ts'
import type { TransportSocket, Upgraded } from './transport-socket.ts'
import { type Ran, TOO_MANY } from './transport-ws.ts'
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

const TOO_MANY_WAITING: Record<'address is full' | 'all is full', [status: string, message: string]> = {
  'address is full': ['429 Too Many Requests', 'Too many WebSockets of this address have not sent connection_init'],
  'all is full': ['503 Service Unavailable', 'Too many WebSockets have not sent connection_init'],
}
/** By then each of them has said whose it is, or is closed. */
const WAITING_RETRY_S = 3

/** graphql-transport-ws on /graphql. Who calls is told by `connection_init` or by the upgrade's own headers. */
export function createGraphqlSocket(deps: SocketDeps) {
  const byKey = createSocketsByKey(deps.goodKeys, (socket) => socket.close(CloseCode.Forbidden, 'Forbidden'))
  const keyCheck = setInterval(
    () => void byKey.check().catch((err) => deps.log.error({ err }, 'the keys of sockets could not be checked')),
    deps.keyCheckMs,
  )
  keyCheck.unref()
  const sockets = serveSockets({ letIn, run, gone: byKey.remove }, deps.log)
  return { upgrade, close }

  function close(): Promise<void> {
    clearInterval(keyCheck)
    return sockets.close()
  }

  async function letIn(socket: TransportSocket, params: Readonly<Record<string, unknown>> | undefined): Promise<boolean> {
    const { upgraded } = socket
    upgraded.authorization = given(params) ?? upgraded.authorization
    const viewer = await findViewer(deps, upgraded)
    if (!viewer) return false
    if (!byKey.add(viewer, socket)) {
      socket.close(TOO_MANY, 'Too many sockets of one key')
      return false
    }
    giveBackPlace(socket)
    return true
  }

  async function run(socket: TransportSocket, payload: SubscribePayload): Promise<Ran> {
    // Before anything is waited for, or a socket that is closed meanwhile would leave it running.
    const { signal } = (socket.abort ??= new AbortController())
    // Asked again for each operation: a key may have been revoked since the socket was opened.
    const viewer = await findViewer(deps, socket.upgraded)
    if (!viewer) {
      socket.close(CloseCode.Forbidden, 'Forbidden')
      return [new GraphQLError('Forbidden')]
    }
    const prepared = await prepare(deps, viewer, signal, payload)
    return Array.isArray(prepared) ? prepared : execute(prepared)
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
    sockets.upgrade(request, socket, head, { authorization, session: sessionIn(cookie), address, leave })
  }
}

function giveBackPlace({ upgraded, connection }: TransportSocket): void {
  const { leave } = upgraded
  if (!leave) return
  connection.off('close', leave)
  leave()
  upgraded.leave = undefined
}

/** What `connection_init` brought; it goes before the upgrade's own headers. */
function given(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const authorization = params?.authorization ?? params?.Authorization
  return authorization === undefined || authorization === null ? undefined : String(authorization)
}

async function findViewer(deps: SocketDeps, upgraded: Upgraded): Promise<Viewer | null> {
  const viewer = await findByKeyOrSession(deps, upgraded)
  return viewer && { ...viewer, address: upgraded.address }
}

async function findByKeyOrSession(deps: SocketDeps, { authorization, session, address }: Upgraded): Promise<Viewer | null> {
  if (authorization === undefined) return findBySession(deps, session)
  const key = bearerKey(authorization)
  const viewer = key === undefined ? null : await deps.viewerOfKey(key)
  if (key !== undefined && !viewer) deps.unknownKey(key, address)
  return viewer
}

function sessionIn(cookie: string | undefined): string | undefined {
  return readCookie(cookie, SESSION_COOKIE)
}

async function findBySession(deps: SocketDeps, session: string | undefined): Promise<Viewer | null> {
  return session === undefined ? null : deps.viewerOfSession(session)
}

interface Prepared extends ExecutionArgs {
  contextValue: object
  enveloped: { execute: typeof graphqlExecute; subscribe: typeof graphqlSubscribe }
}

/** An operation that may be executed; errors: it may not. */
async function prepare(
  deps: SocketDeps,
  viewer: Viewer,
  signal: AbortSignal,
  params: SubscribePayload,
): Promise<Prepared | GraphQLError[]> {
  const { schema, contextFactory, parse, validate, ...enveloped } = deps.yoga.getEnveloped({ viewer, signal, params } as never)
  try {
    await deps.keyLimit.take(viewer)
    const document = parse(params.query)
    const errors = validate(schema, document)
    if (errors.length > 0) return errors.map(withoutStatus)
    const { operationName, variables: variableValues } = params
    return { schema, document, operationName, variableValues, contextValue: await contextFactory(), enveloped } as Prepared
  } catch (error) {
    return [withoutStatus(maskError(error, deps.log))]
  }
}

async function execute({ enveloped, ...args }: Prepared): Promise<Ran> {
  const { document, operationName, contextValue } = args
  const operation = getOperationAST(document, operationName)
  if (!operation) return [new GraphQLError('Unable to identify operation')]
  if (operation.operation !== 'subscription') return enveloped.execute(args)
  const result = await enveloped.subscribe(args)
  if ('errors' in result) return { ...result, errors: result.errors?.map(withoutStatus) }
  return subscriptionOf(contextValue) ?? (result as AsyncIterable<ExecutionResult>)
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
