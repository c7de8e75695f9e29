import type { Value } from '../backends/database/database.ts'
import { matches, parseTrigger } from '../engine/trigger.ts'
import { InvalidInput } from '../errors.ts'
import type { EventStatus } from '../model/event.ts'
import { firstIdAt } from '../model/id.ts'
import type { Viewer } from '../model/viewer.ts'
import type { ProviderName } from '../model/webhook.ts'
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

/** A condition of a statement about webhook_events. */
export interface Condition {
  sql: string
  params: Value[]
}

const MAX_SEARCH_CHARS = 500
/** Ids never run backwards, a clock that is set back does: so far may the time in an id and the event's own be apart. */
const CLOCK_SLACK_MS = 24 * 60 * 60 * 1000

/**
 * The filter, and what the viewer may see, as SQL. An empty list of a filter lets nothing through.
 * @throws {InvalidInput} on a pattern that is none, or a search that is too long
 */
export function toConditions(filter: EventFilter, viewer: Viewer): Condition[] {
  checkFilter(filter)
  return [
    ...(viewer.webhookIds.length > 0 ? [isIn('webhook_id', viewer.webhookIds)] : []),
    ...(filter.webhookIds ? [isIn('webhook_id', filter.webhookIds)] : []),
    ...(filter.providers ? [isIn('provider', filter.providers)] : []),
    ...(filter.statuses ? [isIn('status', filter.statuses)] : []),
    ...(filter.eventTypes ? [anyOf(filter.eventTypes.map(ofType))] : []),
    ...timeConditions(filter),
    ...(filter.search ? [contains(filter.search)] : []),
  ]
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

export function isIn(column: string, values: readonly string[]): Condition {
  return values.length === 0 ? { sql: '1 = 0', params: [] } : { sql: `${column} IN (${values.map(() => '?')})`, params: [...values] }
}

/** `/` comes right after `.`: the range holds what begins with the type and a dot, by its index and with case. */
function ofType(pattern: string): Condition {
  if (pattern === '*') return { sql: '1 = 1', params: [] }
  const stem = pattern.endsWith('.*') ? pattern.slice(0, -2) : pattern
  const below = { sql: '(event_type >= ? AND event_type < ?)', params: [`${stem}.`, `${stem}/`] }
  return pattern === stem ? anyOf([{ sql: 'event_type = ?', params: [stem] }, below]) : below
}

function anyOf(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return { sql: '1 = 0', params: [] }
  return { sql: `(${conditions.map(({ sql }) => sql).join(' OR ')})`, params: conditions.flatMap(({ params }) => params) }
}

function timeConditions({ receivedAfter, receivedBefore }: EventFilter): Condition[] {
  const conditions: Condition[] = []
  if (receivedAfter) {
    const ms = receivedAfter.getTime()
    conditions.push({ sql: 'event_id >= ? AND created_at >= ?', params: [firstIdAt('event', ms - CLOCK_SLACK_MS), ms] })
  }
  if (receivedBefore) {
    const ms = receivedBefore.getTime()
    conditions.push({ sql: 'event_id < ? AND created_at < ?', params: [firstIdAt('event', ms + CLOCK_SLACK_MS), ms] })
  }
  return conditions
}

/** Both columns hold JSON, so a quote or a line end is looked for as JSON writes it. */
function contains(search: string): Condition {
  const written = JSON.stringify(search).slice(1, -1)
  const pattern = `%${written.replace(/[\\%_]/g, '\\$&')}%`
  return {
    sql: "(lower(subject_json) LIKE lower(?) ESCAPE '\\' OR lower(payload_json) LIKE lower(?) ESCAPE '\\')",
    params: [pattern, pattern],
  }
}
