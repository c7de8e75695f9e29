import type { ActionKind } from '../model/command.ts'
import type { Subject } from '../model/event.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { ProviderName } from '../model/webhook.ts'
import type { Fetch, Headers } from './fetch.ts'
import type { Replies } from './reply.ts'
import type { Scheme } from './signature.ts'

/** A delivery as it came, before anything is believed. */
export interface RawDelivery {
  headers: Headers
  body: Buffer
  /** The media type without parameters, in lower case: `application/json`. */
  contentType: string
  /** Custom webhooks: the header that their scheme signs as the delivery's id. */
  idHeader?: string
}

/** What a verified delivery says. */
export interface ParsedDelivery {
  /** For example `issues.opened`, `jira:issue_created`, `message.channels`. */
  eventType: string
  /** The provider's own id of the delivery; null: made from the body and the minute. */
  deliveryId: string | null
  payload: Json
  /**
   * The payload as JSON text where the body itself is not JSON (a form); otherwise the body's text is the payload's.
   */
  payloadText?: string
  /** Set for a handshake: it is answered with this and not stored. */
  handshake?: Answer
  /** The provider reads the body of our answer, so a `respond` command runs inside the request. */
  readsAnswer?: boolean
}

/** An HTTP answer to a delivery. */
export interface Answer {
  status: number
  contentType: string
  body: string
}

/** A correctly formed sample delivery, unsigned. */
export interface Sample {
  headers: Record<string, string>
  body: string
}

/** Where a provider publishes the addresses that its deliveries come from. */
export interface IpRanges {
  /** The vendor's page that says so, for people. */
  page: string
  /** Where the lists are, by https. */
  urls: readonly string[]
  /** The addresses and CIDR ranges of deliveries in one of the files; anything but a list of texts: the file is no good. */
  read(file: Json): unknown
}

/**
 * A kind of system that sends webhooks. One file describes it wholly: how it signs, what it names things, what it expects
 * as an answer. Adding one is one file, one test, one fixture and one line in index.ts.
 */
export interface Provider {
  name: ProviderName
  /** The name that people know, for example "GitHub". */
  title: string
  /** Any one of these verifies a delivery. A `custom` webhook may carry another one, as data. */
  schemes: readonly Scheme[]
  /** True where the provider makes the secret and a person copies it here (Slack, Sentry, Stripe, PagerDuty, Linear). */
  issuesSecret: boolean
  /** Left out: the provider publishes none that a program could read. */
  ipRanges?: IpRanges
  /** Makes a secret of the form that the provider takes. Default: 32 random bytes as hex. */
  newSecret?(): string
  /** Media types whose bodies `parse` understands. */
  contentTypes: readonly string[]
  /** Bytes; default 5 MiB. */
  maxBodyBytes?: number
  /** Headers worth keeping with the event, lower case. Never one that holds a secret. Content-type and user-agent are kept anyway. */
  keptHeaders: readonly string[]
  /**
   * Reads a verified delivery.
   * @throws {Refused} 400 `empty_body`, `invalid_encoding`, `invalid_json`, `too_deep`, `too_many_keys`, `invalid_payload` or `missing_header`
   * when it is not what the provider sends
   */
  parse(delivery: RawDelivery): ParsedDelivery
  /**
   * The provider-independent view. The actor is the name or id that nobody else can take (a login, an account id), never a
   * display name that its owner may choose. Any payload that `parse` let through is taken.
   */
  subject(eventType: string, payload: Json): Subject
  /**
   * The provider's own short names: the path that a template or condition writes → the path in the payload.
   * For example `issue.summary` → `issue.fields.summary`. Asked only where the payload has nothing at the written path.
   */
  aliases: Readonly<Record<string, string>>
  /**
   * Where labels, the label just set, the text and the channel are found: what the short conditions look at.
   *
   * A path is names of own properties joined by dots; `[]` after a name stands for each element of a list:
   * `issue.labels[].name` is every label's name. `labels`, `label` and `channel` hold where any value at any of the paths
   * is the wanted one. `body_contains` looks at one text: the value at the first path that is there, and null counts as
   * there, with an empty text; so an approving review without words is not read as the pull request's text.
   */
  shortConditions: Readonly<Partial<Record<'labels' | 'label' | 'body_contains' | 'channel', readonly string[]>>>
  /** What the 2xx to a stored event looks like; default 202 with {"event_id": …}. */
  success?(eventId: string): Answer
  /** How a `respond` command's text is written as the answer to the delivery; default: as plain text, status 200. */
  answer?(text: string): Answer
  /**
   * A name behind an id of this payload that a condition was written with (Slack's `#engineering`), asked of the
   * provider's API with the webhook's credentials; null: unknown.
   */
  lookUp?: {
    /** The payload's ids that have names; for example { channel: 'C024BE91L' }. Empty where the payload brings the names itself. */
    needed(payload: Json): Readonly<Record<string, string>>
    /** The name without the sign that people write before it: `engineering`. @throws {AppError} `look_up_failed` when asking again may help */
    ask(kind: string, id: string, credentials: JsonObject, fetch: Fetch): Promise<string | null>
  }
  /** The event types that the provider sends, for completion and for `providers`. */
  eventTypes: readonly string[]
  /** Useful template names: payload paths and aliases. */
  variables: readonly string[]
  repliesBy: readonly ActionKind[]
  /** How the provider is written to; left out where it cannot be. */
  replies?: Replies
  /** What to enter where at the provider, step by step. `{url}` stands for the webhook's URL. */
  setup: readonly string[]
  /** What `credentials` may hold: name → what it is. */
  credentials: Readonly<Record<string, string>>
  /** A small true-to-life delivery of a type, with a delivery id of its own, for the test button; null where none is known. */
  sample(eventType: string, nowMs?: number): Sample | null
  /**
   * Makes the delivery of a given payload as the provider would send it: headers that carry type and id, body. Where the
   * provider keeps the delivery's id or time in the body, they are set there.
   */
  compose(eventType: string, payload: Json, deliveryId: string, nowMs?: number): Sample
}

export type { Fetch, Headers } from './fetch.ts'
