import { LRUCache } from 'lru-cache'

const MAX_NAMES = 100_000

/** Names whose window is used up, until when: to ask costs no more than a look into memory. */
export function createBlocked(now: () => number) {
  // Made with the first: it lays its room out at once, which takes as long as a tenth of a start.
  let untilMs: LRUCache<string, number> | undefined
  return { set, forS }

  /** Answers the seconds to wait. */
  function set(name: string, waitMs: number): number {
    untilMs ??= new LRUCache({ max: MAX_NAMES })
    untilMs.set(name, now() + waitMs)
    return Math.max(1, Math.ceil(waitMs / 1000))
  }

  /** 0: it may count again. */
  function forS(name: string): number {
    const until = untilMs?.get(name)
    if (until === undefined) return 0
    const waitMs = until - now()
    if (waitMs > 0) return Math.ceil(waitMs / 1000)
    untilMs?.delete(name)
    return 0
  }
}
