import type { Socket } from 'node:net'
import { type buildConnector, Client } from 'undici'
import { Stopped } from './failure.ts'
import type { Request } from './request.ts'
import { orAborted } from './within.ts'

export interface Answer {
  status: number
  /** Names in lower case; those that came more than once are joined by commas. */
  headers: Readonly<Record<string, string | undefined>>
  /** The answer's text up to the limit. */
  text(): Promise<string>
}

const MAX_HEADER_BYTES = 16_384
/** Answers 1xx before the answer proper; two in a row would be many. */
const MAX_INTERIM_ANSWERS = 20

/**
 * Sends the request over a connection that is there, reads the answer up to the limit, and ends the connection: one that
 * was kept could be closed by the other end in the moment of the next request, which may then have arrived or not.
 * Redirects are not followed, and nothing is decompressed.
 */
export async function exchange(socket: Socket, url: URL, request: Request, run: AbortController): Promise<Answer> {
  const { maxAnswerBytes, ...sent } = request
  const client = new Client(url.origin, { connect: handOver(socket), maxHeaderSize: MAX_HEADER_BYTES })
  try {
    const answering = client.request({
      ...sent,
      path: url.pathname + url.search,
      reset: true,
      signal: run.signal,
      onInfo: countInterim(run),
    })
    // The client heeds its signal only once it has begun to write.
    const { statusCode, headers, body } = await orAborted(run.signal, answering)
    const text = await readUpTo(
      body.on('error', () => {}),
      maxAnswerBytes,
    )
    return { status: statusCode, headers: joined(headers), text: async () => text }
  } finally {
    await client.destroy()
  }
}

/** The client asks for a second connection where the first one closes before it is used; there is none. */
function handOver(socket: Socket): buildConnector.connector {
  let given = false
  return (_options, callback) => {
    if (given) return callback(new Stopped('the connection was closed'), null)
    given = true
    // The client does not look again at what it has to do where the answer comes before its question returns.
    queueMicrotask(() => callback(null, socket))
  }
}

function countInterim(run: AbortController): () => void {
  let count = 0
  return () => {
    if (++count > MAX_INTERIM_ANSWERS) run.abort(new Stopped('it sends one interim answer after the other'))
  }
}

/** A character that the limit cuts in two is left out. */
async function readUpTo(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= maxBytes) break
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, maxBytes), { stream: true })
}

function joined(headers: Record<string, string | string[] | undefined>): Answer['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value ?? ''].flat().join(', ')]))
}
