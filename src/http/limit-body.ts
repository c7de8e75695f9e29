import type { MiddlewareHandler } from 'hono'

/**
 * Holds bodies to a size, before anything reads them. Not Hono's own: that one makes a new request of the server's own kind
 * of request for bodies without a Content-Length, which Node refuses, so that each of them was answered 500.
 */
export function limitBody(maxBytes: number, refuse: () => Response): MiddlewareHandler {
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
