import type { Statement } from '../../backends/database/database.ts'
import type { Subject } from '../../model/event.ts'
import type { Json } from '../../model/json.ts'
import type { ProviderName } from '../../model/webhook.ts'
import type { Fetch } from '../../providers/fetch.ts'
import type { Place } from '../../providers/reply.ts'

/** One action that is to be carried out, with what it needs of its event. */
export interface Job {
  actionId: string
  kind: string
  text: string
  target: string | null
  place: Place | null
  /** Set for `ask`. */
  question: { id: string; kind: string; options: readonly string[] } | null
  /** An earlier try may have taken effect: where the provider can be asked, it is asked before anything is sent again. */
  uncertain: boolean
  event: JobEvent
}
export interface JobEvent {
  id: string
  webhookId: string
  provider: ProviderName
  eventType: string
  payload: Json
  /** What is forwarded, byte for byte. */
  rawBody: Uint8Array
  headers: Readonly<Record<string, string>>
  subject: Subject
  receivedAtMs: number
  /** The trace that this goes on with, as a `traceparent`; null: none. */
  traceParent: string | null
  /** How often its one-time address was used. */
  responsesSent: number
}

/** What carrying out takes of the server. */
export interface Tools {
  fetch: Fetch
  nowMs(): number
  markOf(actionId: string): string
  /** The credentials for a webhook's provider: its own, or those shared. */
  credentialsOf(webhookId: string, provider: ProviderName): Promise<Readonly<Record<string, string>>>
  /** Takes out of a text what must not leave. */
  withoutSecrets(text: string): Promise<string>
  /** Where a person can read the whole of an event's text. */
  pageOf(eventId: string): string
  targetOf(url: string): Promise<Target | null>
  /** Statements that stop sending to a target, for what it has answered to an event. */
  disableTarget(url: string, reason: string, event: Pick<JobEvent, 'id' | 'webhookId'>): Statement[]
  /** Delivers to a webhook of this server, through its door. Answers the event's id. */
  deliver(webhookId: string, delivery: { headers: Readonly<Record<string, string>>; body: Uint8Array; id: string }): Promise<string>
}
export interface Target {
  secret: string
  /** The one before, while both sign; null: there is none. */
  earlierSecret: string | null
  disabledReason: string | null
}

/** How an action went well. */
export interface Done {
  url: string | null
  externalId: string | null
  /** `answer`, `response_url`, `comment`, `forward`. */
  way: string
  statusCode: number | null
  /** What was answered, for a person to read. */
  response: string | null
}

/** How a try went wrong, whatever went wrong. */
export class Failed extends Error {
  readonly detail: FailedDetail

  constructor(message: string, detail: Partial<FailedDetail> & Pick<FailedDetail, 'retryable'>) {
    super(message)
    this.detail = { statusCode: null, response: null, throttled: false, retryAfterMs: null, mayHaveTakenEffect: false, also: [], ...detail }
  }
}
export interface FailedDetail {
  retryable: boolean
  statusCode: number | null
  response: string | null
  /** All that goes the same way must wait. */
  throttled: boolean
  retryAfterMs: number | null
  mayHaveTakenEffect: boolean
  /** What else is to be stored with the failure. */
  also: readonly Statement[]
}
