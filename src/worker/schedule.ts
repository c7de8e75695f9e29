const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/**
 * How long after the try before it each try is made, in milliseconds; Standard Webhooks' own schedule:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability
 */
const SCHEDULE_MS = [0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]
const JITTER = 0.2
/** Nobody is waited for longer, whatever their Retry-After says. */
const MAX_RETRY_AFTER_MS = 24 * HOUR
/** How long a lane waits where it was not said. */
const DEFAULT_PAUSE_MS = MINUTE

/** When the next try is to be made after `tries` of them; null: that was the last. */
export function nextTryMs(tries: number, nowMs: number, retryAfterMs: number | null, random = Math.random): number | null {
  const waitMs = SCHEDULE_MS[tries]
  if (waitMs === undefined) return null
  const jittered = waitMs * (1 - JITTER + 2 * JITTER * random())
  return nowMs + Math.round(Math.max(jittered, Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS)))
}

/** Until when everything that goes the same way waits. */
export function pauseUntilMs(nowMs: number, retryAfterMs: number | null): number {
  return nowMs + Math.min(retryAfterMs ?? DEFAULT_PAUSE_MS, MAX_RETRY_AFTER_MS)
}
