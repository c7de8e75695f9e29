import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
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

/** Sends a subscription's messages straight to the socket: graphql-ws would serialise each once for each subscriber. */
export function attachToSocket(subscription: LiveSubscription, { socket, request }: SocketExtra, id: string): void {
  const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`
  const sink: Sink = {
    send: ({ json }: Message) => {
      if (socket.readyState !== socket.OPEN) return
      writeTogether(request.socket)
      socket.send(`${head}${json}}`)
    },
    bufferedBytes: () => socket.bufferedAmount,
    // The whole socket, before the operation ends: a client takes `complete` for the end and would not come back.
    close: (reason) => socket.close(...CLOSE[reason]),
  }
  subscription.attach(sink)
}

const corked = new WeakSet<Socket>()

/** What is sent to a socket in one turn leaves in one system call, which costs as much as executing a message. */
function writeTogether(connection: Socket): void {
  if (corked.has(connection)) return
  corked.add(connection)
  connection.cork()
  process.nextTick(() => {
    corked.delete(connection)
    connection.uncork()
  })
}
