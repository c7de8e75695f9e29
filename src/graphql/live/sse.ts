import type { Plugin } from 'graphql-yoga'
import type { Hub } from './hub.ts'
import type { Message } from './message.ts'
import { flushSoon } from './slices.ts'
import { createSubscribe, subscriptionOf } from './subscribe.ts'
import type { LiveSubscription } from './subscription.ts'

/** Keeps proxies from closing a quiet stream; nginx waits 60 s: https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout */
const PING_MS = 12_000
/** What waits is handed on in pieces of about this size. */
const PIECE_BYTES = 64 * 1024
const encoder = new TextEncoder()
const PING = encoder.encode(':\n\n')
const HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' }

/** Subscriptions over HTTP: text/event-stream with the cursor as `id:`, encoded once for equal subscribers. */
export function liveOverSse(hub: Hub): Plugin {
  const subscribe = createSubscribe(hub)
  return {
    onSubscribe({ setSubscribeFn }) {
      setSubscribeFn(subscribe)
    },
    onResultProcess({ request, setResultProcessor }) {
      const subscription = subscriptionOf(request)
      if (subscription) setResultProcessor(() => respond(request, subscription), 'text/event-stream')
    },
  }
}

function respond(request: Request, subscription: LiveSubscription): Response {
  if (!/text\/event-stream|\*\/\*/.test(request.headers.get('accept') ?? '*/*')) {
    subscription.end()
    const error = {
      message: 'A subscription is answered as text/event-stream (or over a WebSocket)',
      extensions: { code: 'NOT_ACCEPTABLE' },
    }
    return Response.json({ errors: [error] }, { status: 406 })
  }
  if (request.signal.aborted) subscription.end()
  request.signal.addEventListener('abort', () => subscription.end())
  return new Response(stream(subscription), { headers: HEADERS })
}

/** The stream of one subscriber. What it has not taken waits here and not in the stream, so that it can be dropped. */
function stream(subscription: LiveSubscription): ReadableStream<Uint8Array> {
  let controller!: ReadableStreamDefaultController<Uint8Array>
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  /** The reader has asked and got nothing. */
  let asked = false
  const soon = { flush: pull }
  const ping = setInterval(() => waiting.length === 0 && send(PING), PING_MS)

  return new ReadableStream<Uint8Array>({ start, pull, cancel }, { highWaterMark: 0 })

  function start(made: ReadableStreamDefaultController<Uint8Array>): void {
    controller = made
    send(PING)
    subscription.attach({ send: (message) => send(toSse(message)), bufferedBytes: () => waitingBytes, close: drop })
    void subscription.next().then(finish)
  }

  function send(chunk: Uint8Array): void {
    waiting.push(chunk)
    waitingBytes += chunk.length
    if (!asked) return
    asked = false
    // Later, so that messages which are made together go on together.
    flushSoon(soon)
  }

  function pull(): void {
    if (waiting.length === 0) asked = true
    else controller.enqueue(takePiece())
  }

  function takePiece(): Uint8Array {
    let count = 0
    let bytes = 0
    while (count < waiting.length && (count === 0 || bytes + waiting[count]!.length <= PIECE_BYTES)) bytes += waiting[count++]!.length
    waitingBytes -= bytes
    const taken = waiting.splice(0, count)
    return count === 1 ? taken[0]! : Buffer.concat(taken, bytes)
  }

  function cancel(): void {
    drop()
    subscription.end()
  }

  function drop(): void {
    waiting = []
    waitingBytes = 0
  }

  /** Without a `complete`: a live stream has no end, and the client is to come back with its cursor. */
  function finish(): void {
    clearInterval(ping)
    try {
      while (waiting.length > 0) controller.enqueue(takePiece())
      controller.close()
    } catch {
      // The client has gone already.
    }
  }
}

function toSse(message: Message): Uint8Array {
  message.sse ??= encoder.encode(`id: ${message.cursor}\nevent: next\ndata: ${message.json}\n\n`)
  return message.sse
}
