const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 15_000

/** Ends early when the signal does. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done)
  })
}

/** Waits that double from a quarter of a second to 15 s, each cut by a random part, so that clients do not come back all at once. */
export function createWaits() {
  let waitMs = FIRST_WAIT_MS
  return { next, reset }

  /** @param leastSeconds what the server has asked for */
  function next(leastSeconds = 0): number {
    const ms = waitMs * (0.5 + Math.random() / 2)
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
    return Math.max(ms, leastSeconds * 1000)
  }

  function reset(): void {
    waitMs = FIRST_WAIT_MS
  }
}

/** A signal of one's own that ends with any of several others. `end` it when it is no longer needed. */
export interface Link {
  signal: AbortSignal
  abort(reason?: unknown): void
  /** Lets go of the others, and ends the signal. */
  end(): void
}

export function link(...others: (AbortSignal | undefined)[]): Link {
  const controller = new AbortController()
  const follow = () => controller.abort(others.find((other) => other?.aborted)?.reason)
  for (const other of others) other?.addEventListener('abort', follow)
  if (others.some((other) => other?.aborted)) follow()
  return { signal: controller.signal, abort: (reason) => controller.abort(reason), end }

  function end(): void {
    for (const other of others) other?.removeEventListener('abort', follow)
    controller.abort()
  }
}

export interface Deadline extends Pick<Link, 'signal' | 'end'> {
  /** Begins the time anew. */
  extend(): void
  /** Stops the clock until `extend`. */
  pause(): void
}

/** A signal that ends with another one, or when `ms` have gone by. `end` it when it is no longer needed. */
export function createDeadline(ms: number, outer?: AbortSignal): Deadline {
  const { signal, abort, end } = link(outer)
  let timer = setTimeout(timeUp, ms)
  return {
    signal,
    extend() {
      clearTimeout(timer)
      timer = setTimeout(timeUp, ms)
    },
    pause: () => clearTimeout(timer),
    end() {
      clearTimeout(timer)
      end()
    },
  }

  function timeUp(): void {
    abort(new Error(`Nothing was heard for ${ms / 1000} s`))
  }
}
