import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws'
import { type RawData, type ServerOptions, WebSocketServer } from 'ws'
import { createPace } from '../graphql/live/pace.ts'
import type { Logger } from '../log.ts'
import { isDeepText } from '../providers/payload.ts'
import { cutConnectionWhenStalled, holdBack, STALLED_MS } from './slow-readers.ts'
import { TransportSocket, type Upgraded } from './transport-socket.ts'
import { type Answering, hear } from './transport-ws.ts'

/** Larger frames close the socket with 1009: an operation and its variables are small. */
const MAX_FRAME_BYTES = 64 * 1024
/** A socket that has not answered a ping when the next is due is given up. */
const PING_MS = 12_000
/** By then a client has sent its `connection_init`. */
const INIT_MS = 3000
/** How long a client may take to confirm a close before its connection is cut. */
const CLOSE_TIMEOUT_MS = 5000
/** RFC 6455's registry: "Service Restart". Clients come back, and resume by their cursors. */
const RESTART = 1012

interface Serving extends Answering {
  /** A socket was closed. */
  gone(socket: TransportSocket): void
}

/** Runs graphql-transport-ws on sockets. */
export function serveSockets(serving: Serving, log: Logger) {
  // Its types do not know closeTimeout yet: https://github.com/websockets/ws/blob/master/doc/ws.md
  const options: ServerOptions<typeof TransportSocket> & { closeTimeout: number } = {
    WebSocket: TransportSocket,
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols,
    closeTimeout: CLOSE_TIMEOUT_MS,
  }
  const sockets = new WebSocketServer(options)
  const pings = pingAll(sockets.clients)
  const cutWhenStalled = cutConnectionWhenStalled(log)
  return { upgrade, close }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, upgraded: Upgraded): void {
    sockets.handleUpgrade(request, socket, head, (client) => serve(client, request.socket, upgraded))
  }

  function serve(socket: TransportSocket, connection: Socket, upgraded: Upgraded): void {
    socket.connection = connection
    socket.upgraded = upgraded
    // Their types have listeners of bare WebSockets.
    const events: EventEmitter = socket
    events.on('error', logError)
    events.on('close', onClose)
    connection.setTimeout(STALLED_MS)
    connection.on('timeout', cutWhenStalled)
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      socket.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable')
      return
    }
    socket.untilInit = setTimeout(closeUninitialised, INIT_MS, socket)
    events.on('message', onMessage)
    events.on('ping', onPing)
    events.on('pong', pings.answered)
  }

  function onMessage(this: TransportSocket, data: RawData): void {
    holdBack(this, this.connection)
    const text = String(data)
    if (isDeepText(text)) this.close(CloseCode.BadRequest, 'Nested too deep')
    else hear(serving, this, text).catch((err: unknown) => fail(this, err))
  }

  function onClose(this: TransportSocket): void {
    clearTimeout(this.untilInit)
    pings.forget(this)
    serving.gone(this)
    this.end().catch((err: unknown) => log.error({ err }, 'a socket could not be tidied up'))
  }

  /** What the client broke in the protocol; ws closes the socket with the code that says so. */
  function logError(err: Error): void {
    log.info({ err: err.message }, 'a socket was closed for an error')
  }

  function fail(socket: TransportSocket, err: unknown): void {
    log.error({ err }, 'a message on a socket failed')
    socket.close(CloseCode.InternalServerError, 'Internal server error')
  }

  async function close(): Promise<void> {
    pings.stop()
    for (const client of sockets.clients) client.close(RESTART, 'Restarting')
    await new Promise((resolve) => sockets.close(resolve))
  }
}

function onPing(this: TransportSocket): void {
  holdBack(this, this.connection)
}

function closeUninitialised(socket: TransportSocket): void {
  socket.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout')
}

/** One timer for all, and a pause now and then: thousands of pings in one go would hold everything else up. */
function pingAll(clients: ReadonlySet<TransportSocket>) {
  const silent = new Set<TransportSocket>()
  const timer = setInterval(() => void round(), PING_MS)
  timer.unref()
  return { answered, forget: (socket: TransportSocket) => silent.delete(socket), stop: () => clearInterval(timer) }

  function answered(this: TransportSocket): void {
    silent.delete(this)
  }

  async function round(): Promise<void> {
    const pause = createPace()
    for (const socket of [...clients]) {
      pingOne(socket)
      await pause()
    }
  }

  function pingOne(socket: TransportSocket): void {
    if (socket.readyState !== socket.OPEN) return
    // One that is not read cannot have its answer heard.
    if (silent.has(socket) && !socket.isPaused) {
      socket.terminate()
      return
    }
    silent.add(socket)
    socket.ping()
  }
}
