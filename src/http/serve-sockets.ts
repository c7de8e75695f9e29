import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { CloseCode, handleProtocols, type Server } from 'graphql-ws'
import { type RawData, type ServerOptions, type WebSocket, WebSocketServer } from 'ws'
import { createPace } from '../graphql/live/pace.ts'
import type { SocketExtra } from '../graphql/live/websocket.ts'
import type { Logger } from '../log.ts'
import { isDeepText } from '../providers/payload.ts'
import { cutSocketWhenStalled } from './slow-readers.ts'

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

/** What is known of a socket besides. */
export interface Waiting {
  /** Ends a socket that has not been initialised; the protocol is told to clear it. */
  untilInit?: NodeJS.Timeout | undefined
}

/**
 * Runs the graphql-transport-ws protocol on sockets; as graphql-ws's own `useServer`, but that what goes wrong is logged, and
 * that an idle socket keeps little: not its request, no timer of its own.
 */
export function serveSockets<Known extends object>(protocol: Server<SocketExtra & Known & Waiting>, log: Logger) {
  // Its types do not know closeTimeout yet: https://github.com/websockets/ws/blob/master/doc/ws.md
  const options: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols,
    closeTimeout: CLOSE_TIMEOUT_MS,
  }
  const sockets = new WebSocketServer(options)
  const pings = pingAll(sockets.clients)
  return { upgrade, close }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, known: Known): void {
    sockets.handleUpgrade(request, socket, head, (client) => serve(client, request.socket, known))
  }

  function serve(socket: WebSocket, connection: Socket, known: Known): void {
    pings.hear(socket)
    cutSocketWhenStalled(socket, connection, log)
    socket.on('error', logError)
    const extra: SocketExtra & Known & Waiting = {
      ...known,
      socket,
      connection,
      untilInit: setTimeout(closeUninitialised, INIT_MS, socket),
    }
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => new Promise((resolve) => (socket.readyState === socket.OPEN ? socket.send(text, () => resolve()) : resolve())),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (hear) =>
          socket.on('message', (data: RawData) => {
            const text = String(data)
            if (isDeepText(text)) socket.close(CloseCode.BadRequest, 'Nested too deep')
            else hear(text).catch((err: unknown) => fail(socket, err))
          }),
      },
      extra,
    )
    socket.on('close', (code, reason) => {
      clearTimeout(extra.untilInit)
      closed(code, String(reason)).catch((err: unknown) => log.error({ err }, 'a socket could not be tidied up'))
    })
  }

  /** What the client broke in the protocol; ws closes the socket with the code that says so. */
  function logError(err: Error): void {
    log.info({ err: err.message }, 'a socket was closed for an error')
  }

  function fail(socket: WebSocket, err: unknown): void {
    log.error({ err }, 'a message on a socket failed')
    socket.close(CloseCode.InternalServerError, 'Internal server error')
  }

  async function close(): Promise<void> {
    pings.stop()
    for (const client of sockets.clients) client.close(RESTART, 'Restarting')
    await new Promise((resolve) => sockets.close(resolve))
  }
}

function closeUninitialised(socket: WebSocket): void {
  socket.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout')
}

/** One timer for all, and a pause now and then: thousands of pings in one go would hold everything else up. */
function pingAll(clients: ReadonlySet<WebSocket>) {
  const silent = new Set<WebSocket>()
  const timer = setInterval(() => void round(), PING_MS)
  timer.unref()
  return { hear, stop: () => clearInterval(timer) }

  function hear(socket: WebSocket): void {
    socket.on('pong', answered)
    socket.on('close', answered)
  }

  function answered(this: WebSocket): void {
    silent.delete(this)
  }

  async function round(): Promise<void> {
    const pause = createPace()
    for (const socket of [...clients]) {
      pingOne(socket)
      await pause()
    }
  }

  function pingOne(socket: WebSocket): void {
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
