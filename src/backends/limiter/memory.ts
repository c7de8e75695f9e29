import { LRUCache } from 'lru-cache'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { createBlocked } from './blocked.ts'
import type { Limiter } from './limiter.ts'

const MAX_LIMITS = 1000

/** Fixed windows, in this process. */
export function createMemoryLimiter(now: () => number = Date.now): Limiter {
  const byLimit = new LRUCache<string, RateLimiterMemory>({ max: MAX_LIMITS })
  const blocked = createBlocked(now)
  return { count, blockedForS: blocked.forS }

  async function count(name: string, limit: number, windowS = 60): Promise<number> {
    try {
      const { remainingPoints, msBeforeNext } = await limiterFor(limit, windowS).consume(name)
      if (remainingPoints === 0) blocked.set(name, msBeforeNext)
      return 0
    } catch (exceeded) {
      if (exceeded instanceof Error) throw exceeded
      return blocked.set(name, (exceeded as RateLimiterRes).msBeforeNext)
    }
  }

  function limiterFor(points: number, duration: number): RateLimiterMemory {
    const key = `${points}/${duration}`
    let limiter = byLimit.get(key)
    if (!limiter) byLimit.set(key, (limiter = new RateLimiterMemory({ points, duration })))
    return limiter
  }
}
