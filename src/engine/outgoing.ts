import { dropComments, dropHidden, HIDDEN_CLASS } from './hidden.ts'
import { cutText } from './value.ts'

/** Put behind an `@`, it is not seen, and nobody is pinged. */
const ZERO_WIDTH = '\u200b'

const SUSPECT = new RegExp(`[@<&${HIDDEN_CLASS}]`)
// Markdown reads these as an @.
const AT_ENTITY = /&(?:#0{0,8}64|#x0{0,8}40|commat);?/gi
const WEB_ADDRESS = /https?:\/\/[^\s<>|"']+/gi
const SLACK_FORM = /<([!@][^<>]*)>/g
const SLACK_MASS_FORM = /<(!(?:here|channel|everyone|group|subteam)[^<>]*)>/gi
/** What a later piece could complete to one of these, or to a comment. */
const SLACK_OPENING = /<(?=[!@]|$)/g
const E_MAIL_OR_AT = /[A-Za-z0-9]@[A-Za-z0-9-]+\.[A-Za-z0-9]|@(?=[^\s\u200b]|$)/g
const MASS_NAME = /^(?:everyone|channel|here|all)(?![A-Za-z0-9])/i
const COMMENT_OR_FORM = /^[a-z-]/i
const MASS_PING = /(?<![A-Za-z0-9])@(?=(?:everyone|channel|here|all)(?![A-Za-z0-9]))/gi

/**
 * A value as it may stand in a text that Hookline posts: nothing hidden, no HTML comment, no mark of ours, nobody pinged.
 * @param before the piece of text that stands right before it: a template may write the `@` itself, but pings no mass by it
 */
export function cleanValue(text: string, before = ''): string {
  return atSeam(SUSPECT.test(text) ? defuse(dropComments(dropHidden(text))) : text, before)
}

/**
 * A text that was given whole, through the API: forged marks, HTML comments and hidden characters are removed, and what
 * pings many (`@everyone`, `@channel`, `@here`, `@all`, Slack's forms of them and its groups) is defused. Single names ping.
 */
export function cleanOutgoing(text: string): string {
  if (!SUSPECT.test(text)) return text
  return dropComments(dropHidden(text)).replace(AT_ENTITY, '@').replace(SLACK_MASS_FORM, '&lt;$1&gt;').replace(MASS_PING, `@${ZERO_WIDTH}`)
}

function defuse(text: string): string {
  return text
    .replace(AT_ENTITY, '@')
    .replace(WEB_ADDRESS, (url) => url.replace(/@\u200b?/g, '%40'))
    .replace(SLACK_FORM, '&lt;$1&gt;')
    .replace(SLACK_OPENING, '&lt;')
    .replace(E_MAIL_OR_AT, (found) => (found === '@' ? `@${ZERO_WIDTH}` : found))
}

function atSeam(text: string, before: string): string {
  const completes =
    (before.endsWith('@') && MASS_NAME.test(text)) ||
    (before.endsWith('<') && text.startsWith('!')) ||
    (before.endsWith('<!') && COMMENT_OR_FORM.test(text))
  return completes ? ZERO_WIDTH + text : text
}

/** What stands where a text was cut. */
const ELLIPSIS = '…'
const FENCE = /^ {0,3}```/gm
const FENCE_END = '\n```'
/** Cut short, `@heretic` would be `@here`. */
const NAME_AT_END = /@[A-Za-z]{0,8}$/

/**
 * Cuts a text to `maxChars` (UTF-16 units) at a character's boundary. The cut ends in `…`, and where there is a `url` and
 * room for it, in a line that says where the whole text is. A code block that was cut is closed.
 */
export function fitText(text: string, maxChars: number, url: string | null): string {
  if (text.length <= maxChars) return text
  const line = url === null ? '' : `\n\n(cut; the whole text: ${url})`
  const end = line.length + ELLIPSIS.length < maxChars ? line : ''
  const room = Math.max(0, maxChars - ELLIPSIS.length - end.length)
  const kept = beginning(text, room)
  if (!isInFence(kept)) return (kept + ELLIPSIS + end).slice(0, maxChars)
  const shorter = beginning(text, Math.max(0, room - FENCE_END.length))
  return (shorter + ELLIPSIS + (isInFence(shorter) ? FENCE_END : '') + end).slice(0, maxChars)
}

function beginning(text: string, chars: number): string {
  return cutText(text, chars).replace(NAME_AT_END, '')
}

function isInFence(text: string): boolean {
  return (text.match(FENCE)?.length ?? 0) % 2 === 1
}
