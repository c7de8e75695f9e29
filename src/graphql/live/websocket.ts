import type { WebSocket } from 'ws'
import type { FrameWriter } from './frames.ts'
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

/** A socket that has been opened. */
export interface Opened extends Pick<WebSocket, 'readyState' | 'OPEN' | 'bufferedAmount' | 'close'> {
  readonly frames: FrameWriter
}

/** Sends a subscription's messages straight to the connection: they are serialised once, and not once for each subscriber. */
export function attachToSocket(subscription: LiveSubscription, socket: Opened, id: string): void {
  subscription.attach(new SocketSink(socket, headFor(id)))
}

class SocketSink implements Sink {
  readonly #socket: Opened
  readonly #head: Buffer

  constructor(socket: Opened, head: Buffer) {
    this.#socket = socket
    this.#head = head
  }

  send(message: Message): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.frames.send([this.#head, bytesOf(message), TAIL])
  }

  bufferedBytes(): number {
    return this.#socket.bufferedAmount + this.#socket.frames.waitingBytes()
  }

  flush(): void {
    this.#socket.frames.flush()
  }

  /** The whole socket, before the operation ends: a client takes `complete` for the end and would not come back. */
  close(reason: CloseReason): void {
    this.#socket.close(...CLOSE[reason])
  }
}

/** Clients that count their operations all begin with the same few: those share their heads. */
const SHARED_HEADS = 1000
const MAX_SHARED_ID = 2
const heads = new Map<string, Buffer>()

function headFor(id: string): Buffer {
  const head = heads.get(id) ?? Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`)
  if (id.length <= MAX_SHARED_ID && heads.size < SHARED_HEADS) heads.set(id, head)
  return head
}

const TAIL = Buffer.from('}')

function bytesOf(message: Message): Buffer {
  message.bytes ??= Buffer.from(message.json)
  return message.bytes
}
