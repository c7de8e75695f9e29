import { describe, expect, it } from 'vitest'
import { nextTryMs, pauseUntilMs } from '../../src/worker/schedule.ts'

const NOW = Date.parse('2026-01-15T09:30:00Z')
const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000]
const middle = () => 0.5

describe('the tries of an action', () => {
  it('follow Standard Webhooks’ schedule: at once, 5 s, 5 min, … 24 h, and then no more', () => {
    const waits = Array.from({ length: 11 }, (_, tries) => nextTryMs(tries, NOW, null, middle)).map((at) => at && at - NOW)

    expect(waits).toEqual([
      0,
      5 * SECOND,
      5 * MINUTE,
      30 * MINUTE,
      ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR),
      // Ten were made.
      null,
    ])
  })

  it('are a fifth early or late, so that not all come together', () => {
    expect(nextTryMs(2, NOW, null, () => 0)).toBe(NOW + 4 * MINUTE)
    expect(nextTryMs(2, NOW, null, () => 1)).toBe(NOW + 6 * MINUTE)
    expect(new Set(Array.from({ length: 20 }, () => nextTryMs(2, NOW, null))).size).toBeGreaterThan(1)
  })

  it('come no earlier than Retry-After says, and no later than a day for it', () => {
    expect(nextTryMs(1, NOW, 90 * SECOND, middle)).toBe(NOW + 90 * SECOND)
    expect(nextTryMs(1, NOW, SECOND, middle)).toBe(NOW + 5 * SECOND)
    expect(nextTryMs(1, NOW, 0, middle)).toBe(NOW + 5 * SECOND)
    expect(nextTryMs(1, NOW, 23 * HOUR, middle)).toBe(NOW + 23 * HOUR)
    expect(nextTryMs(1, NOW, 25 * HOUR, middle)).toBe(NOW + 24 * HOUR)
    expect(nextTryMs(1, NOW, 365 * 24 * HOUR, middle)).toBe(NOW + 24 * HOUR)
  })

  it('are over after the last, whatever Retry-After says', () => {
    expect(nextTryMs(10, NOW, 90 * SECOND, middle)).toBeNull()
  })
})

describe('a provider that throttles', () => {
  it('is left alone as long as it says, at most a day; else for a minute', () => {
    expect(pauseUntilMs(NOW, 90 * SECOND)).toBe(NOW + 90 * SECOND)
    expect(pauseUntilMs(NOW, 0)).toBe(NOW)
    expect(pauseUntilMs(NOW, 48 * HOUR)).toBe(NOW + 24 * HOUR)
    expect(pauseUntilMs(NOW, null)).toBe(NOW + MINUTE)
  })
})
