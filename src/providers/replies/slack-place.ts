import type { Json } from '../../model/json.ts'
import { textAt, valueAt } from '../payload.ts'
import type { Place } from '../reply.ts'
import { SLACK_API } from './slack-api.ts'

/** Channels, private channels, and direct messages: https://docs.slack.dev/reference/objects/conversation-object */
const CHANNEL = /^[CDG][A-Z0-9]{1,31}$/
/** Seconds and a number: https://docs.slack.dev/messaging/retrieving-messages#individual_messages */
const TS = /^\d{1,12}\.\d{1,9}$/

/** Where an answer goes: the channel, and where there is a message, the thread that it is in or begins. */
export function slackPlace(eventType: string, payload: Json): Place | null {
  const found = find(eventType, payload)
  if (found === null || found.channel === null || !CHANNEL.test(found.channel)) return null
  if (found.ts === null) return { channel: found.channel }
  return TS.test(found.ts) ? { channel: found.channel, thread_ts: found.ts } : null
}

interface Found {
  channel: string | null
  ts: string | null
}

function find(eventType: string, payload: Json): Found | null {
  if (eventType === 'app_mention' || eventType === 'message' || eventType.startsWith('message.')) return ofMessage(payload)
  if (eventType === 'reaction_added' || eventType === 'reaction_removed') return ofReaction(payload)
  if (eventType === 'slash_command') return { channel: textAt(payload, 'channel_id'), ts: null }
  return eventType === 'block_actions' ? ofButton(payload) : null
}

/** An edited message lies in `message`. A deleted one begins no thread: https://docs.slack.dev/reference/events/message/message_deleted */
function ofMessage(payload: Json): Found {
  const own = textAt(payload, 'event.subtype') === 'message_deleted' ? null : textAt(payload, 'event.ts')
  const thread = textAt(payload, 'event.thread_ts', 'event.message.thread_ts', 'event.message.ts', 'event.previous_message.thread_ts')
  return { channel: textAt(payload, 'event.channel'), ts: thread ?? own }
}

/** A reaction names the message and not its thread: https://docs.slack.dev/reference/events/reaction_added */
function ofReaction(payload: Json): Found | null {
  if (textAt(payload, 'event.item.type') !== 'message') return null
  return { channel: textAt(payload, 'event.item.channel'), ts: textAt(payload, 'event.item.ts') }
}

/** What only one person sees has a time, and cannot begin a thread. A button of a modal has no channel. */
function ofButton(payload: Json): Found {
  const own = valueAt(payload, 'container.is_ephemeral') === true ? null : textAt(payload, 'container.message_ts', 'message.ts')
  return {
    channel: textAt(payload, 'container.channel_id', 'channel.id'),
    ts: textAt(payload, 'container.thread_ts', 'message.thread_ts') ?? own,
  }
}

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const HOOKS = 'https://hooks.slack.com'

/**
 * The address at which an interaction can be answered, five times within 30 minutes. The payload is signed, and still no
 * reason to send a text to whatever host it names: Slack's, or the one of the credential's own `baseUrl`.
 */
export function slackRespondUrl(payload: Json, credentials: Readonly<Record<string, string>>): string | null {
  const url = parsed(textAt(payload, 'response_url'))
  if (url === null || url.username !== '' || url.password !== '') return null
  return [HOOKS, ...originsOf(credentials.baseUrl)].includes(url.origin) ? url.href : null
}

/** The API's own origin, and its `hooks.`, as Slack has them: slack-gov.com and hooks.slack-gov.com. */
function originsOf(baseUrl: string | undefined): string[] {
  const base = parsed(baseUrl || SLACK_API)
  return base === null || !/^https?:$/.test(base.protocol) ? [] : [base.origin, `${base.protocol}//hooks.${base.host}`]
}

function parsed(text: string | null): URL | null {
  return text !== null && URL.canParse(text) ? new URL(text) : null
}
