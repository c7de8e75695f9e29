import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import type { Message } from './group.ts'
import type { LiveSubscription, Sink } from './subscription.ts'

/** RFC 6455's registry: "Try Again Later". The client reconnects and resumes by its cursor. */
export const TOO_SLOW = 1013

/** The `extra` that graphql-ws keeps with a connection. */
export interface SocketExtra {
  socket: WebSocket
  request: IncomingMessage
}

/** Sends a subscription's messages straight to the socket: graphql-ws would serialise each once for each subscriber. */
export function attachToSocket(subscription: LiveSubscription, { socket }: SocketExtra, id: string): void {
  const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`
  const sink: Sink = {
    send: ({ json }: Message) => {
      if (socket.readyState === socket.OPEN) socket.send(`${head}${json}}`)
    },
    bufferedBytes: () => socket.bufferedAmount,
    // The operation is not completed first: a client takes `complete` for the end and would not come back.
    tooSlow: () => socket.close(TOO_SLOW, 'Too slow: reconnect and resume'),
  }
  subscription.attach(sink)
}
