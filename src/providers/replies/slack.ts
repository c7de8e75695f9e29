import { ProviderFailure } from '../../errors.ts'
import { isJsonObject, type JsonObject } from '../../model/json.ts'
import { textAt, valueAt } from '../payload.ts'
import type { Api, Checked, Place, Post, Posted, Replies } from '../reply.ts'
import { askSlack, callSlack, isCredentialError, SLACK_API, slackFailure } from './slack-api.ts'
import { pressedAnswer, questionBlocks } from './slack-blocks.ts'
import { slackPlace, slackRespondUrl } from './slack-place.ts'

/** Names our messages to ourselves: https://docs.slack.dev/messaging/message-metadata */
const METADATA = 'hookline_action'
/**
 * A look-up reads at most a thousand messages; most threads are read with one call. Slack gives 15 in a page, and one page in
 * a minute, to apps that are sold outside its Marketplace: https://docs.slack.dev/reference/methods/conversations.replies
 */
const PAGE = 200
const MAX_PAGES = 5
/** How far the clocks of two machines may be apart. */
const CLOCKS_MS = 60 * 60 * 1000

/** Slack, by `chat.postMessage`. */
export const slackReplies: Replies = {
  defaultBaseUrl: SLACK_API,
  place: slackPlace,
  isSaying: (eventType, payload) =>
    (eventType.startsWith('message') || eventType === 'app_mention') && textAt(payload, 'event.subtype') === null,
  // More is cut off by Slack, which recommends 4,000:
  // https://api.slack.com/changelog/2018-04-truncating-really-long-messages
  maxChars: 40_000,
  buttons: true,
  post,
  find,
  check,
  pressed: pressedAnswer,
  respondUrl: slackRespondUrl,
}

/** https://docs.slack.dev/reference/methods/chat.postMessage */
async function post(api: Api, place: Place, { text, mark, choices }: Post): Promise<Posted> {
  const body: JsonObject = {
    ...place,
    text,
    unfurl_links: false,
    metadata: { event_type: METADATA, event_payload: { mark } },
    ...(choices && { blocks: questionBlocks(text, choices) }),
  }
  const answer = await callSlack(api, { method: 'chat.postMessage', body })
  return { id: textAt(answer, 'ts') ?? '', url: null }
}

/**
 * https://docs.slack.dev/reference/methods/conversations.replies and conversations.history
 * @throws {ProviderFailure} not retryable, where the token may not read the channel, or where more was said than is read
 */
async function find(api: Api, place: Place, mark: string): Promise<Posted | null> {
  let cursor = ''
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await read(api, place, { ...since(mark, api.nowMs()), ...(cursor && { cursor }) })
    const message = messagesOf(answer).find((one) => textAt(one, 'metadata.event_payload.mark') === mark)
    if (message) return { id: textAt(message, 'ts') ?? '', url: null }
    cursor = textAt(answer, 'response_metadata.next_cursor') ?? ''
    if (cursor === '') return null
  }
  throw unknowable('More messages were written since than are read, so it is not known whether this one was')
}

async function read(api: Api, { channel = '', thread_ts }: Place, window: Record<string, string>): Promise<JsonObject> {
  const query = { channel, include_all_metadata: 'true', limit: String(PAGE), ...window }
  const { answer, headers } = await askSlack(
    api,
    thread_ts === undefined
      ? { method: 'conversations.history', query }
      : { method: 'conversations.replies', query: { ...query, ts: thread_ts } },
  )
  if (answer.ok === true) return answer
  // With the thread went what was written in it.
  if (answer.error === 'thread_not_found') return {}
  if (answer.error !== 'missing_scope') throw slackFailure(answer, headers)
  const scope = textAt(answer, 'needed') ?? 'channels:history'
  throw unknowable(`The token lacks the scope ${scope}, so it is not known whether the message was written`)
}

function messagesOf(answer: JsonObject): JsonObject[] {
  const messages = valueAt(answer, 'messages')
  return Array.isArray(messages) ? messages.filter((one): one is JsonObject => isJsonObject(one) && isOurs(one)) : []
}

function isOurs(message: JsonObject): boolean {
  return textAt(message, 'metadata.event_type') === METADATA
}

// A mark begins with its action's id, and that with its time, as model/id.ts writes it: nothing older need be read.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME = /^[0-9a-hjkmnp-tv-z]{10}/

function since(mark: string, nowMs: number): { oldest?: string } {
  const time = TIME.exec(mark)?.[0]
  if (time === undefined) return {}
  const atMs = [...time].reduce((sum, letter) => sum * 32 + ALPHABET.indexOf(letter), 0) - CLOCKS_MS
  return atMs > 0 && atMs < nowMs ? { oldest: (atMs / 1000).toFixed(6) } : {}
}

function unknowable(message: string): ProviderFailure {
  return new ProviderFailure('slack', message, { status: 200, retryable: false })
}

/** https://docs.slack.dev/reference/methods/auth.test — the scopes stand in a header. */
async function check(api: Api): Promise<Checked> {
  const { answer, headers } = await askSlack(api, { method: 'auth.test' })
  const failure = answer.ok === true ? null : slackFailure(answer, headers)
  if (failure && !isCredentialError(textAt(answer, 'error'))) throw failure
  if (failure) return { ok: false, kind: 'token', missing: [], account: null, message: failure.message }
  const scopes = headers['x-oauth-scopes']?.split(',').map((scope) => scope.trim())
  const missing = scopes && !scopes.includes('chat:write') ? ['chat:write'] : []
  return { ok: missing.length === 0, kind: 'token', missing, account: textAt(answer, 'user_id'), message: wanted(scopes) }
}

const USEFUL = new Map([
  ['channels:read', 'channels can be named only by their ids'],
  ['channels:history', 'a message whose answer was lost cannot be looked for'],
])

/** What the missing scopes that are not needed for writing are good for; null: none is missing, or Slack named none. */
function wanted(scopes: readonly string[] | undefined): string | null {
  const notes = [...USEFUL].filter(([scope]) => scopes && !scopes.includes(scope)).map(([scope, why]) => `Without ${scope} ${why}`)
  return notes.length > 0 ? notes.join('. ') : null
}
