import { randomUUID } from 'node:crypto'
import { connectToAsk, connectToWait, PAUSE_MS } from '../redis.ts'
import type { PubSub } from './pubsub.ts'

/** Over a channel of Redis, or Valkey. `name` tells databases apart. */
export function createRedisPubSub(url: string, name: string): PubSub {
  const sending = connectToAsk(url)
  const hearing = connectToWait(url)
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
