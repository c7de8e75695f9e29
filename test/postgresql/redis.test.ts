import { expect, it } from 'vitest'
import { deliver, openSocket, until } from '../live/helpers.ts'
import { startRedisServer } from '../redis/server.ts'
import { onDatabase, startReplicas } from './replicas.ts'

const EVENTS = 'subscription { events { kind event { id } } }'

it('tells other servers of commits over Redis, and by the database while Redis is away', { timeout: 60_000 }, async () => {
  const redis = await startRedisServer()
  const { replicas, url } = await startReplicas(2, { REDIS_URL: redis.url })
  const [one, other] = replicas as [(typeof replicas)[0], (typeof replicas)[0]]
  const webhook = await one.createWebhook()
  const listener = await onDatabase(url)
  let notices = 0
  listener.on('notification', () => notices++)
  await listener.query('LISTEN hookline_feed')
  const reader = await openSocket(other)
  reader.subscribe('1', EVENTS)
  await until(() => reader.got.get('1')?.length === 1, 'CONNECTED')
  const noticesOfOne = async () => {
    notices = 0
    await deliver(one, webhook, 1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    return notices
  }
  const heard = () => reader.got.get('1')!.length
  // The first connection to Redis takes its time.
  await expect.poll(noticesOfOne, { timeout: 10_000 }).toBe(0)

  const before = heard()
  await deliver(one, webhook, 5)
  await until(() => heard() >= before + 10, 'what was told over Redis', 700)
  expect(notices).toBe(0)

  await redis.stop()
  const meanwhile = heard()
  await deliver(one, webhook, 5)
  await until(() => heard() >= meanwhile + 10, 'what was told by the database', 3000)
  expect(notices).toBeGreaterThan(0)

  await redis.restart()
  await expect.poll(noticesOfOne, { timeout: 15_000 }).toBe(0)
})
