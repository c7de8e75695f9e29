import { ProviderFailure } from '../errors.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { ProviderName } from '../model/webhook.ts'
import type { Fetch } from './fetch.ts'

/** Where at the provider a text goes: names and numbers that a payload gave, never a host. Stored with the action. */
export type Place = Readonly<Record<string, string>>

/** A provider's API, as one credential reaches it. */
export interface Api {
  /** What `Provider.credentials` lists, by name; `baseUrl` only where it was given. */
  credentials: Readonly<Record<string, string>>
  fetch: Fetch
  nowMs(): number
}

/** What is to be said. */
export interface Post {
  text: string
  /** Names the action, in letters and digits: written so that people do not see it and `readMark` or `find` does. */
  mark: string
  /** A question that takes one of these answers; given only to providers that have `buttons`. */
  choices?: { questionId: string; options: readonly string[] }
}

/** What is there now. */
export interface Posted {
  id: string
  /** Where a person can see it; null: the API does not say. */
  url: string | null
}

/** What a harmless call has shown of a credential. */
export interface Checked {
  ok: boolean
  /** What sort of credential it is: `token`, `app`. */
  kind: string
  /** Scopes or rights that are missing, as the provider names them. */
  missing: readonly string[]
  /** The account in whose name is written, as `subject.actor` would name it; null: the API does not say. */
  account: string | null
  /** What a person should know or do; null: nothing. */
  message: string | null
}

/** How a provider is written to. Every call goes to the credential's own base URL. */
export interface Replies {
  /** Where the API is when the credential does not say; left out where it must. */
  defaultBaseUrl?: string
  /** Where a comment about this event goes; null: nothing can be written there. */
  place(eventType: string, payload: Json): Place | null
  /** Whether by such an event somebody has just said something in a thread, which may be an answer. */
  isSaying(eventType: string, payload: Json): boolean
  /** The longest text that the API takes, in UTF-16 code units; longer ones are cut with a link. */
  maxChars: number
  /** Set where `choices` become buttons. */
  buttons?: true
  /** @throws {ProviderFailure} */
  post(api: Api, place: Place, post: Post): Promise<Posted>
  /** Looks for what was posted under this mark; left out where the API allows no look-up. @throws {ProviderFailure} */
  find?(api: Api, place: Place, mark: string): Promise<Posted | null>
  /** A harmless call with the credential. @throws {ProviderFailure} only where nothing could be learned */
  check(api: Api): Promise<Checked>
  /** Secrets that calls have made while the server runs, and that may still be good: no text holds one. Left out where none are made. */
  madeSecrets?(): readonly string[]
  /** An answer that a person gave by pressing a button of a `choices` post; null: this event is none. */
  pressed?(eventType: string, payload: Json): { questionId: string; answer: string } | null
  /** A one-time address of the payload at which this event can be answered later, without a credential (Slack's response_url). */
  respondUrl?(payload: Json, credentials: Readonly<Record<string, string>>): string | null
}

/** One call of a provider's API. */
export interface ApiRequest {
  provider: ProviderName
  method?: string
  url: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: JsonObject
  /** How much of the answer is read. Default 1 MiB. */
  maxAnswerBytes?: number
}

/** What a provider's API answered. */
export interface ApiAnswer {
  /** Null where the answer is empty. */
  json: Json
  /** Names in lower case. */
  headers: Headers
}

/** Lists of comments are larger than what is kept of an answer. */
const MAX_ANSWER_BYTES = 1024 * 1024

/**
 * Calls a provider's API and reads its JSON; an empty answer is null.
 * @throws {ProviderFailure} for everything but a 2xx
 */
export async function callApi(fetch: Fetch, request: ApiRequest): Promise<Json> {
  return (await askApi(fetch, request)).json
}

/**
 * `callApi` for whoever needs the answer's headers too: scopes, the links to further pages.
 * @throws {ProviderFailure} for everything but a 2xx
 */
export async function askApi(
  fetch: Fetch,
  { provider, method = 'GET', url, headers, body, maxAnswerBytes = MAX_ANSWER_BYTES }: ApiRequest,
): Promise<ApiAnswer> {
  const response = await fetch(url, {
    method,
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
    maxAnswerBytes,
  })
  const text = await response.text()
  if (response.status < 200 || response.status > 299) throw apiFailure(provider, response, text)
  try {
    return { json: text === '' ? null : JSON.parse(text), headers: response.headers }
  } catch {
    throw new ProviderFailure(provider, 'The answer is not JSON', { status: response.status, response: text, retryable: true })
  }
}

/** What a status other than 2xx means: whether trying again helps, and when. */
export function apiFailure(
  provider: ProviderName,
  { status, headers }: { status: number; headers: Headers },
  response: string,
): ProviderFailure {
  const waitMs = retryAfter(headers['retry-after']) ?? untilReset(headers)
  const isSecondary = SECONDARY_LIMIT.test(response)
  const throttled = status === 429 || (status === 403 && (waitMs !== null || headers['x-ratelimit-remaining'] === '0' || isSecondary))
  const retryable = throttled || status >= 500 || [401, 403, 408, 409, 423, 425].includes(status)
  const retryAfterMs = waitMs ?? (throttled && isSecondary ? SECONDARY_WAIT_MS : null)
  return new ProviderFailure(provider, `The API answered ${status}`, { status, response, retryable, throttled, retryAfterMs })
}

// GitHub says its second limit in words, the older servers with the other ones, and then names no time: "wait for at least
// one minute": https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
const SECONDARY_LIMIT = /secondary rate limit|abuse detection/i
const SECONDARY_WAIT_MS = 60_000

type Headers = Readonly<Record<string, string | undefined>>

/** Retry-After as seconds or as a date (RFC 9110, 10.2.3), in milliseconds from now; null: none, or none that can be read. */
export function retryAfter(value: string | undefined, nowMs = Date.now()): number | null {
  if (value === undefined) return null
  const text = value.trim()
  if (/^\d{1,10}(\.\d+)?$/.test(text)) return Math.ceil(Number(text)) * 1000
  const atMs = /[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs)
}

/**
 * Milliseconds until a used-up limit starts anew, from `x-ratelimit-reset` in seconds since 1970 (GitHub); null where
 * calls are left, or where the header is written otherwise.
 */
function untilReset(headers: Headers, nowMs = Date.now()): number | null {
  const reset = headers['x-ratelimit-reset']
  if (headers['x-ratelimit-remaining'] !== '0' || reset === undefined || !/^\d{10}$/.test(reset)) return null
  return Math.max(0, Number(reset) * 1000 - nowMs)
}
