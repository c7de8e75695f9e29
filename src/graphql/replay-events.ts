import { auditEntry, type Condition } from '../backends/database/database.ts'
import { InvalidInput } from '../errors.ts'
import { requireRole } from '../model/rights.ts'
import { actorOf } from '../model/viewer.ts'
import type { GraphqlContext } from './context.ts'
import { type EventFilter, eventSet } from './event-filter.ts'
import { countRows, findIds } from './row-pages.ts'

/** Of one call. */
const MAX_EVENTS = 10_000
/** Beyond it is only said that there are more. */
const MAX_COUNTED = 100_000
/** What `replayEvent` would replay, and what is not waiting for it already. */
const REPLAYABLE: Condition = {
  sql: `payload_json IS NOT NULL AND event_id NOT IN (SELECT event_id FROM replays)
    AND webhook_id IN (SELECT webhook_id FROM webhook_configs WHERE deleted_at IS NULL)`,
  params: [],
}

/**
 * Has the events of a filter replayed in the background, oldest first; answers how many. Events that wait to be replayed
 * already are not among them.
 * @throws {Forbidden}
 * @throws {InvalidInput} the filter says nothing, is none, or lets too many events through
 */
export async function replayEvents(context: GraphqlContext, where: EventFilter): Promise<{ count: number }> {
  const { viewer, receive, registry } = context
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  if (saysNothing(where)) throw new InvalidInput([{ path: ['where'], message: 'expected a filter that says which events' }])
  for (;;) {
    const eventIds = await findReplayable(context, where)
    const detail = { where, count: eventIds.length }
    const entry = auditEntry({ ...actorOf(viewer), verb: 'event.replay_many', subject: 'events', detail, atMs: registry.now() })
    // Where another call has put one of them in between, they are looked for again without it.
    if (eventIds.length === 0 || (await receive.replayEvents({ eventIds, statuses: where.statuses ?? null }, [entry])))
      return { count: eventIds.length }
  }
}

/** Null and an empty search let everything through, as what is left out. */
function saysNothing(where: EventFilter): boolean {
  return Object.values(where).every((value) => value === null || value === undefined || value === '')
}

async function findReplayable({ registry: { db }, viewer }: GraphqlContext, where: EventFilter): Promise<string[]> {
  const found = await eventSet(db, where, viewer)
  const set = { ...found, conditions: [...found.conditions, REPLAYABLE] }
  const ids = await findIds(db, set, { above: undefined, below: undefined, order: 'asc', limit: MAX_EVENTS + 1 })
  if (ids.length > MAX_EVENTS) throw tooMany(await countRows(db, set, MAX_COUNTED + 1))
  return ids
}

function tooMany(found: number): InvalidInput {
  const matching = found > MAX_COUNTED ? `more than ${MAX_COUNTED}` : found
  const message = `${matching} events match, and one call replays at most ${MAX_EVENTS}: narrow the filter, for example by receivedBefore`
  return new InvalidInput([{ path: ['where'], message }])
}
