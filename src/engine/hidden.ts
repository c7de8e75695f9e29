// Characters that a person does not see and a program reads. Named as sources of expressions, for a lint rule holds every
// control character in a literal expression for a mistake.

const ESCAPES = '\\u001b\\u009b'
const CONTROLS = '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001a\\u001c-\\u001f\\u007f-\\u009a\\u009c-\\u009f'
/** What changes the order in which text is shown. */
const BIDI = '\\u202a-\\u202e\\u2066-\\u2069'
const JOINERS = '\\u200c\\u200d'
/** Soft hyphen, fillers, zero width, direction marks, invisible operators, byte order mark, annotations. */
const WIDTHLESS =
  '\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u200e\\u200f\\u2060-\\u2065\\u206a-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb'
const SELECTORS = '\\ufe00-\\ufe0f'
const BREAKS = '\\r\\u2028\\u2029'
/** The first halves of U+E0000 to U+E0FFF: tag characters, further selectors, and what is kept free for more of the sort. */
const TAG_HALF = '\\udb40-\\udb43'

/** A class's inside: whatever this file changes has one of these. */
export const HIDDEN_CLASS = ESCAPES + CONTROLS + BIDI + JOINERS + WIDTHLESS + SELECTORS + BREAKS + TAG_HALF

const HIDDEN = new RegExp(`[${HIDDEN_CLASS}]`)
const LINE_BREAK = /\r\n?|[\u2028\u2029]/g
const SHOWN = new RegExp(`[${ESCAPES}${BIDI}\\u{e0000}-\\u{e007f}]`, 'gu')
// A zero-width space behind an @ is our own, put there so that nobody is pinged.
const DROPPED = new RegExp(`(?<!@)\\u200b|[${CONTROLS}${WIDTHLESS.replace('\\u200b', '')}\\u{e0080}-\\u{e00ff}\\u{e01f0}-\\u{e0fff}]`, 'gu')
// Scripts and emoji need a joiner between two of their characters; anywhere else it only hides something.
const JOINED = '[\\p{L}\\p{M}\\p{Extended_Pictographic}\\p{Emoji_Modifier}]'
const STRAY_JOINER = new RegExp(`(?<!${JOINED})[${JOINERS}]|[${JOINERS}](?!${JOINED})`, 'gu')
// One selector picks a form of the character before it; a row of them carries bytes.
const SELECTOR_ROW = new RegExp(`[${SELECTORS}\\u{e0100}-\\u{e01ef}]{2,}`, 'gu')
// Colours and the like (CSI), and titles and links (OSC).
const CSI = '(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]'
const OSC = '\\u001b\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)'
const ANSI = new RegExp(`${CSI}|${OSC}`, 'g')

/** `<!-- … -->` as browsers end it; one that is not closed hides all that follows. */
const COMMENT = /<!--([\s\S]*?)(--!?>|$)/g

/** For readers that are programs: what a person would not see is shown as `⟨U+202E⟩`, or dropped where it says nothing. */
export function showHidden(text: string): string {
  if (!HIDDEN.test(text)) return text
  return dropWidthless(text.replace(LINE_BREAK, '\n')).replace(SHOWN, asCodePoint)
}

/** For texts that people read: all of it is dropped, with the escape sequences of terminals. */
export function dropHidden(text: string): string {
  if (!HIDDEN.test(text)) return text
  return dropWidthless(text.replace(LINE_BREAK, '\n').replace(ANSI, '').replace(SHOWN, ''))
}

/** HTML comments as `[hidden comment: …]`, so that a person sees them. */
export function showComments(text: string): string {
  return text.replace(COMMENT, (_, inside: string) => `[hidden comment: ${inside.trim()}]`).replaceAll('<!--', '&lt;!--')
}

/** Text without HTML comments; what is left of one, or comes together as one, is shown as text. */
export function dropComments(text: string): string {
  return text.replace(COMMENT, (all, _, end: string) => (end === '' ? all : '')).replaceAll('<!--', '&lt;!--')
}

function dropWidthless(text: string): string {
  return text.replace(DROPPED, '').replace(STRAY_JOINER, '').replace(SELECTOR_ROW, '')
}

function asCodePoint(char: string): string {
  return `⟨U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`
}
