/** How long deliveries took, from the arrival of their headers to the answer that was given after the commit. */
export interface Latencies {
  /** When the first of them could have been noted. */
  readonly since: Date
  /** Notes one that has been answered. Both times are of performance.now(). */
  note(beganMs: number, endedMs: number): void
  /** Of those that were answered in the minutes (since 1970) from `from` on, up to and without `to`. */
  read(from: number, to: number): Latency
}

/** Null: there was none. Each is rounded up to the end of its step, by a fifth at most. */
export interface Latency {
  count: number
  p50Ms: number | null
  p95Ms: number | null
  p99Ms: number | null
}

const MINUTE_MS = 60_000
const KEPT_MINUTES = 7 * 24 * 60
/** Step 0 goes to 0.1 ms, each further one a fourth of a doubling on, the last but one to 37 s; nothing takes longer than a request may. */
const FIRST_STEP_MS = 0.1
const STEPS_PER_DOUBLING = 4
const STEPS = 76

/** One histogram for each of the last 10,080 minutes: 3 MB, of which the system gives what was written to. It is gone with the process. */
export function createLatencies(): Latencies {
  const counts = new Uint32Array(KEPT_MINUTES * STEPS)
  /** Which minute stands at a place of the ring. */
  const minutes = new Float64Array(KEPT_MINUTES)
  return { since: new Date(), note, read }

  function note(beganMs: number, endedMs: number): void {
    const minute = Math.floor((performance.timeOrigin + endedMs) / MINUTE_MS)
    const place = minute % KEPT_MINUTES
    if (minutes[place] !== minute) take(place, minute)
    counts[place * STEPS + stepOf(endedMs - beganMs)]!++
  }

  function take(place: number, minute: number): void {
    minutes[place] = minute
    counts.fill(0, place * STEPS, (place + 1) * STEPS)
  }

  function read(from: number, to: number): Latency {
    const sums = new Array<number>(STEPS).fill(0)
    for (let minute = from; minute < to; minute++) {
      const place = minute % KEPT_MINUTES
      if (minutes[place] === minute) for (let step = 0; step < STEPS; step++) sums[step]! += counts[place * STEPS + step]!
    }
    return toLatency(sums)
  }
}

function stepOf(ms: number): number {
  if (ms <= FIRST_STEP_MS) return 0
  return Math.min(STEPS - 1, Math.ceil(Math.log2(ms / FIRST_STEP_MS) * STEPS_PER_DOUBLING))
}

function toLatency(sums: readonly number[]): Latency {
  const count = sums.reduce((sum, one) => sum + one, 0)
  const at = (part: number) => (count === 0 ? null : endOfStep(stepAt(sums, Math.ceil(count * part))))
  return { count, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
}

/** The step in which the nth of all lies, shortest first. */
function stepAt(sums: readonly number[], nth: number): number {
  let passed = 0
  return sums.findIndex((sum) => (passed += sum) >= nth)
}

function endOfStep(step: number): number {
  return Number((FIRST_STEP_MS * 2 ** (step / STEPS_PER_DOUBLING)).toPrecision(3))
}
