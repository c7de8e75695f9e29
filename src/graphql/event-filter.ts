import { type Condition, type Database, type RowSet, rowsOf, type SearchScope } from '../backends/database/database.ts'
import { matches, parseTrigger, triggersFor } from '../engine/trigger.ts'
import { InvalidInput } from '../errors.ts'
import type { EventStatus } from '../model/event.ts'
import { firstIdAt } from '../model/id.ts'
import { seesWebhook } from '../model/rights.ts'
import type { Viewer } from '../model/viewer.ts'
import type { ProviderName } from '../model/webhook.ts'
import { ALWAYS, allOf, anyOf, isIn, MAX_PAGES, withEach, withOneOf, withStatuses } from './row-pages.ts'
import type { EventRow } from './rows.ts'

/** EventFilter as resolvers get it. */
export interface EventFilter {
  webhookIds?: string[] | null
  providers?: ProviderName[] | null
  eventTypes?: string[] | null
  statuses?: EventStatus[] | null
  search?: string | null
  receivedAfter?: Date | null
  receivedBefore?: Date | null
}

/** What most events are. */
const USUAL: EventStatus = 'PROCESSED'
const MAX_SEARCH_CHARS = 500
/** Ids never run backwards, a clock that is set back does: so far may the time in an id and the event's own be apart. */
const CLOCK_SLACK_MS = 24 * 60 * 60 * 1000

/**
 * The events that a filter lets through and that the viewer may see. An empty list of a filter lets nothing through.
 * @throws {InvalidInput} on a pattern that is none, or a search that is too long
 */
export async function eventSet(db: Pick<Database, 'search' | 'read'>, filter: EventFilter, viewer: Viewer): Promise<RowSet> {
  checkFilter(filter)
  const within = { ...filter, webhookIds: webhooksOf(filter, viewer) }
  const search = filter.search?.trim()
  const set = search ? await found(db, search, within) : await listed(db, within)
  const inTime = { ...set, conditions: [...set.conditions, ...timeConditions(filter, set)] }
  return withStatuses(inTime, filter.statuses, USUAL)
}

/** Those of the filter that the viewer may see; null: all. */
function webhooksOf({ webhookIds }: EventFilter, viewer: Viewer): readonly string[] | null {
  if (webhookIds) return webhookIds.filter((id) => seesWebhook(viewer, id))
  return viewer.webhookIds.length > 0 ? viewer.webhookIds : null
}

/** The filter of one viewer. */
interface Within extends Omit<EventFilter, 'webhookIds'> {
  webhookIds: readonly string[] | null
}

async function found(db: Pick<Database, 'search'>, search: string, filter: Within): Promise<RowSet> {
  const { webhookIds, providers, eventTypes } = filter
  const set = await db.search(search, scopeOf(filter))
  const conditions = [
    ...set.conditions,
    ...(webhookIds ? [isIn('webhook_id', webhookIds)] : []),
    ...(providers ? [isIn('provider', providers)] : []),
  ]
  return eventTypes ? withTypes({ ...set, conditions }, filter) : { ...set, conditions }
}

/** As pages each of which lies in the order of an index. */
async function listed(db: Pick<Database, 'read'>, filter: Within): Promise<RowSet> {
  const { webhookIds, providers, eventTypes } = filter
  const all = rowsOf('webhook_events', 'event_id')
  const came = eventTypes && (await typesThatCame(db, filter))
  const ofWebhooks = webhookIds && !came ? withEach(all, 'webhook_id', webhookIds) : all
  const ofTypes = came ? withOneOf(all, came) : eventTypes ? withTypes(ofWebhooks, filter) : ofWebhooks
  return providers ? withEach(ofTypes, 'provider', providers) : ofTypes
}

/** Of some webhooks, the webhooks' index leads: an index of all types may hold many more. */
function withTypes(set: RowSet, { eventTypes, webhookIds }: Within): RowSet {
  const conditions = typeConditions(eventTypes!, webhookIds ? "COALESCE(event_type, '')" : 'event_type')
  if (webhookIds && conditions.length > 0) return { ...set, conditions: [...set.conditions, anyOf(conditions)] }
  return withOneOf(set, conditions)
}

/**
 * The types that patterns let through and that ever came, in all or at each webhook, from one to the next along their index: the events
 * of one type lie there in the order of a page, those of a range do not. Null: every type is let through, or they are too many.
 */
async function typesThatCame(db: Pick<Database, 'read'>, { eventTypes, webhookIds }: Within): Promise<Condition[] | null> {
  const ranges = typeConditions(eventTypes!, 'event_type')
  const places = webhookIds ? [...new Set(webhookIds)].map((id) => ({ sql: 'webhook_id = ?', params: [id] })) : [ALWAYS]
  if (ranges.some(({ params }) => params.length === 0) || ranges.length * places.length > MAX_PAGES) return null
  const came: Condition[] = []
  for (const place of places) {
    for (const { params } of ranges) {
      const [from, below] = params as [string, string?]
      for (const type of below === undefined ? [from] : await typesBetween(db, place, from, below))
        came.push(allOf([place, { sql: 'event_type = ?', params: [type] }]))
      if (came.length > MAX_PAGES) return null
    }
  }
  return came
}

/** With one bound from below, for an index is entered at one place. */
async function typesBetween({ read }: Pick<Database, 'read'>, place: Condition, from: string, below: string): Promise<string[]> {
  const least = `SELECT min(event_type) FROM webhook_events WHERE ${place.sql} AND event_type`
  const rows = await read<{ type: string | null }>(
    `WITH RECURSIVE came(type) AS (${least} >= ? AND event_type < ? UNION ALL
       SELECT (${least} > came.type AND event_type < ?) FROM came WHERE came.type IS NOT NULL)
     SELECT type FROM came LIMIT ${MAX_PAGES + 1}`,
    [...place.params, from, below, ...place.params, below],
  )
  return rows.flatMap(({ type }) => type ?? [])
}

function scopeOf({ webhookIds, providers, eventTypes, statuses }: Within): SearchScope {
  return { webhookIds, providers, eventTypes, unusual: statuses ? !statuses.includes(USUAL) : false }
}

/** @throws {InvalidInput} */
export function checkFilter({ eventTypes, search }: EventFilter): void {
  for (const [index, pattern] of (eventTypes ?? []).entries()) parseTrigger(pattern, ['where', 'eventTypes', String(index)])
  if (search && search.length > MAX_SEARCH_CHARS) {
    throw new InvalidInput([{ path: ['where', 'search'], message: `expected at most ${MAX_SEARCH_CHARS} characters` }])
  }
}

/** Whether the filter lets an event through that is at hand; `search` is not looked at. */
export function holdsFor(filter: EventFilter, event: EventRow): boolean {
  const { webhookIds, providers, statuses, eventTypes, receivedAfter, receivedBefore } = filter
  return (
    (!webhookIds || webhookIds.includes(event.webhookId)) &&
    (!providers || providers.includes(event.provider as ProviderName)) &&
    (!statuses || statuses.includes(event.status as EventStatus)) &&
    (!eventTypes || eventTypes.some((pattern) => matches(pattern, event.eventType))) &&
    (!receivedAfter || event.createdAt >= receivedAfter) &&
    (!receivedBefore || event.createdAt < receivedBefore)
  )
}

/** The types that patterns let through, without what a wider pattern says already. Each has its place in the types' index. */
function typeConditions(patterns: readonly string[], column: string): Condition[] {
  const wider = (pattern: string) => triggersFor(pattern.replace(/\*$/, 'x'))
  const apart = [...new Set(patterns)].filter((pattern) => !patterns.some((other) => other !== pattern && wider(pattern).has(other)))
  return apart.flatMap((pattern) => ofPattern(pattern, column))
}

/** `/` comes right after `.`: the range holds what begins with the type and a dot, with case. */
function ofPattern(pattern: string, column: string): Condition[] {
  if (pattern === '*') return [{ sql: `${column} IS NOT NULL`, params: [] }]
  const stem = pattern.replace(/\.\*$/, '')
  const below = { sql: `${column} >= ? AND ${column} < ?`, params: [`${stem}.`, `${stem}/`] }
  return pattern === stem ? [{ sql: `${column} = ?`, params: [stem] }, below] : [below]
}

function timeConditions({ receivedAfter, receivedBefore }: EventFilter, { bound }: RowSet): Condition[] {
  const conditions: Condition[] = []
  if (receivedAfter) {
    const ms = receivedAfter.getTime()
    conditions.push(bound('>', firstIdAt('event', ms - CLOCK_SLACK_MS)), { sql: 'created_at >= ?', params: [ms] })
  }
  if (receivedBefore) {
    const ms = receivedBefore.getTime()
    conditions.push(bound('<', firstIdAt('event', ms + CLOCK_SLACK_MS)), { sql: 'created_at < ?', params: [ms] })
  }
  return conditions
}
