import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import type { PubSub } from './pubsub.ts'

const ANSWERS_WITHIN_MS = 250
/** After a failure nobody is asked for so long. */
const PAUSE_MS = 2000

/** Over a channel of Redis, or Valkey. `name` tells databases apart. */
export function createRedisPubSub(url: string, name: string): PubSub {
  const settings = { retryStrategy: (times: number) => Math.min(times * 100, PAUSE_MS), connectTimeout: 5000 }
  const sending = new Redis(url, { ...settings, commandTimeout: ANSWERS_WITHIN_MS, maxRetriesPerRequest: 0, enableOfflineQueue: false })
  const hearing = new Redis(url, { ...settings, maxRetriesPerRequest: null })
  const self = randomUUID()
  const channel = `hookline:${name}:feed`
  let listener = () => {}
  let pausedUntilMs = 0
  for (const client of [sending, hearing]) client.on('error', () => {})
  hearing.subscribe(channel).catch(() => {})
  hearing.on('message', (_, from) => from !== self && listener())
  // What was told while it was away was missed.
  hearing.on('ready', () => listener())

  return {
    async tell() {
      if (performance.now() < pausedUntilMs) throw new Error('Redis was not reached a moment ago')
      await sending.publish(channel, self).catch((error) => {
        pausedUntilMs = performance.now() + PAUSE_MS
        throw error
      })
    },
    hear(given) {
      listener = given
    },
    async close() {
      for (const client of [sending, hearing]) client.disconnect()
    },
  }
}
