import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from '../log.ts'
import { unmapped } from '../model/address-range.ts'
import type { SenderOf } from './sender.ts'
import { cutWhenStalled, STALLED_MS } from './slow-readers.ts'
import { onUpgrade, type UnderWay, type Upgrade } from './upgrades.ts'
import { faultOf, pathOf } from './well-formed.ts'

export interface ServerDeps {
  receiver(req: IncomingMessage, res: ServerResponse): void
  isDelivery(req: IncomingMessage): boolean
  /** Everything but the receiver. */
  pages(req: IncomingMessage, res: ServerResponse): void
  upgrade: Upgrade
  senderOf: SenderOf
  /** Open at once; more are closed before anything of them is read. */
  maxConnections: number
  log: Logger
}

/** How long a sender may take, in milliseconds. Node's own defaults are 60 s and 300 s, which slow senders can live on. */
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
const TIMEOUT_CHECK_MS = 1000
const KEEP_ALIVE_MS = 65_000
/** Those that find no place are told of once in this time. */
const DROPPED_LOG_MS = 60_000

/** The one HTTP server: deliveries to the receiver, the rest to the pages, each kind of broken request its own answer. */
export function createHttpServer({ receiver, isDelivery, pages, upgrade, senderOf, maxConnections, log }: ServerDeps): Server {
  const underWay: UnderWay = new WeakMap()
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      requireHostHeader: true,
    },
    serve,
  )
  // No limit by number: Node drops what is beyond it in silence. The size of all headers is limited to 16 KiB anyway.
  server.maxHeadersCount = 0
  server.timeout = STALLED_MS
  server.maxConnections = maxConnections
  server.on('drop', logDropped(maxConnections, log))
  server.on('checkExpectation', (req: IncomingMessage, res: ServerResponse) => {
    refuse(req, res, 417, 'expectation_failed', 'Only Expect: 100-continue is understood')
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => answerBroken(error, socket as Socket, log))
  server.on('upgrade', onUpgrade(server, underWay, upgrade))
  return server

  function serve(req: IncomingMessage, res: ServerResponse): void {
    // What was sent behind a request after whose answer the connection ends: https://www.rfc-editor.org/rfc/rfc9112#section-9.6
    if (underWay.get(req.socket)?.getHeader('connection') === 'close') return
    underWay.set(req.socket, res)
    cutWhenStalled(res, (socket) => cut(req, socket))
    const fault = faultOf(req)
    req.url = pathOf(req.url ?? '')
    if (fault !== null) refuse(req, res, 400, 'bad_request', fault)
    else if (isDelivery(req)) receiver(req, res)
    else pages(req, res)
  }

  function cut(req: IncomingMessage, socket: Socket): void {
    log.warn({ remoteAddress: senderOf(req), waitingBytes: socket.writableLength }, 'a connection was cut: its client reads nothing')
    socket.destroy()
  }

  function refuse(req: IncomingMessage, res: ServerResponse, status: number, code: string, message: string): void {
    log.warn({ remoteAddress: senderOf(req), status, code }, 'request refused')
    const body = errorBody(code, message)
    res.setHeader('connection', 'close')
    res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
  }
}

function logDropped(maxConnections: number, log: Logger): () => void {
  let loggedAtMs = Number.NEGATIVE_INFINITY
  return () => {
    if (performance.now() - loggedAtMs < DROPPED_LOG_MS) return
    loggedAtMs = performance.now()
    log.warn({ maxConnections }, 'connections are turned away: there are too many')
  }
}

const BROKEN: Record<string, [status: string, code: string, message: string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'headers_too_large', 'The headers are larger than 16 KiB'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Payload Too Large', 'body_too_large', 'The chunk extensions are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'request_timeout', 'The request took too long to arrive'],
}

function answerBroken(error: NodeJS.ErrnoException, socket: Socket, log: Logger): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, code, message] = BROKEN[error.code ?? ''] ?? ['400 Bad Request', 'bad_request', 'The request is not valid HTTP']
  // Its headers are not to be trusted, so behind a proxy this is the proxy.
  log.warn({ remoteAddress: unmapped(socket.remoteAddress ?? ''), status: Number(status.slice(0, 3)), code }, 'request refused')
  const body = errorBody(code, message)
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}

function errorBody(code: string, message: string): string {
  return JSON.stringify({ error: { code, message } })
}
