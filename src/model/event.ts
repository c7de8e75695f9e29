import type { Json } from './json.ts'

export const EVENT_STATUSES = ['RECEIVED', 'PROCESSING', 'PROCESSED', 'FAILED', 'HELD', 'REPLAYED'] as const
export type EventStatus = (typeof EVENT_STATUSES)[number]

export const ACTOR_TRUSTS = ['OWNER', 'MEMBER', 'CONTRIBUTOR', 'NONE', 'UNKNOWN', 'BOT', 'SELF'] as const
export type ActorTrust = (typeof ACTOR_TRUSTS)[number]

/** The provider-independent view of an event. */
export interface Subject {
  title: string | null
  body: string | null
  actor: string | null
  actorTrust: ActorTrust
  /** What belongs together at the provider: an issue, a message thread. For example `octo/app#12`. */
  thread: string | null
  url: string | null
}

/** One condition of a command held against one event. */
export interface ConditionTrace {
  path: string
  expected: Json
  actual: Json
  held: boolean
}

/** What one command made of one event, and why. */
export interface Decision {
  commandId: string
  commandVersion: number
  matched: boolean
  trace: ConditionTrace[]
}
