import { Redis, type RedisOptions } from 'ioredis'

/** After a failure Redis is not asked for so long, in milliseconds; tries to reach it again are no further apart. */
export const PAUSE_MS = 2000
const ANSWERS_WITHIN_MS = 250
const SETTINGS: RedisOptions = { retryStrategy: (times) => Math.min(times * 100, PAUSE_MS), connectTimeout: 5000 }

/** A connection to Redis, or Valkey, whose commands fail within 250 ms where it does not answer: whoever asks does without. */
export function connectToAsk(url: string, options: RedisOptions = {}): Redis {
  return new Redis(url, { ...SETTINGS, ...options, commandTimeout: ANSWERS_WITHIN_MS, maxRetriesPerRequest: 0, enableOfflineQueue: false })
}

/** One whose commands wait until it answers again. */
export function connectToWait(url: string): Redis {
  return new Redis(url, { ...SETTINGS, maxRetriesPerRequest: null })
}
