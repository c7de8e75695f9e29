import { LRUCache } from 'lru-cache'
import { RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible'
import type { Logger } from '../../log.ts'
import { connectToAsk, PAUSE_MS } from '../redis.ts'
import { createBlocked } from './blocked.ts'
import type { Limiter } from './limiter.ts'
import { createMemoryLimiter } from './memory.ts'

const MAX_LIMITS = 1000

/** Fixed windows in Redis, or Valkey, for all servers together; in this process while it cannot be reached. */
export function createRedisLimiter(url: string, log: Logger, now: () => number = Date.now): Limiter & { close(): Promise<void> } {
  const client = connectToAsk(url, { keyPrefix: 'hookline:' })
  const byLimit = new LRUCache<string, RateLimiterRedis>({ max: MAX_LIMITS })
  const alone = createMemoryLimiter(now)
  const blocked = createBlocked(now)
  let pausedUntilMs = 0
  let isReached = true
  client.on('error', (error) => fail(error))
  client.on('ready', recover)

  return { count, blockedForS, close }

  async function count(name: string, limit: number, windowS = 60): Promise<number> {
    if (now() < pausedUntilMs) return alone.count(name, limit, windowS)
    try {
      const { remainingPoints, msBeforeNext } = await limiterFor(limit, windowS).consume(name)
      recover()
      if (remainingPoints === 0) blocked.set(name, msBeforeNext)
      return 0
    } catch (exceeded) {
      if (!(exceeded instanceof Error)) return blocked.set(name, (exceeded as RateLimiterRes).msBeforeNext)
      fail(exceeded)
      return alone.count(name, limit, windowS)
    }
  }

  function limiterFor(points: number, duration: number): RateLimiterRedis {
    const key = `${points}/${duration}`
    let limiter = byLimit.get(key)
    if (!limiter) byLimit.set(key, (limiter = new RateLimiterRedis({ storeClient: client, keyPrefix: `limit:${key}`, points, duration })))
    return limiter
  }

  function blockedForS(name: string): number {
    return Math.max(blocked.forS(name), alone.blockedForS(name))
  }

  function fail(error: Error): void {
    pausedUntilMs = now() + PAUSE_MS
    if (isReached) log.warn({ reason: error.message }, 'Redis cannot be reached: each server counts for itself')
    isReached = false
  }

  function recover(): void {
    if (!isReached) log.info('Redis is reached again: limits are counted together')
    isReached = true
    pausedUntilMs = 0
  }

  async function close(): Promise<void> {
    client.disconnect()
  }
}
