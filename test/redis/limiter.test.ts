import { Writable } from 'node:stream'
import { expect, it, onTestFinished } from 'vitest'
import type { Limiter } from '../../src/backends/limiter/limiter.ts'
import { createRedisLimiter } from '../../src/backends/limiter/redis.ts'
import { createLogger } from '../../src/log.ts'
import { describeLimiter } from '../contracts/limiter.ts'
import { startApp } from '../helpers/start-app.ts'
import { type RedisServer, startRedisServer } from './server.ts'

const given = process.env.TEST_REDIS_URL

describeLimiter(async () => {
  const limiter = open(given ?? (await startRedisServer()).url)
  await reached(limiter)
  return limiter
})

it('counts for all servers together', async () => {
  const { url } = await startRedisServer()
  const [one, other] = [open(url), open(url)]
  await Promise.all([one, other].map(reached))

  const waits = [await one.count('name', 3), await other.count('name', 3), await one.count('name', 3), await other.count('name', 3)]

  expect(waits.slice(0, 3)).toEqual([0, 0, 0])
  expect(waits[3]).toBeGreaterThan(50)
  expect(other.blockedForS('name')).toBeGreaterThan(50)
})

it('counts by itself while Redis is away or hangs, without keeping anybody waiting, and together again after it', {
  timeout: 30_000,
}, async () => {
  const redis = await startRedisServer()
  const log: string[] = []
  const limiter = open(redis.url, log)
  await reached(limiter)

  for (const [break_, mend] of faults(redis)) {
    await break_()
    const name = `name ${log.length}`
    const startedMs = performance.now()
    const waits: number[] = []
    for (let i = 0; i < 20; i++) waits.push(await limiter.count(name, 10))
    expect(performance.now() - startedMs).toBeLessThan(1500)
    expect(waits.filter((wait) => wait === 0)).toHaveLength(10)
    await mend()
    const lastAfterOne = async () => {
      await limiter.count('one more', 1_000_000)
      return log.at(-1)
    }
    await expect.poll(lastAfterOne, { timeout: 10_000 }).toContain('counted together')
  }
  expect(log.filter((line) => line.includes('cannot be reached'))).toHaveLength(2)
})

it('costs no delivery: a server whose Redis dies, hangs and forgets goes on', { timeout: 60_000 }, async () => {
  const redis = await startRedisServer()
  const app = await startApp({ env: { REDIS_URL: redis.url } })
  onTestFinished(() => app.close())
  const webhook = await app.createWebhook({ provider: 'CUSTOM', rateLimitPerMinute: 1000 })
  const deliver = async (number: number) => (await app.deliver(webhook, { body: JSON.stringify({ type: 'order.created', number }) })).status

  const statuses: number[] = [await deliver(0)]
  for (const [break_, mend] of faults(redis)) {
    await break_()
    for (let i = 0; i < 10; i++) statuses.push(await deliver(statuses.length))
    await mend()
    for (let i = 0; i < 10; i++) statuses.push(await deliver(statuses.length))
  }

  expect(statuses.filter((status) => status !== 202)).toEqual([])
  expect(await app.events(webhook.id, 'id')).toHaveLength(statuses.length)
  const { health } = await app.graphql('{ health { ok backends } }')
  expect(health).toMatchObject({ ok: true, backends: { limiter: 'redis' } })
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200)
})

it('is there in time for nobody: a server starts without its Redis, and says so', async () => {
  const app = await startApp({ env: { REDIS_URL: 'redis://127.0.0.1:1' } })
  onTestFinished(() => app.close())
  const webhook = await app.createWebhook({ provider: 'CUSTOM' })

  expect((await app.deliver(webhook, { body: '{"type":"order.created"}' })).status).toBe(202)
  await expect.poll(() => app.log.map(({ msg }) => msg)).toContain('Redis cannot be reached: each server counts for itself')
})

function faults(redis: RedisServer): [() => unknown, () => unknown][] {
  return [
    [redis.stop, redis.restart],
    [redis.pause, redis.resume],
  ]
}

function open(url: string, lines: string[] = []): Limiter {
  const log = createLogger('info', new Writable({ write: (line, _encoding, done) => done(void lines.push(String(line))) }))
  const limiter = createRedisLimiter(url, log)
  onTestFinished(() => limiter.close())
  return limiter
}

/** The first count may come before the connection is there. */
async function reached(limiter: Limiter): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 300))
  await limiter.count('reached', 1000)
}
