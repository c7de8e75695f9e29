import type { Caller } from '../../graphql/context.ts'
import type { InProcess } from '../../graphql/in-process.ts'
import type { MissedPage } from '../../graphql/live/missed.ts'
import type { Wanted } from './catalog.ts'
import { EventsError } from './errors.ts'
import { floorOf, type Occurrence, readMessage } from './occurrence.ts'

export interface PollRequest {
  wanted: Wanted
  cursor?: string | null
  maxAgeMs?: number
  maxEvents?: number
}

export interface PollResult {
  events: Occurrence[]
  cursor: string
  truncated: boolean
  hasMore: boolean
}

const DEFAULT_EVENTS = 50
const MAX_EVENTS = 200

/**
 * What has happened behind a cursor; without one there is nothing, and the cursor is now.
 * @throws {EventsError} InvalidParams, Forbidden
 */
export async function poll(
  { wanted, cursor, maxAgeMs, maxEvents = DEFAULT_EVENTS }: PollRequest,
  graphql: InProcess,
  caller: Caller,
): Promise<PollResult> {
  const variables = { ...wanted.variables, after: cursor ?? null }
  const page = await graphql.read({ query: wanted.feed.query, variables }, caller, Math.min(maxEvents, MAX_EVENTS))
  if ('errors' in page) throw EventsError.of(page.errors![0]!)
  const { messages, truncated, ...rest } = page as MissedPage
  const floorMs = floorOf({ cursor, maxAgeMs })
  const read = messages.map((message) => readMessage(message, wanted, floorMs))
  return {
    events: read.flatMap((one) => (one.is === 'occurrence' ? [one.occurrence] : [])),
    truncated: truncated || read.some(({ is }) => is === 'too_old'),
    cursor: rest.cursor,
    hasMore: rest.hasMore,
  }
}
