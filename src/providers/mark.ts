// Every text that Hookline writes carries an invisible mark: the action's id and a signature, in Crockford's base 32. By it
// a delivery that Hookline itself has caused is recognised, and a comment is found again after an answer was lost.

/** A mark's characters: 26 of the action's id, 10 of the signature. */
export const MARK_CHARS = 36
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const MARK = `[${ALPHABET}]{${MARK_CHARS}}`

// Four characters without width, so that each stands for two bits; a fifth opens and closes.
const INVISIBLE = ['\u200b', '\u200c', '\u200d', '\u2060']
const EDGE = '\u2063'
const BITS_PER_LETTER = 5
const HIDDEN_CHARS = (MARK_CHARS * BITS_PER_LETTER) / 2

const HTML_AT_END = new RegExp(`<!-- hookline:(${MARK}) -->\\s*$`)
const HIDDEN_AT_END = new RegExp(`${EDGE}([${INVISIBLE.join('')}]{${HIDDEN_CHARS}})${EDGE}\\s*$`)

/** For Markdown that keeps HTML comments and does not show them (GitHub, GitLab). */
export function withHtmlMark(text: string, mark: string): string {
  return `${text}\n\n<!-- hookline:${mark} -->`
}

/** For plain text: characters without width, which survive copying and storing. */
export function withHiddenMark(text: string, mark: string): string {
  const bits = [...mark].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(BITS_PER_LETTER, '0')).join('')
  const hidden = bits.replace(/../g, (pair) => INVISIBLE[Number.parseInt(pair, 2)]!)
  return text + EDGE + hidden + EDGE
}

/** How many characters a mark adds to a text, at most. */
export const MARK_ROOM = 100

/** The mark at the end of a text, however it is written; null: none. What somebody quotes stands further up, and is none. */
export function readMark(text: string): string | null {
  const html = HTML_AT_END.exec(text)?.[1]
  if (html !== undefined) return html
  const hidden = HIDDEN_AT_END.exec(text)?.[1]
  return hidden === undefined ? null : decode(hidden)
}

function decode(hidden: string): string {
  const bits = [...hidden].map((char) => INVISIBLE.indexOf(char).toString(2).padStart(2, '0')).join('')
  return bits.replace(/.{5}/g, (five) => ALPHABET[Number.parseInt(five, 2)]!)
}
