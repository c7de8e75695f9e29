/** Whoever keeps a search index rests so many times as long as it works. */
const REST = 3
/** The same while much comes: deliveries come first. */
const BUSY_REST = 40

/**
 * Makes a look at how long to rest, as a multiple of the time that was worked. It is given a count that only grows; more than
 * `busyPerSecond` since the look before is much.
 */
export function createRest(busyPerSecond: number): (count: number) => number {
  let last = { count: 0, atMs: performance.now() }
  return (count) => {
    const before = last
    last = { count, atMs: performance.now() }
    return count - before.count > (busyPerSecond / 1000) * (last.atMs - before.atMs) ? BUSY_REST : REST
  }
}
