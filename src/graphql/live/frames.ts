import type { Duplex } from 'node:stream'
import { type Due, flushSoon } from './slices.ts'

// RFC 6455, 5.2: a whole text message from a server, unmasked.
const FINAL_TEXT = 0x81
const LENGTH_16 = 126
const LENGTH_64 = 127
const MAX_7_BITS = 125
const MAX_16_BITS = 0xffff

/**
 * Collects text frames for one connection and writes those of one turn together: a system call costs as much as executing a
 * message. A class, for there are as many as subscribers, and functions of each one's own are what memory goes to.
 */
export class FrameWriter implements Due {
  readonly #connection: Duplex
  #waiting: Uint8Array[] | null = null
  #bytes = 0

  constructor(connection: Duplex) {
    this.#connection = connection
  }

  /** A message of these parts, one after the other. */
  send(parts: readonly Uint8Array[]): void {
    if (!this.#waiting) flushSoon(this)
    this.#waiting ??= []
    const header = headerFor(parts.reduce((sum, part) => sum + part.length, 0))
    for (const part of [header, ...parts]) {
      this.#waiting.push(part)
      this.#bytes += part.length
    }
  }

  /** Bytes that are not written yet. */
  waitingBytes(): number {
    return this.#bytes
  }

  /** Writes at once, so that nothing that is sent by others overtakes it. */
  flush(): void {
    if (!this.#waiting) return
    const joined = Buffer.concat(this.#waiting, this.#bytes)
    this.#waiting = null
    this.#bytes = 0
    if (this.#connection.writable) this.#connection.write(joined)
  }
}

function headerFor(length: number): Buffer {
  if (length <= MAX_7_BITS) return Buffer.from([FINAL_TEXT, length])
  if (length <= MAX_16_BITS) return Buffer.from([FINAL_TEXT, LENGTH_16, length >> 8, length & 0xff])
  const header = Buffer.alloc(10)
  header.set([FINAL_TEXT, LENGTH_64])
  header.writeBigUInt64BE(BigInt(length), 2)
  return header
}
