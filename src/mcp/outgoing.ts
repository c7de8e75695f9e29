/** What has been written to one answer and not been taken yet. */
export interface Outgoing {
  waitingBytes(): number
  /** Throws away what waits, and breaks the answer off. */
  drop(): void
}

/** An answer whose stream is watched: the protocol's library writes without asking how much waits. */
export function watched(): Outgoing & { watch(response: Response): Response } {
  let waiting: Uint8Array[] = []
  let bytes = 0
  let ended = false
  let wake = () => {}
  let source: ReadableStreamDefaultReader<Uint8Array> | undefined
  return { waitingBytes: () => bytes, drop, watch }

  function watch(response: Response): Response {
    if (!response.body) return response
    source = response.body.getReader()
    void take(source)
    const body = new ReadableStream<Uint8Array>({ pull, cancel: (reason) => source?.cancel(reason) }, { highWaterMark: 0 })
    return new Response(body, { status: response.status, headers: response.headers })
  }

  async function take(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        waiting.push(next.value)
        bytes += next.value.length
        wake()
      }
    } catch {
      // It was broken off.
    }
    ended = true
    wake()
  }

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    while (waiting.length === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve))
    const chunk = waiting.shift()
    if (!chunk) return controller.close()
    bytes -= chunk.length
    controller.enqueue(chunk)
  }

  function drop(): void {
    waiting = []
    bytes = 0
    void source?.cancel()
  }
}
