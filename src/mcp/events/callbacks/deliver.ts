import type { Feed } from '../../../backends/feed/feed.ts'
import { decodeCursor } from '../../../model/cursor.ts'
import { startRounds } from '../../../model/rounds.ts'
import { type Callback, readDue } from './callback.ts'
import { createPlaces } from './places.ts'
import { createTeller, type TellerDeps } from './tell.ts'

interface Deps extends Omit<TellerDeps, 'places' | 'signal'> {
  feed: Feed
}

export interface CallbackDeliveries {
  wake(): void
  close(): Promise<void>
}

const SWEEP_MS = 2000
/** Commits that follow on each other closely are looked for together. */
const PACE_MS = 50
const MAX_AT_ONCE = 50
/** So that receivers of one key that hang leave room for the others. */
const MAX_OF_KEY_AT_ONCE = 10
/** A callback for which nothing happens has its key looked at this often. */
const LOOK_MS = 30_000

/** Tells clients' URLs what has happened, each in order and one message at a time; a slow one holds up no other. */
export function startCallbackDeliveries(deps: Deps): CallbackDeliveries {
  const { feed } = deps
  const { db, log, now } = deps.registry
  const underWay = new Map<string, { keyId: string; done: Promise<void> }>()
  const places = createPlaces(now)
  const closing = new AbortController()
  const teller = createTeller({ ...deps, places, signal: closing.signal })
  const rounds = startRounds({ everyMs: SWEEP_MS, round: look, failed: (err) => log.error({ err }, 'callbacks could not be looked for') })
  let isCrowded = false
  let pace: NodeJS.Timeout | undefined
  const unlisten = feed.listen(() => {
    pace ??= setTimeout(wakeNow, PACE_MS)
  })
  return { wake: rounds.wake, close }

  function wakeNow(): void {
    pace = undefined
    rounds.wake()
  }

  async function look(): Promise<boolean> {
    places.forgetOld()
    const due = await readDue(db, now())
    const waiting = due.filter((callback) => !underWay.has(callback.id) && isWaiting(callback))
    waiting.sort((one, other) => places.of(one).lookedAtMs - places.of(other).lookedAtMs)
    const left = waiting.filter((callback) => !hasBegun(callback))
    isCrowded = left.length > 0
    return false
  }

  /** Something has happened that it has not been looked at for, or its time or its key may be at an end. */
  function isWaiting(callback: Callback): boolean {
    const { cursor, lookedAtMs } = places.of(callback)
    return callback.expiresAt <= now() || now() - lookedAtMs > LOOK_MS || decodeCursor(cursor) < feed.position()
  }

  function hasBegun(callback: Callback): boolean {
    const { id, keyId } = callback
    const ofKey = [...underWay.values()].filter((one) => one.keyId === keyId).length
    if (closing.signal.aborted || underWay.size >= MAX_AT_ONCE || ofKey >= MAX_OF_KEY_AT_ONCE) return false
    const done = teller.serve(callback).then((isServed) => {
      underWay.delete(id)
      // After a failure only time starts the next.
      if (isServed && isCrowded) rounds.wake()
    })
    underWay.set(id, { keyId, done })
    return true
  }

  async function close(): Promise<void> {
    closing.abort()
    unlisten()
    clearTimeout(pace)
    await rounds.close()
    await Promise.all([...underWay.values()].map(({ done }) => done))
  }
}
