import { NOTHING, type RowSet, rowsOf, type SearchScope, type Value } from './database.ts'

/** An event as the index reads it; of a payload the first characters. */
export interface SearchText {
  webhookId: string
  provider: string
  eventType: string
  subjectJson: Value
  payloadText: Value
}

/** Characters of a payload that are searched. */
export const MAX_PAYLOAD_CHARS = 256 * 1024
const MAX_WORD_CHARS = 64
/** Shorter ones begin too many words. */
const MIN_BEGINNING = 3
/** For one search, so that it cannot be made slow. */
const MAX_WORDS = 20
/** As SQLite's tokenizer has them: https://www.sqlite.org/fts5.html#unicode61_tokenizer */
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu
const ESCAPED_SPACE = /\\[nrtbf]/g

/** The words that events must hold, in lower case. */
export function searchWords(search: string): string[] {
  return wordsIn(search).slice(0, MAX_WORDS)
}

/** What a search without a word finds. */
export const NO_EVENTS: RowSet = { ...rowsOf('webhook_events', 'event_id'), conditions: [NOTHING] }

/** The last word of a search is the beginning of a word, unless it would be that of too many. */
export function isBeginning(word: string): boolean {
  return word.length >= MIN_BEGINNING
}

/** Of each list, events hold one at least. They may hold it for another reason: what is asked for is asked of the rows too. */
export function marksOf({ webhookIds, providers, eventTypes }: SearchScope): string[][] {
  const types = eventTypes?.includes('*') ? null : eventTypes?.map((pattern) => pattern.replace(/\.\*$/, ''))
  return [
    ...(webhookIds ? [webhookIds.map((id) => mark('w', id))] : []),
    ...(providers ? [providers.map((name) => mark('p', name))] : []),
    ...(types ? [types.map((type) => mark('t', type))] : []),
  ].filter((oneOf) => oneOf.length > 0)
}

/** Each word of a text once. */
export function wordsIn(text: string): string[] {
  return [...new Set(text.toLowerCase().match(WORD) ?? [])].map((word) => word.slice(0, MAX_WORD_CHARS))
}

/** The text of both columns, and the event's marks. As the columns hold JSON, a line end is a backslash and a letter, which is no part of a word. */
export function searchedText({ webhookId, provider, eventType, subjectJson, payloadText }: SearchText): string {
  const parts = eventType.split('.')
  const types = parts.map((_, index) => mark('t', parts.slice(0, index + 1).join('.')))
  const marks = [mark('w', webhookId), mark('p', provider), ...types]
  return `${marks.join(' ')} ${subjectJson ?? ''} ${payloadText ?? ''}`.replace(ESCAPED_SPACE, ' ')
}

/** One word for a webhook, provider or type. */
function mark(kind: 'w' | 'p' | 't', value: string): string {
  return `hk${kind}${value.toLowerCase().replace(/[^a-z0-9]/g, '')}`.slice(0, MAX_WORD_CHARS)
}
