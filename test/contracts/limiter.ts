import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Limiter } from '../../src/backends/limiter/limiter.ts'

/** What every limiter keeps to. */
export function describeLimiter(open: () => Promise<Limiter>): void {
  describe('a limiter', () => {
    it('lets as many through as its limit says, then tells how long to wait', async () => {
      const limiter = await open()
      const name = randomUUID()

      const waits: number[] = []
      for (let i = 0; i < 5; i++) waits.push(await limiter.count(name, 3))

      expect(waits.slice(0, 3)).toEqual([0, 0, 0])
      expect(waits[3]).toBeGreaterThan(50)
      expect(waits[4]).toBeLessThanOrEqual(60)
    })

    it('says without counting whose window is used up', async () => {
      const limiter = await open()
      const [name, other] = [randomUUID(), randomUUID()]

      await limiter.count(name, 2)
      const before = limiter.blockedForS(name)
      await limiter.count(name, 2)

      expect(before).toBe(0)
      expect(limiter.blockedForS(name)).toBeGreaterThan(50)
      expect(limiter.blockedForS(other)).toBe(0)
    })

    it('begins anew when the window has passed', async () => {
      const limiter = await open()
      const name = randomUUID()
      await limiter.count(name, 1, 1)
      expect(await limiter.count(name, 1, 1)).toBe(1)

      await expect.poll(() => limiter.blockedForS(name), { timeout: 3000 }).toBe(0)

      expect(await limiter.count(name, 1, 1)).toBe(0)
    })

    it('counts names, and limits of one name, apart', async () => {
      const limiter = await open()
      const name = randomUUID()
      await limiter.count(name, 1)

      expect(await limiter.count(name, 5)).toBe(0)
      expect(await limiter.count(randomUUID(), 1)).toBe(0)
    })

    it('counts each of many that come at once', async () => {
      const limiter = await open()
      const name = randomUUID()

      const waits = await Promise.all(Array.from({ length: 200 }, () => limiter.count(name, 50)))

      expect(waits.filter((wait) => wait === 0)).toHaveLength(50)
    })
  })
}
