import { HIDDEN_CLASS, showComments, showHidden } from './hidden.ts'

/** What stands around a text from outside. */
export interface Mark {
  readonly open: string
  readonly close: string
}

/** How much of an event's id names its mark, in characters: 40 random bits, which nobody knows before the event is stored. */
const NONCE_CHARS = 8

/** `<untrusted-7k2m9q4x>` and `</untrusted-7k2m9q4x>`: the same for one event always, so that rendering stays pure. */
export function markOf(eventId: string): Mark {
  const nonce = eventId.slice(-NONCE_CHARS)
  return { open: `<untrusted-${nonce}>`, close: `</untrusted-${nonce}>` }
}

const SUSPECT = new RegExp(`[<${HIDDEN_CLASS}]`)
/** Anything that could be read as a mark, whatever its nonce, its case and the blanks in it. */
const LIKE_A_MARK = /<(?=\s{0,8}[/\\]?\s{0,8}untrusted)/gi

/**
 * A text from outside as an agent may read it: hidden characters and HTML comments are shown or dropped, and nothing in it
 * looks like a mark. Most texts have nothing of the sort, and one test says so.
 */
export function cleanUntrusted(text: string): string {
  if (!SUSPECT.test(text)) return text
  return showComments(showHidden(text)).replace(LIKE_A_MARK, '&lt;')
}
