import { LRUCache } from 'lru-cache'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import type { Limiter } from './limiter.ts'

const MAX_NAMES = 100_000
const MAX_LIMITS = 1000

/** Fixed windows, in this process. */
export function createMemoryLimiter(now: () => number = Date.now): Limiter {
  const byLimit = new LRUCache<string, RateLimiterMemory>({ max: MAX_LIMITS })
  const blockedUntilMs = new LRUCache<string, number>({ max: MAX_NAMES })
  return { count, blockedForS }

  async function count(name: string, limit: number, windowS = 60): Promise<number> {
    try {
      const { remainingPoints, msBeforeNext } = await limiterFor(limit, windowS).consume(name)
      if (remainingPoints === 0) blockedUntilMs.set(name, now() + msBeforeNext)
      return 0
    } catch (exceeded) {
      if (exceeded instanceof Error) throw exceeded
      const waitMs = (exceeded as RateLimiterRes).msBeforeNext
      blockedUntilMs.set(name, now() + waitMs)
      return Math.max(1, Math.ceil(waitMs / 1000))
    }
  }

  function limiterFor(points: number, duration: number): RateLimiterMemory {
    const key = `${points}/${duration}`
    let limiter = byLimit.get(key)
    if (!limiter) byLimit.set(key, (limiter = new RateLimiterMemory({ points, duration })))
    return limiter
  }

  function blockedForS(name: string): number {
    if (blockedUntilMs.size === 0) return 0
    const untilMs = blockedUntilMs.get(name)
    if (untilMs === undefined) return 0
    const waitMs = untilMs - now()
    if (waitMs > 0) return Math.ceil(waitMs / 1000)
    blockedUntilMs.delete(name)
    return 0
  }
}
