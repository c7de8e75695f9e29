/** Work that is looked for now and then, and as soon as somebody says that there is some. */
export interface Rounds {
  /** There may be something to do; the next round at the latest would find it anyway. */
  wake(): void
  /** A round that takes its work off bit by bit asks this in between. */
  isClosed(): boolean
  /** Starts no other round, and waits for the one under way. */
  close(): Promise<void>
}

interface Options {
  /** At the latest so long after a round comes the next. */
  everyMs: number
  /** True: there was more than one round takes, and another is to follow at once. */
  round(): Promise<boolean>
  failed(error: unknown): void
}

/**
 * Rounds come one after the other, never two at once, the first one now. Who wakes while one is under way gets another
 * after it. After a failure only time starts the next: what is broken is not tried again with everything that happens.
 */
export function startRounds({ everyMs, round, failed }: Options): Rounds {
  let running: Promise<void> | null = null
  let again = false
  let isPaused = false
  let closed = false
  const timer = setInterval(onTime, everyMs)
  timer.unref()
  wake()
  return { wake, isClosed: () => closed, close }

  function onTime(): void {
    isPaused = false
    wake()
  }

  function wake(): void {
    if (closed || isPaused) return
    again = true
    running ??= go()
  }

  async function go(): Promise<void> {
    // The caller's next line comes first: what `round` uses may be made there.
    await null
    try {
      while (again && !closed) {
        again = false
        if (await round()) again = true
      }
    } catch (error) {
      isPaused = true
      failed(error)
    } finally {
      running = null
    }
  }

  async function close(): Promise<void> {
    closed = true
    clearInterval(timer)
    await running
  }
}
