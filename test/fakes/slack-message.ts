/** A message of a bot: https://docs.slack.dev/reference/events/message */
export interface SlackMessage {
  type: 'message'
  /** The bot's user. */
  user: string
  bot_id: string
  app_id: string
  team: string
  channel: string
  text: string
  ts: string
  thread_ts?: string
  blocks?: readonly SlackBlock[]
  metadata?: { event_type: string; event_payload: Record<string, unknown> }
}

export interface SlackBlock {
  type: string
  block_id?: string
  text?: { type: string; text: string }
  elements?: readonly SlackButton[]
}

export interface SlackButton {
  type: string
  action_id: string
  text: { type: string; text: string }
  value: string
}

// https://docs.slack.dev/reference/block-kit/blocks; the limit of all texts together is not documented:
// https://github.com/slackapi/bolt-js/issues/2509
const MAX = { blocks: 50, blockId: 255, section: 3000, elements: 25, label: 75, value: 2000, all: 13_200 }

/** What Slack answers to blocks that it does not take; null: it takes them. */
export function blocksError(blocks: readonly SlackBlock[]): string | null {
  if (blocks.length > MAX.blocks) return 'invalid_blocks'
  const texts = blocks.map(({ text }) => text?.text.length ?? 0)
  if (texts.reduce((sum, length) => sum + length, 0) > MAX.all) return 'msg_blocks_too_long'
  const ids = blocks.flatMap(({ block_id }) => block_id ?? [])
  return new Set(ids).size < ids.length || !blocks.every(isValid) ? 'invalid_blocks' : null
}

function isValid({ type, block_id = '', text, elements = [] }: SlackBlock): boolean {
  if (block_id.length > MAX.blockId || elements.length > MAX.elements) return false
  if (type === 'section') return text !== undefined && text.text.length >= 1 && text.text.length <= MAX.section
  return type === 'actions' && elements.length > 0 && elements.every(isValidButton)
}

function isValidButton({ text, value }: SlackButton): boolean {
  return text.type === 'plain_text' && text.text.length >= 1 && text.text.length <= MAX.label && value.length <= MAX.value
}

export interface Delivery {
  headers: Record<string, string>
  body: string
}

/**
 * The event that Slack sends for a message of a bot. Its signature is left out, and so is the metadata, which Slack sends
 * only to apps that subscribe to its type.
 */
export function messageDelivery({ metadata, channel, ...message }: SlackMessage): Delivery {
  const event = { ...message, channel, event_ts: message.ts, channel_type: channel.startsWith('D') ? 'im' : 'channel' }
  const event_id = `Ev${message.ts.replace('.', '')}`
  const envelope = { token: 'fake', team_id: message.team, api_app_id: message.app_id, event_time: Math.floor(Number(message.ts)) }
  return {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...envelope, event, type: 'event_callback', event_id }),
  }
}

/**
 * The form that Slack sends when somebody presses the message's button of this number, counted over all blocks:
 * https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 */
export function pressDelivery(message: SlackMessage, buttonIndex: number, userId: string, responseUrl: string): Delivery {
  const buttons = (message.blocks ?? []).flatMap(({ block_id, elements = [] }) => elements.map((element) => ({ ...element, block_id })))
  const now = (Date.now() / 1000).toFixed(6)
  const payload = {
    type: 'block_actions',
    user: { id: userId, username: userId.toLowerCase(), name: userId.toLowerCase(), team_id: message.team },
    api_app_id: message.app_id,
    token: 'fake',
    container: { type: 'message', message_ts: message.ts, channel_id: message.channel, is_ephemeral: false, thread_ts: message.thread_ts },
    trigger_id: `${now}.${message.team}`,
    team: { id: message.team, domain: 'example' },
    channel: { id: message.channel, name: 'engineering' },
    message,
    response_url: responseUrl,
    actions: [{ ...buttons[buttonIndex], action_ts: now }],
  }
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
  }
}
