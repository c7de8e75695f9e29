import { ExpectationFailed, type Statement, StorageUnavailable } from '../backends/database/database.ts'
import { NotFound } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { EventStatus } from '../model/event.ts'
import { startRounds } from '../model/rounds.ts'
import { type ReplayDeps, replayWaiting, waitsNoLonger } from './replay.ts'

interface Deps extends ReplayDeps {
  log: Logger
}

/** What is to be replayed. */
export interface Wanted {
  eventIds: readonly string[]
  /** Of which an event must still have one when its turn comes; null: any. */
  statuses: readonly EventStatus[] | null
}

/** Replays events in the background, oldest first. */
export interface Replays {
  /**
   * Stores that events are to be replayed, in one commit with `also`; they survive a restart from then on.
   * False: one of them waits already, and nothing was stored.
   */
  add(wanted: Wanted, also: readonly Statement[]): Promise<boolean>
  close(): Promise<void>
}

const SWEEP_MS = 5000
const PAGE = 100
const MAX_TRIES = 5

/**
 * The rows of `replays` are the truth: what was waiting when the process ended goes on at the next start. One event is read
 * and stored at a time, so that this holds one payload and a delivery never waits behind more than one replay.
 */
export function startReplays(deps: Deps): Replays {
  const { db, log } = deps
  const tries = new Map<string, number>()
  const rounds = startRounds({
    everyMs: SWEEP_MS,
    round,
    failed: (err) => log.error({ err }, 'events could not be replayed; it goes on in a while'),
  })
  return { add, close: rounds.close }

  async function add(wanted: Wanted, also: readonly Statement[]): Promise<boolean> {
    try {
      await db.write([waiting(wanted), ...also])
    } catch (error) {
      if (error instanceof ExpectationFailed) return false
      throw error
    }
    rounds.wake()
    return true
  }

  /** Where nothing of a page could be done, trying again at once would not help. */
  async function round(): Promise<boolean> {
    const page = await db.read<{ id: string }>('SELECT event_id AS id FROM replays ORDER BY event_id LIMIT ?', [PAGE])
    let done = 0
    for (const { id } of page) if (!rounds.isClosed() && (await tryOne(id))) done++
    if (done > 0) log.info({ events: done, more: page.length === PAGE }, 'waiting events were replayed')
    return done > 0 && page.length === PAGE
  }

  /** Whether the event is done with. @throws {StorageUnavailable} none can be done at the moment */
  async function tryOne(eventId: string): Promise<boolean> {
    try {
      await replayWaiting(deps, eventId)
    } catch (error) {
      if (error instanceof StorageUnavailable) throw error
      if (!mayGiveUp(eventId, error)) return false
      await db.write([waitsNoLonger(eventId)])
    }
    tries.delete(eventId)
    return true
  }

  /** What is gone will not come back; anything else is tried a few times. */
  function mayGiveUp(eventId: string, error: unknown): boolean {
    const count = (tries.get(eventId) ?? 0) + 1
    tries.set(eventId, count)
    const isLast = error instanceof NotFound || count >= MAX_TRIES
    log.error({ eventId, try: count, err: error }, isLast ? 'event is not replayed' : 'event could not be replayed')
    return isLast
  }
}

/** Expects that none of them waits yet. */
function waiting({ eventIds, statuses }: Wanted): Statement {
  return {
    sql: 'INSERT INTO replays (event_id, statuses_json) SELECT value, ? FROM json_each(?) WHERE true ON CONFLICT DO NOTHING',
    params: [statuses && JSON.stringify(statuses), JSON.stringify(eventIds)],
    expect: eventIds.length,
  }
}
