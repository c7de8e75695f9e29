import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Logger } from '../log.ts'

/**
 * How long a client may leave what waits for it untouched, in milliseconds. Node's clock of a connection starts anew whenever
 * bytes move on it; of one large write it looks only when the clock has run down, so a connection is cut after at most twice
 * this. Longer than headers may take, for those are answered 408. https://nodejs.org/api/net.html#socketsettimeouttimeout-callback
 */
export const STALLED_MS = 12_000
/** A WebSocket with more than this waiting for its client is not read until all of it is taken. */
const MAX_WAITING_BYTES = 256 * 1024

/**
 * Ends the connection of an answer of which nothing is taken. While there is nothing to take, an answer may take its time.
 * For servers whose `timeout` is `STALLED_MS`.
 */
export function cutWhenStalled(res: ServerResponse, cut: (socket: Socket) => void): void {
  res.on('timeout', (socket: Socket) => {
    if (socket.writableLength > 0) cut(socket)
  })
}

/** The same for the connection of a WebSocket: what is to hear its `timeout`, one for all of them. */
export function cutConnectionWhenStalled(log: Logger): (this: Socket) => void {
  return function cut() {
    if (this.writableLength === 0) return
    log.warn({ waitingBytes: this.writableLength }, 'a socket was cut: its client reads nothing')
    this.destroy()
  }
}

/** What its client sends counts as movement, so beyond a bound nothing of that is read. */
export function holdBack(socket: WebSocket, connection: Socket): void {
  if (socket.isPaused || connection.writableLength <= MAX_WAITING_BYTES) return
  socket.pause()
  connection.once('drain', () => socket.resume())
}
