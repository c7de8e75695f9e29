import type { Callback } from './callback.ts'

/** Where a callback is in the feed, as this process knows it: ahead of what is stored where there was nothing to tell. */
interface Place {
  cursor: string
  /** What the row says, and since when this process knows. */
  stored: string
  storedAtMs: number
  /** When its key and what there is for it were looked at last. */
  lookedAtMs: number
}

const OLD_MS = 5 * 60 * 1000

export type Places = ReturnType<typeof createPlaces>

/** In memory: what is lost by a restart is found again in the feed. */
export function createPlaces(now: () => number) {
  const places = new Map<string, Place>()
  return { of, move, forgetOld, forget: (id: string) => places.delete(id) }

  function of({ id, cursor }: Pick<Callback, 'id' | 'cursor'>): Place {
    const place = places.get(id)
    return place?.stored === cursor ? place : { cursor, stored: cursor, storedAtMs: now(), lookedAtMs: 0 }
  }

  /** It was looked at, and there is nothing more for it up to here. */
  function move(callback: Pick<Callback, 'id' | 'cursor'>, cursor: string): Place {
    const place = { ...of(callback), cursor, lookedAtMs: now() }
    places.set(callback.id, place)
    return place
  }

  /** Those of callbacks that clients have ended. One that waits long for its next try is where its row says. */
  function forgetOld(): void {
    const oldMs = now() - OLD_MS
    for (const [id, { lookedAtMs }] of places) if (lookedAtMs < oldMs) places.delete(id)
  }
}
