import type { Duplex } from 'node:stream'

// RFC 6455, 5.2: a whole text message from a server, unmasked.
const FINAL_TEXT = 0x81
const LENGTH_16 = 126
const LENGTH_64 = 127
const MAX_7_BITS = 125
const MAX_16_BITS = 0xffff

/** Collects text frames for one connection and writes those of one turn together: a system call costs as much as executing a message. */
export interface FrameWriter {
  /** A message of these parts, one after the other. */
  send(parts: readonly Uint8Array[]): void
  /** Bytes that are not written yet. */
  waitingBytes(): number
  /** Writes at once, so that nothing that is sent by others overtakes it. */
  flush(): void
}

const writers = new WeakMap<Duplex, FrameWriter>()

/** The one writer of a connection. The WebSocket library writes its own frames whole too, so they do not mix. */
export function frameWriter(connection: Duplex): FrameWriter {
  let writer = writers.get(connection)
  if (!writer) writers.set(connection, (writer = createWriter(connection)))
  return writer
}

function createWriter(connection: Duplex): FrameWriter {
  let waiting: Uint8Array[] = []
  let bytes = 0
  return { send, waitingBytes: () => bytes, flush }

  function send(parts: readonly Uint8Array[]): void {
    if (waiting.length === 0) process.nextTick(flush)
    const header = headerFor(parts.reduce((sum, part) => sum + part.length, 0))
    for (const part of [header, ...parts]) {
      waiting.push(part)
      bytes += part.length
    }
  }

  function flush(): void {
    if (waiting.length === 0) return
    const joined = Buffer.concat(waiting, bytes)
    waiting = []
    bytes = 0
    if (connection.writable) connection.write(joined)
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
