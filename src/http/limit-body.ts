import type { MiddlewareHandler } from 'hono'
import { Refused } from '../errors.ts'

/**
 * Holds bodies to a size, before anything reads them. Not Hono's own: that one makes a new request of the server's own kind
 * of request for bodies without a Content-Length, which Node refuses, so that each of them was answered 500.
 * @param refuse answers what is larger; default: throws {Refused} 413 `body_too_large`
 */
export function limitBody(maxBytes: number, refuse: () => Response = () => throwTooLarge(maxBytes)): MiddlewareHandler {
  return async (c, next) => {
    const { raw } = c.req
    if (Number(c.req.header('content-length') ?? 0) > maxBytes) return refuse()
    if (c.req.header('transfer-encoding') === undefined || !raw.body) return next()
    const body = await readWithin(raw.body, maxBytes)
    if (!body) return refuse()
    c.req.raw = new Request(raw.url, { method: raw.method, headers: raw.headers, signal: raw.signal, body })
    await next()
  }
}

function throwTooLarge(maxBytes: number): never {
  throw new Refused(413, 'body_too_large', `The body is larger than ${maxBytes} bytes`)
}

/** Null: it is larger. */
async function readWithin(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Buffer<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
