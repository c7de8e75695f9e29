import { StorageUnavailable } from './database.ts'

// These bound what may wait.
const MAX_BATCH = 1024
const MAX_WAITING = 20_000
const MAX_WAITING_BYTES = 256 * 1024 * 1024

interface QueueOptions<Unit, Outcome> {
  /** So many batches may be stored at the same time. */
  maxInFlight: number
  /** Stores a batch; answers what became of each unit, an error where it failed. */
  store(batch: readonly Unit[]): Promise<(Outcome | Error)[]>
  /** Told after those who wait for the units. */
  stored?(batch: readonly Unit[], outcomes: readonly (Outcome | Error)[]): void
}

interface UnitQueue<Unit, Outcome> {
  /** `bytes`: about how much memory the unit holds, if that is much. */
  add(unit: Unit, bytes?: number): Promise<Outcome>
  /** Settled once nothing is on its way. */
  idle(): Promise<void>
  /** Nothing is taken any more; what waits fails. */
  breakDown(reason: string): void
  trouble(): string | null
}

interface Waiting<Unit, Outcome> {
  unit: Unit
  bytes: number
  resolve(outcome: Outcome): void
  reject(error: Error): void
}

/** Collects units for one turn, has them stored together, and lets the next batch gather meanwhile. */
export function createUnitQueue<Unit, Outcome>({ maxInFlight, store, stored }: QueueOptions<Unit, Outcome>): UnitQueue<Unit, Outcome> {
  let waiting: Waiting<Unit, Outcome>[] = []
  let waitingBytes = 0
  const inFlight = new Set<Waiting<Unit, Outcome>[]>()
  let armed = false
  let broken: string | null = null
  let whenIdle: (() => void)[] = []

  return { add, idle, breakDown, trouble: () => broken }

  function add(unit: Unit, bytes = 0): Promise<Outcome> {
    if (broken) return Promise.reject(new StorageUnavailable(broken))
    if (waiting.length >= MAX_WAITING || waitingBytes > MAX_WAITING_BYTES)
      return Promise.reject(new StorageUnavailable('too many writes are waiting'))
    waitingBytes += bytes
    return new Promise((resolve, reject) => {
      waiting.push({ unit, bytes, resolve, reject })
      arm()
    })
  }

  function arm(): void {
    if (armed || inFlight.size >= maxInFlight || waiting.length === 0) return
    armed = true
    setImmediate(send)
  }

  function send(): void {
    armed = false
    const batch = waiting.splice(0, MAX_BATCH)
    if (batch.length === 0) return
    for (const { bytes } of batch) waitingBytes -= bytes
    inFlight.add(batch)
    const units = batch.map(({ unit }) => unit)
    void store(units).then((outcomes) => settle(batch, units, outcomes))
    arm()
  }

  function settle(batch: Waiting<Unit, Outcome>[], units: readonly Unit[], outcomes: readonly (Outcome | Error)[]): void {
    // After a breakdown they have failed already.
    if (!inFlight.delete(batch)) return
    arm()
    for (const [index, { resolve, reject }] of batch.entries()) {
      const outcome = outcomes[index]!
      if (outcome instanceof Error) reject(outcome)
      else resolve(outcome)
    }
    stored?.(units, outcomes)
    if (inFlight.size === 0 && waiting.length === 0) for (const resume of whenIdle.splice(0)) resume()
  }

  function breakDown(reason: string): void {
    broken = reason
    for (const { reject } of [...inFlight].flat().concat(waiting)) reject(new StorageUnavailable(reason))
    inFlight.clear()
    waiting = []
    for (const resume of whenIdle.splice(0)) resume()
  }

  function idle(): Promise<void> {
    if (inFlight.size === 0 && waiting.length === 0) return Promise.resolve()
    return new Promise((resolve) => {
      whenIdle = [...whenIdle, resolve]
    })
  }
}
