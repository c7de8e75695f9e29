import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it came; the body is parsed where it is JSON or a form. */
export interface RecordedRequest {
  method: string
  /** Without the query. */
  path: string
  query: URLSearchParams
  headers: Record<string, string | undefined>
  body: unknown
}

export interface FakeAnswer {
  status: number
  headers?: Record<string, string>
  /** Text is sent as it is, everything else as JSON. */
  body?: unknown
}

/**
 * What goes wrong with a request: an answer in place of the real one; the socket closed without an answer, after the work
 * was done or before; or no answer at all.
 */
export type Fault = FakeAnswer | 'drop-after-commit' | 'drop-before-commit' | 'hang'

export interface FakeServer {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  url: string
  /** Every request, the faulty ones too, oldest first. */
  requests: RecordedRequest[]
  /** The next request fails so, or the next one that `where` says. Several are used in order. */
  failNext(fault: Fault, where?: (request: RecordedRequest) => boolean): void
  close(): Promise<void>
}

interface Planned {
  fault: Fault
  where: (request: RecordedRequest) => boolean
}

/** A provider's API on a free port of this machine; `handle` does the work and says the answer. */
export async function startFakeServer(handle: (request: RecordedRequest) => FakeAnswer | Promise<FakeAnswer>): Promise<FakeServer> {
  const requests: RecordedRequest[] = []
  const planned: Planned[] = []
  const server = createServer((incoming, response) => void serve(incoming, response))

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming)
    requests.push(request)
    const at = planned.findIndex(({ where }) => where(request))
    const fault = at === -1 ? undefined : planned.splice(at, 1)[0]?.fault
    if (fault === 'hang') return
    if (fault === 'drop-after-commit') await handle(request)
    if (fault === 'drop-after-commit' || fault === 'drop-before-commit') return void incoming.socket.destroy()
    send(response, fault ?? (await handle(request)))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    failNext: (fault, where = () => true) => void planned.push({ fault, where }),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function readRequest(incoming: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://127.0.0.1')
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, value?.toString()]))
  return {
    method: incoming.method ?? 'GET',
    path: pathname,
    query: searchParams,
    headers,
    body: parsed(text, headers['content-type'] ?? ''),
  }
}

function parsed(text: string, contentType: string): unknown {
  if (contentType.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text))
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return text
  }
}

function send(response: ServerResponse, { status, headers, body }: FakeAnswer): void {
  const isText = typeof body === 'string'
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8'
  response.writeHead(status, { 'content-type': type, ...headers })
  response.end(isText || body === undefined ? body : JSON.stringify(body))
}
