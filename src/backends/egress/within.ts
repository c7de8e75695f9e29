import { Stopped } from './failure.ts'

/**
 * Runs `work` with a signal that aborts after `ms` milliseconds, or when `outer` does. After its end nothing aborts any more.
 * `work` has to heed the signal: it is waited for.
 */
export async function within<T>(ms: number, outer: AbortSignal, work: (run: AbortController) => Promise<T>): Promise<T> {
  const run = new AbortController()
  const follow = () => run.abort(outer.reason)
  const timer = setTimeout(() => run.abort(new Stopped(`it took longer than ${ms / 1000} s`)), ms)
  outer.addEventListener('abort', follow, { once: true })
  if (outer.aborted) follow()
  try {
    return await work(run)
  } finally {
    clearTimeout(timer)
    outer.removeEventListener('abort', follow)
  }
}

/** The result, or the signal's reason if that comes first: for work that cannot be stopped. */
export async function orAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = withResolvers()
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function withResolvers(): { promise: Promise<never>; reject(reason: unknown): void } {
  let reject!: (reason: unknown) => void
  const promise = new Promise<never>((_, no) => (reject = no))
  return { promise, reject }
}
