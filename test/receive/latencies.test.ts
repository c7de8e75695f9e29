import { describe, expect, it } from 'vitest'
import { createLatencies } from '../../src/receive/latencies.ts'

const MINUTE_MS = 60_000
/** Far enough from now that a week fits before it. */
const AT_MINUTE = 30_000_000

describe('latencies', () => {
  it('tell the middle and the ends of what was noted, rounded up by a fifth at most', () => {
    const { note, read } = noting()
    for (let ms = 1; ms <= 1000; ms++) note(AT_MINUTE, ms)

    const { count, p50Ms, p95Ms, p99Ms } = read(AT_MINUTE, AT_MINUTE + 1)

    expect(count).toBe(1000)
    for (const [found, exact] of [
      [p50Ms, 500],
      [p95Ms, 950],
      [p99Ms, 990],
    ]) {
      expect(found).toBeGreaterThanOrEqual(exact!)
      expect(found).toBeLessThanOrEqual(exact! * 1.2)
    }
  })

  it('tell nothing where nothing was noted', () => {
    const { note, read } = noting()
    note(AT_MINUTE, 3)

    expect(read(AT_MINUTE - 5, AT_MINUTE)).toEqual({ count: 0, p50Ms: null, p95Ms: null, p99Ms: null })
  })

  it('forget a minute when, a week later, another takes its place', () => {
    const { note, read } = noting()
    const weekLater = AT_MINUTE + 7 * 24 * 60
    note(AT_MINUTE, 3)
    note(weekLater, 40)
    note(weekLater, 40)

    expect(read(AT_MINUTE, AT_MINUTE + 1).count).toBe(0)
    expect(read(weekLater - 1, weekLater + 1)).toMatchObject({ count: 2, p50Ms: expect.closeTo(43, 0) })
  })

  it('take what lasts longer than any request for the longest', () => {
    const { note, read } = noting()
    note(AT_MINUTE, 10 * MINUTE_MS)
    note(AT_MINUTE, 0)

    expect(read(AT_MINUTE, AT_MINUTE + 1)).toMatchObject({ count: 2, p50Ms: 0.1, p99Ms: expect.closeTo(44_200, -3) })
  })
})

/** Notes what was answered in a minute since 1970. */
function noting() {
  const latencies = createLatencies()
  return { read: latencies.read, note }

  function note(minute: number, tookMs: number): void {
    const endedMs = minute * MINUTE_MS + 1 - performance.timeOrigin
    latencies.note(endedMs - tookMs, endedMs)
  }
}
