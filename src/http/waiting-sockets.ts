/** A browser or a proxy may bring many at once after a restart; each says who it is within 3 s, or is closed. */
const LIMITS = { perAddress: 100, inAll: 1000 }

/** WebSockets that have been opened and have not said yet whose they are. */
export interface WaitingSockets {
  /** Takes a place; answers how it is given back, which may be called twice. Or why there is none. */
  enter(address: string): (() => void) | 'address is full' | 'all is full'
}

export function createWaitingSockets({ perAddress, inAll: most } = LIMITS): WaitingSockets {
  const byAddress = new Map<string, number>()
  let inAll = 0
  return { enter }

  function enter(address: string) {
    const waiting = byAddress.get(address) ?? 0
    if (waiting >= perAddress) return 'address is full'
    if (inAll >= most) return 'all is full'
    byAddress.set(address, waiting + 1)
    inAll++
    let left = false
    return () => {
      if (left) return
      left = true
      leave(address)
    }
  }

  function leave(address: string): void {
    inAll--
    const waiting = byAddress.get(address)! - 1
    if (waiting === 0) byAddress.delete(address)
    else byAddress.set(address, waiting)
  }
}
