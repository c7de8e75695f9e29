import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { onTestFinished } from 'vitest'

/** Something outside of the server, on loopback, that counts who comes. */
export interface Outside {
  port: number
  /** Connections so far, also those without a request. */
  connections(): number
  /** Connections that are open. */
  open(): number
}

export interface Sink extends Outside {
  requests: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[]
}

/** The certificate of target.example, signed by itself. */
export const TARGET_CERTIFICATE = readTls('target.example.crt')

/** An HTTP server that keeps what it is asked. */
export async function startSink(answer: RequestListener = (_req, res) => void res.end('ok'), { https = false } = {}): Promise<Sink> {
  const requests: Sink['requests'] = []
  const listener: RequestListener = async (req, res) => {
    const chunks = await req.toArray()
    requests.push({ method: req.method!, url: req.url!, headers: req.headers, body: String(Buffer.concat(chunks)) })
    await answer(req, res)
  }
  const key = https ? readTls('target.example.key') : ''
  return {
    ...(await listening(https ? createHttpsServer({ key, cert: TARGET_CERTIFICATE }, listener) : createHttpServer(listener))),
    requests,
  }
}

/** A TCP server that says to each connection, once it has heard something, whatever it wants. */
export function startRaw(talk: (socket: Socket) => void): Promise<Outside> {
  return listening(
    createTcpServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => talk(socket))
    }),
  )
}

export interface TestProxy extends Outside {
  asked: { authority: string; headers: IncomingHttpHeaders }[]
}

/** A CONNECT proxy that takes every name for a port on loopback. A status other than 200 is what it refuses with. */
export async function startProxy(toPort: number, status = 200): Promise<TestProxy> {
  const asked: TestProxy['asked'] = []
  const server = createHttpServer((_req, res) => void res.writeHead(501).end())
  server.on('connect', (req, socket: Socket) => {
    asked.push({ authority: req.url!, headers: req.headers })
    if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
    const target = connect(toPort, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    target.on('error', () => socket.destroy()).pipe(socket)
    socket.on('error', () => target.destroy()).pipe(target)
  })
  return { ...(await listening(server)), asked }
}

/** A port of loopback on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function readTls(name: string): string {
  return readFileSync(path.join(import.meta.dirname, 'tls', name), 'utf8')
}

async function listening(server: Server): Promise<Outside> {
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket) => {
    connections++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { port: (server.address() as AddressInfo).port, connections: () => connections, open: () => sockets.size }
}
