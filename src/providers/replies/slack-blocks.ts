import { ProviderFailure } from '../../errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import { valueAt } from '../payload.ts'
import type { Post } from '../reply.ts'

/** Blocks of a message: https://docs.slack.dev/reference/block-kit/blocks */
const MAX_BLOCKS = 50
/** Characters: https://docs.slack.dev/reference/block-kit/blocks/section-block */
const MAX_SECTION = 3000
/** Buttons: https://docs.slack.dev/reference/block-kit/blocks/actions-block */
const MAX_ELEMENTS = 25
/** Characters: https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const MAX_LABEL = 75
const MAX_VALUE = 2000
/**
 * Characters of all sections. Slack documents no such limit, and refuses some 13,200 as `msg_blocks_too_long`:
 * https://github.com/slackapi/bolt-js/issues/2509
 */
const MAX_TEXT = 12_000
const ANSWER = 'hookline_answer_'

/**
 * A question as Block Kit: the text in sections, then a button for each answer.
 * @throws {ProviderFailure} not retryable, when the answers are more or longer than buttons can be
 */
export function questionBlocks(text: string, choices: NonNullable<Post['choices']>): JsonObject[] {
  const sections = pieces(shortened(text, MAX_TEXT), MAX_SECTION).map((piece) => ({
    type: 'section',
    text: { type: 'mrkdwn', text: piece },
  }))
  const buttons = choices.options.map((option, index) => button(choices.questionId, option, index))
  const rows = Array.from({ length: Math.ceil(buttons.length / MAX_ELEMENTS) }, (_, row) => ({
    type: 'actions',
    block_id: `hookline:${choices.questionId}:${row}`,
    elements: buttons.slice(row * MAX_ELEMENTS, (row + 1) * MAX_ELEMENTS),
  }))
  if (sections.length + rows.length > MAX_BLOCKS) throw tooMuch(`Slack shows no ${choices.options.length} buttons in one message`)
  return [...sections, ...rows]
}

/** The answer whose button was pressed: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export function pressedAnswer(eventType: string, payload: Json): { questionId: string; answer: string } | null {
  const actions = eventType === 'block_actions' ? valueAt(payload, 'actions') : undefined
  const action = Array.isArray(actions) ? actions.find(isAnswer) : undefined
  return isJsonObject(action) && typeof action.value === 'string' ? readValue(action.value) : null
}

function isAnswer(action: Json): boolean {
  return isJsonObject(action) && typeof action.action_id === 'string' && action.action_id.startsWith(ANSWER)
}

function button(questionId: string, option: string, index: number): JsonObject {
  const value = JSON.stringify({ q: questionId, a: option })
  if (value.length > MAX_VALUE) throw tooMuch(`Slack's buttons carry ${MAX_VALUE} characters, and the answer ${index + 1} is longer`)
  return {
    type: 'button',
    action_id: `${ANSWER}${index}`,
    text: { type: 'plain_text', text: shortened(option, MAX_LABEL) },
    value,
  }
}

function readValue(text: string): { questionId: string; answer: string } | null {
  try {
    const value: Json = JSON.parse(text)
    if (!isJsonObject(value) || typeof value.q !== 'string' || typeof value.a !== 'string') return null
    return { questionId: value.q, answer: value.a }
  } catch {
    return null
  }
}

function shortened(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, wholeAt(text, max - 1))}…`
}

/** The text in pieces of at most `max`, cut at ends of lines or between words where there are any. */
function pieces(text: string, max: number): string[] {
  const found: string[] = []
  let rest = text
  while (rest.length > max) {
    const at = cutAt(rest, max)
    found.push(rest.slice(0, at))
    rest = rest.slice(at)
  }
  return [...found, rest].filter((piece) => piece.trim() !== '')
}

function cutAt(text: string, max: number): number {
  const line = text.lastIndexOf('\n', max - 1)
  const space = line > 0 ? line : text.lastIndexOf(' ', max - 1)
  return space > 0 ? space + 1 : wholeAt(text, max)
}

/** The same place, or the one before it where a character of two code units would be halved. */
function wholeAt(text: string, at: number): number {
  const code = text.charCodeAt(at - 1)
  return code >= 0xd800 && code <= 0xdbff ? at - 1 : at
}

function tooMuch(message: string): ProviderFailure {
  return new ProviderFailure('slack', message, { retryable: false })
}
