/** Memory that is handed to the writer's thread and comes back, in the order in which it was taken. */
export interface Slabs {
  /** At least so many bytes. */
  take(bytes: number): Uint8Array<SharedArrayBuffer>
  /** The oldest that is out is free again. */
  giveBack(): void
}

const FIRST_BYTES = 256 * 1024
/** What is larger is made for once and let go of: a few large bodies are no reason to keep so much for ever. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024

/** To make and clear a buffer for each batch would cost more than to copy the payloads into it. */
export function createSlabs(count: number): Slabs {
  const free = Array.from({ length: count }, () => new SharedArrayBuffer(FIRST_BYTES))
  const out: SharedArrayBuffer[] = []
  return {
    take(bytes) {
      const kept = free.pop()
      const slab = kept && kept.byteLength >= bytes ? kept : new SharedArrayBuffer(sizeFor(bytes))
      out.push(slab)
      return new Uint8Array(slab)
    },
    giveBack() {
      const slab = out.shift()
      if (slab) free.push(slab.byteLength > MAX_KEPT_BYTES ? new SharedArrayBuffer(FIRST_BYTES) : slab)
    },
  }
}

function sizeFor(bytes: number): number {
  return bytes > MAX_KEPT_BYTES ? bytes : 2 ** Math.ceil(Math.log2(Math.max(bytes, FIRST_BYTES)))
}
