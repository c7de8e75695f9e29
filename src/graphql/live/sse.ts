import type { Plugin } from 'graphql-yoga'
import type { Message } from './group.ts'
import type { Hub } from './hub.ts'
import { createSubscribe, subscriptionOf } from './subscribe.ts'
import type { LiveSubscription } from './subscription.ts'

/** Keeps proxies from closing a quiet stream; nginx waits 60 s: https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout */
const PING_MS = 12_000
const encoder = new TextEncoder()
const PING = encoder.encode(':\n\n')
const HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' }

/** Subscriptions over HTTP: text/event-stream with the cursor as `id:`, one shared chunk of bytes for equal subscribers. */
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
  request.signal.addEventListener('abort', () => subscription.end())
  return new Response(stream(subscription), { headers: HEADERS })
}

function stream(subscription: LiveSubscription): ReadableStream<Uint8Array> {
  let ping: NodeJS.Timeout
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(PING)
        ping = setInterval(() => controller.enqueue(PING), PING_MS)
        subscription.attach({
          send: (message) => controller.enqueue(toSse(message)),
          bufferedBytes: () => Math.max(0, -(controller.desiredSize ?? 0)),
          tooSlow: () => subscription.end(),
        })
        void subscription.next().then(() => finish(controller))
      },
      cancel: () => subscription.end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  )

  function finish(controller: ReadableStreamDefaultController<Uint8Array>): void {
    clearInterval(ping)
    try {
      // Without a `complete`: a live stream has no end, and the client is to come back with its cursor.
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
