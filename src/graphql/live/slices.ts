import { SLICE_MS } from './pace.ts'

/** Has something to write. */
export interface Due {
  flush(): void
}

/** First in, first out: whoever is flushed is let go of, and may be due again behind the others. */
const due = new Set<Due>()
let isScheduled = false

/**
 * Flushes it after this turn, with all others that are due. To write to a socket takes about 10 µs: thousands are written in slices,
 * between which everything else of the process goes on.
 */
export function flushSoon(one: Due): void {
  due.add(one)
  if (!isScheduled) process.nextTick(flushSlice)
  isScheduled = true
}

function flushSlice(): void {
  const endsAtMs = performance.now() + SLICE_MS
  try {
    for (const one of due) {
      due.delete(one)
      one.flush()
      if (performance.now() >= endsAtMs) break
    }
  } finally {
    // Also where one has failed: the others are not its business.
    isScheduled = due.size > 0
    if (isScheduled) setImmediate(flushSlice)
  }
}
