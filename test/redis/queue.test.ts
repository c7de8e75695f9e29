import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createBullQueue } from '../../src/backends/queue/bullmq.ts'
import { createMemoryQueue } from '../../src/backends/queue/memory.ts'
import type { Queue } from '../../src/backends/queue/queue.ts'
import { createLogger } from '../../src/log.ts'
import { describeQueue } from '../contracts/queue.ts'
import { startRedisServer } from './server.ts'

describe('in the process', () => describeQueue(async () => createMemoryQueue()))

describe('on Redis', () => {
  describeQueue(async () => open((await startRedisServer()).url))

  it('has one server of all look, now this one and now that, whoever tells', { timeout: 30_000 }, async () => {
    const { url } = await startRedisServer()
    const name = randomUUID()
    const looks = [0, 0]
    const sum = () => looks[0]! + looks[1]!
    const [teller] = looks.map((_, index) => {
      const queue = open(url, name)
      queue.work(() => void looks[index]!++)
      return queue
    })
    await connected()
    for (let n = 1; n <= 40; n++) {
      teller!.tell()
      await expect.poll(sum, { timeout: 5000, interval: 2 }).toBe(n)
    }
    await wait(100)
    expect(sum()).toBe(40)
    expect(Math.min(...looks)).toBeGreaterThan(0)
  })

  it('has another look for one that only tells', async () => {
    const { url } = await startRedisServer()
    const name = randomUUID()
    const [teller, other] = [open(url, name), open(url, name)]
    let looks = 0
    other.work(() => void looks++)
    await connected()
    teller.tell()
    await expect.poll(() => looks, { timeout: 1000 }).toBe(1)
  })

  it('starts without a word, and leaves nothing behind of what was told', async () => {
    const { url } = await startRedisServer()
    const lines: string[] = []
    const queue = open(url, 'quiet', lines)
    let looks = 0
    queue.work(() => void looks++)
    queue.tell()
    await connected()
    for (let n = 0; n < 20; n++) await wait(10).then(queue.tell)
    await expect.poll(() => looks, { timeout: 5000 }).toBeGreaterThan(10)
    expect(lines).toEqual([])
    const client = new Redis(url)
    onTestFinished(() => client.disconnect())
    const kept = async () => (await client.keys('bull:quiet:*')).filter((key) => /:\d+$|wait$|active$|completed$|failed$/.test(key))
    await expect.poll(kept, { timeout: 5000 }).toEqual([])
  })

  it('hears nothing of another database', async () => {
    const { url } = await startRedisServer()
    const [one, other] = [open(url), open(url)]
    let [own, foreign] = [0, 0]
    one.work(() => void own++)
    other.work(() => void foreign++)
    await connected()
    for (let n = 0; n < 10; n++) await wait(10).then(one.tell)
    await expect.poll(() => own, { timeout: 5000 }).toBe(10)
    expect(foreign).toBe(0)
  })

  it('looks for itself while Redis is away, hangs or is full, and shares again after it', { timeout: 60_000 }, async () => {
    const redis = await startRedisServer()
    const lines: string[] = []
    const name = randomUUID()
    const [teller, other] = [open(redis.url, name, lines), open(redis.url, name)]
    const looks = { own: 0, other: 0 }
    teller.work(() => void looks.own++)
    other.work(() => void looks.other++)
    await connected()
    const faults: [() => unknown, () => unknown][] = [
      [redis.pause, redis.resume],
      [redis.stop, redis.restart],
      [() => command(redis.url, 'CONFIG', 'SET', 'maxmemory', '1'), () => command(redis.url, 'CONFIG', 'SET', 'maxmemory', '0')],
    ]
    const said = (what: string) => lines.filter((line) => line.includes(what)).length
    for (const [index, [breakIt, mend]] of faults.entries()) {
      await breakIt()
      const { own } = looks
      await tellUntil(teller, () => looks.own > own, 1500)
      await mend()
      const { other: heard } = looks
      // What was told before may be heard first: the teller is to have noticed, too.
      await tellUntil(teller, () => looks.other > heard && said('is reached again') > index, 15_000)
    }
    expect(said('cannot be reached')).toBe(faults.length)
    expect(said('is reached again')).toBe(faults.length)
  })

  it('goes on at once where Redis has forgotten all', async () => {
    const { url } = await startRedisServer()
    const lines: string[] = []
    const teller = open(url, randomUUID(), lines)
    let looks = 0
    teller.work(() => void looks++)
    await connected()
    await command(url, 'FLUSHALL')
    teller.tell()
    await expect.poll(() => looks, { timeout: 1000 }).toBe(1)
    expect(lines).toEqual([])
  })

  it('ends at once while Redis hangs', async () => {
    const redis = await startRedisServer()
    const queue = open(redis.url)
    queue.work(() => {})
    await connected()
    redis.pause()
    queue.tell()
    const startedMs = performance.now()
    await queue.close()
    expect(performance.now() - startedMs).toBeLessThan(1500)
    redis.resume()
  })
})

function open(url: string, name: string = randomUUID(), lines: string[] = []): Queue {
  const log = createLogger('info', new Writable({ write: (line, _encoding, done) => done(void lines.push(String(line))) }))
  const queue = createBullQueue(url, name, log)
  onTestFinished(() => queue.close())
  return queue
}

/** Until then each looks for itself, so what is shared cannot be seen. */
const connected = () => wait(700)

async function tellUntil(queue: Queue, isSeen: () => boolean, timeout: number): Promise<void> {
  const tell = () => {
    queue.tell()
    return isSeen()
  }
  await expect.poll(tell, { timeout, interval: 100 }).toBe(true)
}

async function command(url: string, name: string, ...args: string[]): Promise<void> {
  const client = new Redis(url)
  await client.call(name, ...args)
  client.disconnect()
}
