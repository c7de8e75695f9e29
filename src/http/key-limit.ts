import type { Limiter } from '../backends/limiter/limiter.ts'
import { Refused } from '../errors.ts'
import type { Viewer } from '../model/viewer.ts'

/** How often a key may ask, over every transport and with all its sessions together. */
export interface KeyLimit {
  /**
   * Counts one request, or one operation on a socket.
   * @throws {Refused} 429 `rate_limited`, with the seconds to wait
   */
  take(viewer: Viewer): Promise<void>
}

/** @param perMinute requests per key and minute; 0: without limit */
export function createKeyLimit(limiter: Limiter, perMinute: number): KeyLimit {
  return { take }

  async function take({ keyId }: Viewer): Promise<void> {
    if (perMinute === 0) return
    const retryAfterS = await limiter.count(`key ${keyId}`, perMinute)
    if (retryAfterS > 0) throw new Refused(429, 'rate_limited', `More than ${perMinute} requests in a minute`, { retryAfterS })
  }
}
