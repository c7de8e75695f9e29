import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as a fake has received it. */
export interface RecordedRequest {
  method: string
  /** With the query. */
  path: string
  /** Names in lower case. */
  headers: Record<string, string>
  /** JSON and forms are read; anything else is text, and null is nothing. */
  body: unknown
}

export interface FakeAnswer {
  status: number
  headers?: Record<string, string>
  /** Text is sent as it is, anything else as JSON; left out: nothing. */
  body?: unknown
}

/**
 * What happens to the next request instead of an answer: another answer, with nothing done; the work done or not done, and
 * the connection cut; or silence, with nothing done.
 */
export type Fault = FakeAnswer | 'drop-after-commit' | 'drop-before-commit' | 'hang'

export interface FakeServer {
  /** Without a slash at its end. */
  url: string
  requests: RecordedRequest[]
  /** Each call is for one request, in order. */
  failNext(fault: Fault): void
  close(): Promise<void>
}

/** A server on a free port of this machine. `handle` does what the request asks for and gives the answer. */
export async function startFakeServer(handle: (request: RecordedRequest) => FakeAnswer | Promise<FakeAnswer>): Promise<FakeServer> {
  const requests: RecordedRequest[] = []
  const faults: Fault[] = []
  const server = createServer(async (incoming, response) => {
    const request = await record(incoming)
    requests.push(request)
    const fault = faults.shift()
    if (fault === 'hang') return
    if (fault === 'drop-before-commit') return incoming.socket.destroy()
    const answer = typeof fault === 'object' ? fault : await handle(request)
    if (fault === 'drop-after-commit') return incoming.socket.destroy()
    send(response, answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    failNext: (fault) => void faults.push(fault),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function record(incoming: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
  const body = read(Buffer.concat(chunks).toString('utf8'), headers['content-type'] ?? '')
  return { method: incoming.method ?? '', path: incoming.url ?? '', headers, body }
}

function read(text: string, contentType: string): unknown {
  if (text === '') return null
  if (contentType.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text))
  return contentType.startsWith('application/json') ? JSON.parse(text) : text
}

function send(response: ServerResponse, { status, headers, body }: FakeAnswer): void {
  const isText = typeof body === 'string'
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers })
  response.end(body === undefined ? '' : isText ? body : JSON.stringify(body))
}
