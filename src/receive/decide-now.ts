import { LRUCache } from 'lru-cache'
import { decide, missingNames, type PlannedAction } from '../engine/decide.ts'
import type { Decision, EventStatus, Subject } from '../model/event.ts'
import type { Json } from '../model/json.ts'
import { parseLossless } from '../providers/payload.ts'
import type { Fetch } from '../providers/provider.ts'
import type { LiveWebhook } from './live-webhooks.ts'

/** What deciding looks at. */
export interface Decidable {
  id: string
  eventType: string
  payload: Json
  /** The payload's text: numbers that JSON.parse cannot hold are read from it. */
  text(): string
  subject: Subject
}

export interface Decided {
  status: Extract<EventStatus, 'RECEIVED' | 'PROCESSED' | 'HELD'>
  reason: string | null
  decisions: Decision[]
  planned: PlannedAction[]
}

const OWN: Decided = {
  status: 'PROCESSED',
  reason: 'This is what Hookline itself has written: it runs no command',
  decisions: [],
  planned: [],
}
const HELD: Decided = { status: 'HELD', reason: 'The webhook was disabled when this came; it can be replayed', decisions: [], planned: [] }
export const UNDECIDED: Decided = { status: 'RECEIVED', reason: null, decisions: [], planned: [] }

/**
 * Deciding is pure and takes microseconds, so it is done before the one commit. Only where a condition waits for a name
 * that the provider's API must be asked for, the event is stored undecided and decided right after (decide-later.ts).
 */
export function decideNow(names: Names, webhook: LiveWebhook, event: Decidable): Decided {
  if (!webhook.enabled) return HELD
  const stopped = stoppedBy(webhook, event.subject)
  if (stopped) return stopped
  const wanted = wantedNames(webhook, event)
  const known = names.known(webhook, wanted)
  return known ? decideWith(webhook, event, known) : UNDECIDED
}

/** Why no command runs at all: Hookline's own words, or an open breaker. Null: commands run. */
export function stoppedBy({ stopped }: LiveWebhook, { actorTrust, thread }: Subject): Decided | null {
  if (actorTrust === 'SELF') return OWN
  if (stopped.size === 0) return null
  const reason = stopped.get('') ?? stopped.get(thread ?? '')
  return reason === undefined ? null : { status: 'PROCESSED', reason, decisions: [], planned: [] }
}

const NONE: Record<string, string> = {}

/** The ids behind names that a condition of this event's commands was written with. */
export function wantedNames(webhook: LiveWebhook, { eventType, payload }: Decidable): Record<string, string> {
  const needed = webhook.provider.lookUp?.needed(payload)
  if (!needed) return NONE
  return Object.fromEntries(missingNames(webhook.commands, eventType, needed).map((kind) => [kind, needed[kind]!]))
}

export function decideWith(webhook: LiveWebhook, event: Decidable, names: Readonly<Record<string, string>>): Decided {
  const result = decide(webhook.commands, {
    eventType: event.eventType,
    payload: event.payload,
    subject: event.subject,
    names,
    eventId: event.id,
    webhookId: webhook.id,
    lossless: () => parseLossless(event.text()),
  })
  return { status: 'PROCESSED', reason: null, decisions: result.decisions, planned: result.planned }
}

/** Names that were asked for at the providers, remembered for a while. */
export interface Names {
  /** The names of what is wanted; null: the provider must be asked first. Without a token nothing is asked, and nothing is known. */
  known(webhook: LiveWebhook, wanted: Readonly<Record<string, string>>): Record<string, string> | null
  /** Asks for what is not known. A name that cannot be found counts as unknown for a minute. */
  learn(webhook: LiveWebhook, wanted: Readonly<Record<string, string>>): Promise<void>
}

const NAME_KEPT_MS = 60 * 60 * 1000
const UNKNOWN_KEPT_MS = 60 * 1000

export function createNames(fetch: Fetch): Names {
  const cache = new LRUCache<string, { name: string | null }>({ max: 10_000 })
  const keyOf = (webhook: LiveWebhook, kind: string, id: string) => `${webhook.id} ${kind} ${id}`
  return { known, learn }

  function known(webhook: LiveWebhook, wanted: Readonly<Record<string, string>>): Record<string, string> | null {
    const found: Record<string, string> = {}
    for (const [kind, id] of Object.entries(wanted)) {
      const entry = cache.get(keyOf(webhook, kind, id))
      if (!entry && canAsk(webhook)) return null
      if (entry?.name) found[kind] = entry.name
    }
    return found
  }

  async function learn(webhook: LiveWebhook, wanted: Readonly<Record<string, string>>): Promise<void> {
    for (const [kind, id] of Object.entries(wanted)) {
      const key = keyOf(webhook, kind, id)
      if (cache.has(key)) continue
      const name = await webhook.provider.lookUp!.ask(kind, id, webhook.credentials, fetch).catch(() => null)
      cache.set(key, { name }, { ttl: name === null ? UNKNOWN_KEPT_MS : NAME_KEPT_MS })
    }
  }
}

function canAsk({ credentials }: LiveWebhook): boolean {
  return Object.keys(credentials).length > 0
}
