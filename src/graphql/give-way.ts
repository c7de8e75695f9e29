import { setImmediate, setTimeout as wait } from 'node:timers/promises'

/** Where a turn for everything else takes longer than this, there is much else. */
const BUSY_MS = 1
/** Then everything else has so many times as long as what gives way. */
const SHARE = 10

/** Makes a pause for long work to take between its steps: everything else of the process comes first, deliveries above all. */
export function createGiveWay(): () => Promise<void> {
  let beganAtMs = performance.now()
  return async () => {
    const pausedAtMs = performance.now()
    await setImmediate()
    if (performance.now() - pausedAtMs > BUSY_MS) await wait(SHARE * (pausedAtMs - beganAtMs))
    beganAtMs = performance.now()
  }
}
