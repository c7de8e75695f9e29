import { randomUUID } from 'node:crypto'
import { type FakeAnswer, type FakeServer, type RecordedRequest, startFakeServer } from './fake-server.ts'
import { blocksError, type Delivery, pressDelivery, type SlackBlock, type SlackMessage } from './slack-message.ts'

export { messageDelivery } from './slack-message.ts'

export interface FakeSlackOptions {
  /** Default `xoxb-fake`. */
  token?: string
  /** Default: all that Hookline can use. */
  scopes?: readonly string[]
  /** The channels that there are, id → name; default: every id is a channel, and its name is its id in lower case. */
  channels?: Readonly<Record<string, string>>
}

export interface FakeSlack extends FakeServer {
  /** The credentials of a webhook for this fake. */
  credentials: { token: string; baseUrl: string }
  /** What was posted, oldest first. */
  messages: SlackMessage[]
  /** What was sent to addresses that `newResponseUrl` gave. */
  responses: { url: string; body: unknown }[]
  /** An address for late answers: at most five, within 30 minutes. */
  newResponseUrl(): string
  /** What Slack sends when somebody presses a button; with a new address for late answers. */
  pressDelivery(message: SlackMessage, buttonIndex: number, userId: string): Delivery
}

export const FAKE_BOT = { user: 'U0FAKEBOT1', bot_id: 'B0FAKEBOT1', app_id: 'A0FAKEAPP1', team: 'T0FAKETEAM' }
const SCOPES = ['chat:write', 'channels:read', 'channels:history']
/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const RESPONSE_URL = { uses: 5, lifeMs: 30 * 60 * 1000 }
const MAX_TEXT = 40_000

/** Slack's Web API, as far as Hookline calls it: https://docs.slack.dev/apis/web-api */
export async function startFakeSlack({ token = 'xoxb-fake', scopes = SCOPES, channels }: FakeSlackOptions = {}): Promise<FakeSlack> {
  const messages: SlackMessage[] = []
  const responses: FakeSlack['responses'] = []
  const responseUrls = new Map<string, { left: number; untilMs: number }>()
  const state = { messages, channels }

  const server = await startFakeServer((request) => {
    if (request.path.startsWith('/actions/')) return respond(request)
    const method = METHODS[request.path.replace(/^\/api\//, '')]
    if (!method) return failed('unknown_method')
    const error = authError(request.headers.authorization, token)
    if (error) return failed(error)
    if (method.scope && !scopes.includes(method.scope)) {
      return answered({ ok: false, error: 'missing_scope', needed: method.scope, provided: scopes.join(',') }, scopes)
    }
    const input = { ...Object.fromEntries(request.query), ...(request.body as object | null) }
    return answered(method.run(input, state), scopes)
  })

  /** The names of the errors are Slack's; its documentation does not give the bodies. */
  function respond({ path, body }: RecordedRequest): FakeAnswer {
    const known = responseUrls.get(path)
    if (!known || known.untilMs < Date.now()) return { status: 404, body: { ok: false, error: 'expired_url' } }
    if (known.left-- <= 0) return { status: 404, body: { ok: false, error: 'used_url' } }
    responses.push({ url: server.url + path, body })
    return { status: 200, body: 'ok' }
  }

  function newResponseUrl(): string {
    const path = `/actions/${FAKE_BOT.team}/${responseUrls.size + 1}/${randomUUID()}`
    responseUrls.set(path, { left: RESPONSE_URL.uses, untilMs: Date.now() + RESPONSE_URL.lifeMs })
    return server.url + path
  }

  return {
    ...server,
    credentials: { token, baseUrl: `${server.url}/api` },
    messages,
    responses,
    newResponseUrl,
    pressDelivery: (message, buttonIndex, userId) => pressDelivery(message, buttonIndex, userId, newResponseUrl()),
  }
}

interface State {
  messages: SlackMessage[]
  channels: FakeSlackOptions['channels']
}
type Input = Record<string, unknown>
interface Method {
  scope?: string
  run(input: Input, state: State): object
}

const METHODS: Record<string, Method | undefined> = {
  'auth.test': { run: () => ({ ok: true, user: 'hookline', user_id: FAKE_BOT.user, bot_id: FAKE_BOT.bot_id, team_id: FAKE_BOT.team }) },
  'chat.postMessage': { scope: 'chat:write', run: postMessage },
  'conversations.info': { scope: 'channels:read', run: channelInfo },
  'conversations.history': { scope: 'channels:history', run: history },
  'conversations.replies': { scope: 'channels:history', run: replies },
}

function postMessage(input: Input, { messages, channels }: State): object {
  const { channel, text, thread_ts, blocks, metadata } = input as unknown as SlackMessage
  if (channels && !Object.hasOwn(channels, channel)) return error('channel_not_found')
  if (!text && !blocks) return error('no_text')
  if (text.length > MAX_TEXT) return error('msg_too_long')
  const wrong = blocks && blocksError(blocks as SlackBlock[])
  if (wrong) return error(wrong)
  const message: SlackMessage = {
    type: 'message',
    ...FAKE_BOT,
    channel,
    text,
    ts: nextTs(messages),
    ...(thread_ts && { thread_ts }),
    ...(blocks && { blocks }),
    ...(metadata && { metadata }),
  }
  messages.push(message)
  return { ok: true, channel, ts: message.ts, message }
}

function nextTs(messages: readonly SlackMessage[]): string {
  const last = Number(messages.at(-1)?.ts ?? 0)
  return Math.max(Date.now() / 1000, last + 0.000_001).toFixed(6)
}

function channelInfo({ channel }: Input, { channels }: State): object {
  const id = String(channel)
  const name = channels ? channels[id] : id.toLowerCase()
  return name === undefined ? error('channel_not_found') : { ok: true, channel: { id, name } }
}

/** Newest first, without what was said in threads. */
function history(input: Input, { messages }: State): object {
  return page(messages.filter((one) => one.channel === input.channel && !one.thread_ts).reverse(), input)
}

/** The message that began the thread, then the answers, oldest first. */
function replies(input: Input, { messages }: State): object {
  const ts = String(input.ts)
  const root = messages.find((one) => one.ts === ts) ?? { type: 'message', user: 'U061F7AUR', channel: String(input.channel), text: '', ts }
  return page([root as SlackMessage, ...messages.filter((one) => one.channel === input.channel && one.thread_ts === ts)], input)
}

function page(messages: readonly SlackMessage[], { limit, cursor, oldest, include_all_metadata }: Input): object {
  const window = messages.filter(({ ts }) => oldest === undefined || Number(ts) > Number(oldest))
  const from = Number(cursor ?? 0)
  const until = from + Number(limit ?? 100)
  const shown = window.slice(from, until).map(({ metadata, ...rest }) => (include_all_metadata === 'true' ? { ...rest, metadata } : rest))
  const next_cursor = until < window.length ? String(until) : ''
  return { ok: true, messages: shown, has_more: next_cursor !== '', response_metadata: { next_cursor } }
}

function authError(authorization: string | undefined, token: string): string | null {
  if (!authorization) return 'not_authed'
  return authorization === `Bearer ${token}` ? null : 'invalid_auth'
}

function error(name: string): object {
  return { ok: false, error: name }
}

function failed(name: string): FakeAnswer {
  return { status: 200, body: error(name) }
}

function answered(body: object, scopes: readonly string[]): FakeAnswer {
  return { status: 200, headers: { 'x-oauth-scopes': scopes.join(',') }, body }
}
