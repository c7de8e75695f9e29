import { ProviderFailure } from '../../errors.ts'
import { isJsonObject, type JsonObject } from '../../model/json.ts'
import { textAt } from '../payload.ts'
import type { Headers } from '../provider.ts'
import { type Api, callApi, retryAfter } from '../reply.ts'
import { baseUrl, listening } from './api.ts'
import { requireToken } from './call.ts'

/** GovSlack has another one: https://docs.slack.dev/govslack */
export const SLACK_API = 'https://slack.com/api'

export interface SlackCall {
  /** For example `chat.postMessage`. */
  method: string
  /** Given for methods that read. */
  query?: Record<string, string>
  body?: JsonObject
}

/**
 * Calls a method and gives what Slack says, also where that is `ok: false`: https://docs.slack.dev/apis/web-api
 * @throws {ProviderFailure} for everything but a 2xx
 */
export async function askSlack(api: Api, { method, query, body }: SlackCall): Promise<{ answer: JsonObject; headers: Headers }> {
  const heard = listening(api.fetch)
  const answer = await callApi(heard.fetch, {
    provider: 'slack',
    method: query ? 'GET' : 'POST',
    url: `${baseUrl(api.credentials, SLACK_API)}/${method}${query ? `?${new URLSearchParams(query)}` : ''}`,
    headers: {
      authorization: `Bearer ${requireToken(api, 'slack')}`,
      ...(body && { 'content-type': 'application/json; charset=utf-8' }),
    },
    ...(body && { body }),
  })
  return { answer: isJsonObject(answer) ? answer : {}, headers: heard.headers() }
}

/** Calls a method. @throws {ProviderFailure} also for a 200 that says `ok: false` */
export async function callSlack(api: Api, call: SlackCall): Promise<JsonObject> {
  const { answer, headers } = await askSlack(api, call)
  if (answer.ok === true) return answer
  throw slackFailure(answer, headers)
}

// The names are those of https://docs.slack.dev/reference/methods/chat.postMessage#errors
const THROTTLED = ['ratelimited', 'rate_limited', 'message_limit_exceeded']
const PASSING = ['internal_error', 'service_unavailable', 'fatal_error', 'request_timeout', 'team_added_to_org']

/** A person can mend these, so the same call may succeed later. */
const MENDABLE = new Map([
  ['missing_scope', 'The token lacks a scope'],
  ['invalid_auth', 'Slack does not know the token'],
  ['not_authed', 'Slack was given no token'],
  ['token_revoked', 'The token was revoked'],
  ['token_expired', 'The token has expired'],
  ['account_inactive', 'The account of the token was deactivated'],
])

const FINAL = new Map([
  ['not_in_channel', 'The bot is not in the channel: invite it there'],
  ['channel_not_found', 'There is no such channel, or the bot may not see it'],
  ['is_archived', 'The channel is archived'],
  ['msg_too_long', 'The text is too long for Slack'],
  ['msg_blocks_too_long', 'The text is too long for a message with buttons'],
  ['no_text', 'The text is empty'],
  ['restricted_action', 'The workspace does not let the bot post there'],
])

/** What an answer with `ok: false` means; an error that is not known here is taken for final. */
export function slackFailure(answer: JsonObject, headers: Headers): ProviderFailure {
  const error = textAt(answer, 'error') ?? 'unknown'
  const throttled = THROTTLED.includes(error)
  return new ProviderFailure('slack', explained(error, textAt(answer, 'needed')), {
    status: 200,
    response: JSON.stringify(answer),
    retryable: throttled || PASSING.includes(error) || MENDABLE.has(error),
    throttled,
    retryAfterMs: throttled ? retryAfter(headers['retry-after']) : null,
  })
}

/** Whether the token itself is at fault. */
export function isCredentialError(error: string | null): boolean {
  return error !== null && MENDABLE.has(error)
}

/** An error's name with what a person should know: `missing_scope: The token lacks a scope: chat:write`. */
function explained(error: string, needed: string | null): string {
  const why = MENDABLE.get(error) ?? FINAL.get(error) ?? 'Slack has refused'
  return `${error}: ${why}${error === 'missing_scope' && needed !== null ? `: ${needed}` : ''}`
}
