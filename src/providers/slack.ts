import { AppError } from '../errors.ts'
import type { ActorTrust, Subject } from '../model/event.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import {
  invalidPayload,
  jsonSample,
  parseBody,
  parseForm,
  parseJson,
  requireName,
  requireObject,
  sampleFrom,
  textAt,
  words,
} from './payload.ts'
import type { Answer, Fetch, ParsedDelivery, Provider, RawDelivery, Sample } from './provider.ts'
import { slackReplies } from './replies/slack.ts'
import { SLACK_API } from './replies/slack-api.ts'
import type { Scheme } from './signature.ts'

const FORM = 'application/x-www-form-urlencoded'
/** Characters. Slack's challenges have some fifty; what is echoed stays small. */
const MAX_CHALLENGE_LENGTH = 256
const TEXTS = ['event.text', 'event.message.text', 'text', 'message.text']

/** https://docs.slack.dev/authentication/verifying-requests-from-slack — "more than five minutes from local time" is refused. */
const scheme: Scheme = {
  name: 'slack',
  header: 'x-slack-signature',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  prefix: 'v0=',
  signed: ['v0:', '{timestamp}', ':', '{body}'],
  key: 'utf8',
  timestamp: { from: 'header:x-slack-request-timestamp', unit: 's', toleranceS: 300 },
}

/** Slack's events, slash commands and interactivity: https://docs.slack.dev/apis/events-api */
export const slack: Provider = {
  name: 'slack',
  title: 'Slack',
  schemes: [scheme],
  issuesSecret: true,
  contentTypes: ['application/json', FORM],
  keptHeaders: ['x-slack-request-timestamp', 'x-slack-retry-num', 'x-slack-retry-reason'],
  parse,
  subject,
  aliases: {
    text: 'event.text',
    user: 'event.user',
    channel: 'event.channel',
    channel_type: 'event.channel_type',
    ts: 'event.ts',
    thread_ts: 'event.thread_ts',
    subtype: 'event.subtype',
    bot_id: 'event.bot_id',
    reaction: 'event.reaction',
    item: 'event.item',
    files: 'event.files',
    blocks: 'event.blocks',
    user_id: 'user.id',
    channel_id: 'channel.id',
    user_name: 'user.username',
    channel_name: 'channel.name',
    action: 'actions.0',
    action_id: 'actions.0.action_id',
    value: 'actions.0.value',
    callback_id: 'view.callback_id',
  },
  shortConditions: {
    channel: [
      'event.channel',
      'event.channel.id',
      'event.channel.name',
      'event.item.channel',
      'channel.id',
      'channel.name',
      'channel_id',
      'channel_name',
    ],
    body_contains: TEXTS,
  },
  // Slack waits three seconds for a 200, and would show a slash command's other answers to the person.
  success: () => text(''),
  answer: (message) => ({
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify({ response_type: 'ephemeral', text: message }),
  }),
  lookUp: { needed: namesNeeded, ask: askName },
  eventTypes: words(
    'message.channels message.groups message.im message.mpim app_mention slash_command block_actions view_submission view_closed',
    'shortcut message_action block_suggestion reaction_added reaction_removed app_home_opened app_uninstalled app_rate_limited',
    'assistant_thread_started assistant_thread_context_changed channel_archive channel_created channel_deleted channel_history_changed',
    'channel_id_changed channel_left channel_rename channel_shared channel_unarchive channel_unshared dnd_updated dnd_updated_user',
    'email_domain_changed emoji_changed file_change file_created file_deleted file_public file_shared file_unshared group_archive',
    'group_close group_deleted group_history_changed group_left group_open group_rename group_unarchive im_close im_created',
    'im_history_changed im_open invite_requested link_shared member_joined_channel member_left_channel message_metadata_deleted',
    'message_metadata_posted message_metadata_updated pin_added pin_removed shared_channel_invite_accepted',
    'shared_channel_invite_approved shared_channel_invite_declined shared_channel_invite_received star_added star_removed',
    'subteam_created subteam_members_changed subteam_updated team_domain_change team_join team_rename tokens_revoked user_change',
    'user_huddle_changed workflow_step_execute',
  ),
  variables: words(
    'text user channel ts thread_ts event.type event.subtype reaction command user_name channel_name response_url action_id value',
    'callback_id team_id event_id',
  ),
  repliesBy: ['comment', 'ask', 'respond'],
  replies: slackReplies,
  setup: [
    'At https://api.slack.com/apps make an app, or open yours',
    'Basic Information > Signing Secret: enter it here as the secret of this webhook first, because Slack checks the URL at once',
    'Event Subscriptions: Request URL {url}, then subscribe to bot events such as message.channels and app_mention',
    'Slash Commands and Interactivity & Shortcuts, where wanted: the same URL {url}',
    'OAuth & Permissions: add the scopes chat:write and channels:read, install the app, and enter the bot token as the credential `token`',
    'Invite the bot to the channels that it is to hear',
  ],
  credentials: { token: 'The bot token, xoxb-…', baseUrl: `The API, default ${SLACK_API}` },
  sample: (eventType, nowMs) => sample(eventType, nowMs),
  compose,
}

function parse(delivery: RawDelivery): ParsedDelivery {
  if (delivery.contentType === FORM) return parseFormDelivery(delivery)
  const read = parseBody(delivery)
  const payload = requireObject(read.payload)
  if (payload.type === 'url_verification') {
    return { ...read, eventType: 'url_verification', deliveryId: null, handshake: challengeAnswer(payload) }
  }
  return { ...read, eventType: eventTypeOf(payload), deliveryId: textAt(payload, 'event_id') }
}

/** https://docs.slack.dev/reference/events/url_verification */
function challengeAnswer({ challenge }: JsonObject): Answer {
  if (typeof challenge === 'string' && challenge !== '' && challenge.length <= MAX_CHALLENGE_LENGTH) return text(challenge)
  throw invalidPayload(`Expected \`challenge\` to be a text of 1 to ${MAX_CHALLENGE_LENGTH} characters`)
}

/**
 * A message arrives as `message` with a `channel_type`; it is named as the subscription is, `message.channels`:
 * https://docs.slack.dev/reference/events/message.channels
 */
function eventTypeOf(payload: JsonObject): string {
  if (!isJsonObject(payload.event ?? null)) return requireName(payload, 'type')
  const type = requireName(payload, 'event.type')
  const subscription = type === 'message' ? MESSAGES.get(textAt(payload, 'event.channel_type') ?? '') : undefined
  return subscription ?? type
}

const MESSAGES = new Map([
  ['channel', 'message.channels'],
  ['group', 'message.groups'],
  ['im', 'message.im'],
  ['mpim', 'message.mpim'],
  ['app_home', 'message.app_home'],
])

/** Slash commands are plain fields: https://docs.slack.dev/interactivity/implementing-slash-commands. Interactivity is JSON in the field `payload`. */
function parseFormDelivery(delivery: RawDelivery): ParsedDelivery {
  const fields = parseForm(delivery)
  // "Slack will occasionally send a GET/POST request with ssl_check": https://docs.slack.dev/interactivity/implementing-slash-commands
  const payloadText = JSON.stringify(fields)
  if (fields.ssl_check === '1') return { eventType: 'ssl_check', deliveryId: null, payload: fields, payloadText, handshake: text('') }
  if (fields.payload !== undefined) return parseInteraction(fields.payload)
  requireName(fields, 'command')
  return { eventType: 'slash_command', deliveryId: fields.trigger_id || null, payload: fields, payloadText, readsAnswer: true }
}

/** https://docs.slack.dev/reference/interaction-payloads */
function parseInteraction(payloadText: string): ParsedDelivery {
  const payload = requireObject(parseJson(payloadText))
  const deliveryId = textAt(payload, 'trigger_id', 'actions.0.action_ts')
  return { eventType: requireName(payload, 'type'), deliveryId, payload, payloadText, readsAnswer: true }
}

function subject(_eventType: string, payload: Json): Subject {
  const channel = textAt(payload, 'event.channel', 'event.channel.id', 'event.item.channel', 'channel.id', 'channel_id')
  return {
    title: textAt(
      payload,
      'command',
      'actions.0.text.text',
      'actions.0.action_id',
      'view.title.text',
      'callback_id',
      'event.channel.name',
      'event.reaction',
    ),
    body: textAt(payload, ...TEXTS),
    actor: textAt(payload, 'event.user', 'event.user.id', 'event.message.user', 'user.id', 'user_id', 'event.bot_id'),
    actorTrust: actorTrust(payload),
    thread: thread(channel, payload),
    url: url(channel, payload),
  }
}

/**
 * Whose team is the app's own belongs to the workspace; who writes from the other side of a shared channel has another one:
 * https://docs.slack.dev/apis/slack-connect. Where a button of the app's own message was pressed, the message names it.
 */
function actorTrust(payload: Json): ActorTrust {
  const isBot = textAt(payload, 'event.bot_id', 'event.message.bot_id') !== null || textAt(payload, 'event.subtype') === 'bot_message'
  if (isBot) return 'BOT'
  const team = textAt(payload, 'event.user_team', 'event.team', 'user.team_id')
  const isOfApp = textAt(payload, 'message.app_id') !== null && textAt(payload, 'message.app_id') === textAt(payload, 'api_app_id')
  const own = textAt(payload, 'authorizations.0.team_id', 'context_team_id', ...(isOfApp ? ['message.team'] : []))
  return team !== null && team === own ? 'MEMBER' : 'UNKNOWN'
}

/** `C024BE91L/1719209506.817929`: the channel, and the message that began the thread. Without a message, the channel. */
function thread(channel: string | null, payload: Json): string | null {
  const ts = textAt(
    payload,
    'event.thread_ts',
    'event.message.thread_ts',
    'event.message.ts',
    'event.item.ts',
    'event.ts',
    'message.thread_ts',
    'message.ts',
    'container.message_ts',
  )
  return channel === null || ts === null ? channel : `${channel}/${ts}`
}

/** https://docs.slack.dev/interactivity/deep-linking#channel */
function url(channel: string | null, payload: Json): string | null {
  const team = textAt(payload, 'team_id', 'team.id')
  return channel === null || team === null ? null : `https://slack.com/app_redirect?${new URLSearchParams({ channel, team })}`
}

// What Slack writes in place of a name that the app may not see.
const NO_NAMES = ['privategroup', 'directmessage']

function namesNeeded(payload: Json): Readonly<Record<string, string>> {
  const name = textAt(payload, 'event.channel.name', 'channel.name', 'channel_name')
  const channel = textAt(payload, 'event.channel', 'event.channel.id', 'event.item.channel', 'channel.id', 'channel_id')
  return channel === null || (name !== null && !NO_NAMES.includes(name)) ? {} : { channel }
}

/** https://docs.slack.dev/reference/methods/conversations.info — a 200 with `ok: false` is an error, and most say that there is no such name. */
async function askName(_kind: string, id: string, { token, baseUrl }: JsonObject, fetch: Fetch): Promise<string | null> {
  if (typeof token !== 'string') return null
  const base = typeof baseUrl === 'string' ? baseUrl.replace(/\/+$/, '') : SLACK_API
  const response = await fetch(`${base}/conversations.info?${new URLSearchParams({ channel: id })}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  if (response.status !== 200)
    throw new AppError('look_up_failed', 502, `Slack answered ${response.status} when it was asked for a channel's name`)
  const answer = parseJson(await response.text())
  return isJsonObject(answer) && answer.ok === true ? textAt(answer, 'channel.name') : null
}

function text(body: string): Answer {
  return { status: 200, contentType: 'text/plain', body }
}

function compose(eventType: string, payload: Json, deliveryId: string): Sample {
  const object = requireObject(payload)
  if (isJsonObject(object.event ?? null)) return jsonSample({}, { ...object, event_id: deliveryId })
  const fields = { ...object, trigger_id: deliveryId }
  const isCommand = eventType === 'slash_command'
  const form = isCommand ? Object.entries(fields).map(([name, value]) => [name, String(value)]) : [['payload', JSON.stringify(fields)]]
  return { headers: { 'content-type': FORM }, body: new URLSearchParams(form).toString() }
}

const envelope = { type: 'event_callback', team_id: 'T061EG9R6', api_app_id: 'A0MDYCDME', event_time: 1768469400 }
const ts = '1768469400.000100'
const message = {
  type: 'message',
  user: 'U061F7AUR',
  text: 'Can you look into the export button?',
  ts,
  event_ts: ts,
  channel: 'C024BE91L',
  channel_type: 'channel',
}
const person = { id: 'U061F7AUR', username: 'ada', name: 'ada', team_id: 'T061EG9R6' }
const payloads: Record<string, JsonObject> = {
  'message.channels': { ...envelope, event: message },
  'message.im': { ...envelope, event: { ...message, channel: 'D024BE91L', channel_type: 'im' } },
  app_mention: {
    ...envelope,
    event: { type: 'app_mention', user: 'U061F7AUR', text: '<@U0LAN0Z89> what is new?', ts, event_ts: ts, channel: 'C024BE91L' },
  },
  reaction_added: {
    ...envelope,
    event: {
      type: 'reaction_added',
      user: 'U061F7AUR',
      reaction: 'eyes',
      item_user: 'U0G9QF9C6',
      item: { type: 'message', channel: 'C024BE91L', ts },
      event_ts: ts,
    },
  },
  slash_command: {
    command: '/ask',
    text: 'why does the export fail?',
    team_id: 'T061EG9R6',
    team_domain: 'example',
    channel_id: 'C024BE91L',
    channel_name: 'engineering',
    user_id: 'U061F7AUR',
    user_name: 'ada',
    api_app_id: 'A0MDYCDME',
    response_url: 'https://hooks.slack.com/commands/T061EG9R6/1/abc',
  },
  block_actions: {
    type: 'block_actions',
    user: person,
    team: { id: 'T061EG9R6', domain: 'example' },
    channel: { id: 'C024BE91L', name: 'engineering' },
    message: { type: 'message', ts, text: 'Deploy to production?' },
    container: { type: 'message', message_ts: ts, channel_id: 'C024BE91L' },
    response_url: 'https://hooks.slack.com/actions/T061EG9R6/1/abc',
    actions: [
      { type: 'button', action_id: 'approve', block_id: 'b1', text: { type: 'plain_text', text: 'Approve' }, value: 'yes', action_ts: ts },
    ],
  },
  view_submission: {
    type: 'view_submission',
    user: person,
    team: { id: 'T061EG9R6', domain: 'example' },
    view: { id: 'V01', type: 'modal', callback_id: 'report', title: { type: 'plain_text', text: 'Report a fault' }, state: { values: {} } },
  },
}
const sample = sampleFrom(payloads, compose)
