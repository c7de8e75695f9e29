import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import { frameWriter } from './frames.ts'
import type { Message } from './message.ts'
import type { CloseReason, LiveSubscription, Sink } from './subscription.ts'

/** What a client is told; by all but the last it knows to come back and resume by its cursor. */
const CLOSE: Record<CloseReason, [code: number, reason: string]> = {
  // RFC 6455's registry: "Try Again Later".
  slow: [1013, 'Too slow: reconnect and resume'],
  failed: [1011, 'Internal error: reconnect and resume'],
  // graphql-transport-ws: "Forbidden".
  forbidden: [4403, 'Forbidden'],
}

/** The `extra` that graphql-ws keeps with a connection. */
export interface SocketExtra {
  socket: WebSocket
  request: IncomingMessage
}

/** Sends a subscription's messages straight to the connection: graphql-ws would serialise each once for each subscriber. */
export function attachToSocket(subscription: LiveSubscription, { socket, request }: SocketExtra, id: string): void {
  const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`)
  const writer = frameWriter(request.socket)
  const sink: Sink = {
    send: (message) => {
      if (socket.readyState === socket.OPEN) writer.send([head, bytesOf(message), TAIL])
    },
    bufferedBytes: () => socket.bufferedAmount + writer.waitingBytes(),
    flush: writer.flush,
    // The whole socket, before the operation ends: a client takes `complete` for the end and would not come back.
    close: (reason) => socket.close(...CLOSE[reason]),
  }
  subscription.attach(sink)
}

const TAIL = Buffer.from('}')

function bytesOf(message: Message): Buffer {
  message.bytes ??= Buffer.from(message.json)
  return message.bytes
}
