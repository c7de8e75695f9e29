import { setImmediate } from 'node:timers/promises'

/** Deliveries on their way in wait no longer than about this for messages on their way out. */
export const SLICE_MS = 2

/** Makes a pause that lets everything else of the process go on when this much time has gone by since the last. */
export function createPace(): () => Promise<void> {
  let endsAtMs = performance.now() + SLICE_MS
  return async () => {
    if (performance.now() < endsAtMs) return
    await setImmediate()
    endsAtMs = performance.now() + SLICE_MS
  }
}
