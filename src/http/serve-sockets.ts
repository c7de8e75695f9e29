import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { CloseCode, handleProtocols, type Server } from 'graphql-ws'
import { type RawData, type ServerOptions, type WebSocket, WebSocketServer } from 'ws'
import type { SocketExtra } from '../graphql/live/websocket.ts'
import type { Logger } from '../log.ts'
import { isDeepText } from '../providers/payload.ts'
import { cutSocketWhenStalled } from './slow-readers.ts'

/** Larger frames close the socket with 1009: an operation and its variables are small. */
const MAX_FRAME_BYTES = 64 * 1024
/** A socket that has not answered a ping when the next is due is given up. */
const PING_MS = 12_000
/** How long a client may take to confirm a close before its connection is cut. */
const CLOSE_TIMEOUT_MS = 5000
/** RFC 6455's registry: "Service Restart". Clients come back, and resume by their cursors. */
const RESTART = 1012

/** Runs the graphql-transport-ws protocol on sockets; as graphql-ws's own `useServer`, but that what goes wrong is logged. */
export function serveSockets(protocol: Server<SocketExtra>, log: Logger) {
  // Its types do not know closeTimeout yet: https://github.com/websockets/ws/blob/master/doc/ws.md
  const options: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols,
    closeTimeout: CLOSE_TIMEOUT_MS,
  }
  const sockets = new WebSocketServer(options)
  return { upgrade, close }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    sockets.handleUpgrade(request, socket, head, (client) => serve(client, request))
  }

  function serve(socket: WebSocket, request: IncomingMessage): void {
    const stopPinging = ping(socket)
    cutSocketWhenStalled(socket, request.socket, log)
    // What the client broke in the protocol; ws closes the socket with the code that says so.
    socket.on('error', (err) => log.info({ err: err.message }, 'a socket was closed for an error'))
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
      { socket, request },
    )
    socket.once('close', (code, reason) => {
      stopPinging()
      closed(code, String(reason)).catch((err: unknown) => log.error({ err }, 'a socket could not be tidied up'))
    })
  }

  function fail(socket: WebSocket, err: unknown): void {
    log.error({ err }, 'a message on a socket failed')
    socket.close(CloseCode.InternalServerError, 'Internal server error')
  }

  async function close(): Promise<void> {
    for (const client of sockets.clients) client.close(RESTART, 'Restarting')
    await new Promise((resolve) => sockets.close(resolve))
  }
}

function ping(socket: WebSocket): () => void {
  let answered = true
  socket.on('pong', () => (answered = true))
  const timer = setInterval(() => {
    // One that is not read cannot have its answer heard.
    if (!answered && !socket.isPaused) return socket.terminate()
    answered = false
    socket.ping()
  }, PING_MS)
  return () => clearInterval(timer)
}
