import type { Message } from '../../graphql/live/message.ts'
import { markOutside } from '../outside.ts'
import type { Wanted } from './catalog.ts'

/** One thing that has happened, as the extension writes it. */
export interface Occurrence {
  eventId: string
  name: string
  timestamp: string
  data: Record<string, unknown>
  /** Whoever goes on behind it misses nothing. */
  cursor: string
}

/** `other`: a message about something else, or one that says only where the feed is. */
export type Read = { is: 'occurrence'; occurrence: Occurrence } | { is: 'too_old' | 'truncated' | 'connected' | 'failed' | 'other' }

/** Reads a message of the feed. What happened before `floorMs` is too old. */
export function readMessage({ json, cursor }: Pick<Message, 'json' | 'cursor'>, { name, feed }: Wanted, floorMs: number): Read {
  const { data, errors } = JSON.parse(json)
  if (errors) return { is: 'failed' }
  const { kind, [feed.node]: node } = (markOutside(data, feed.outside) as Record<string, Record<string, unknown>>)[feed.field]!
  if (kind === 'CONNECTED') return { is: 'connected' }
  if (kind === 'TRUNCATED') return { is: 'truncated' }
  if (kind !== feed.kind || !node) return { is: 'other' }
  const found = node as Record<string, unknown>
  const timestamp = String(found.receivedAt ?? found.answeredAt ?? found.decidedAt ?? found.updatedAt)
  if (Date.parse(timestamp) < floorMs) return { is: 'too_old' }
  // An event is received once; a task can be queued again.
  const eventId = kind === 'EVENT_RECEIVED' ? String(found.id) : `${found.id}.${cursor}`
  return { is: 'occurrence', occurrence: { eventId, name, timestamp, data: found, cursor } }
}

/** Where replaying begins. Without a cursor nothing is replayed, so nothing is too old. */
export function floorOf({ cursor, maxAgeMs }: { cursor?: string | null; maxAgeMs?: number }): number {
  return cursor && maxAgeMs !== undefined ? Date.now() - maxAgeMs : 0
}
