import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Queue } from '../../src/backends/queue/queue.ts'

/** What every queue keeps to. `open` gives one that is told by nobody else. */
export function describeQueue(open: () => Promise<Queue>): void {
  it('has somebody look after each hint, or after several that came together', async () => {
    const queue = await open()
    let looks = 0
    queue.work(() => void looks++)
    queue.tell()
    await expect.poll(() => looks, { timeout: 5000 }).toBe(1)
    queue.tell()
    queue.tell()
    await expect.poll(() => looks, { timeout: 5000 }).toBeGreaterThan(1)
    await wait(200)
    expect(looks).toBeLessThanOrEqual(3)
  })

  it('is not minded by who tells after its end', async () => {
    const queue = await open()
    queue.work(() => {})
    await queue.close()
    expect(() => queue.tell()).not.toThrow()
  })
}
