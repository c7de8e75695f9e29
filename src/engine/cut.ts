import type { Style } from './purpose.ts'
import { cutText } from './value.ts'

/** How long a rendered text gets unless told otherwise, in characters (UTF-16 units), its marks included. */
export const DEFAULT_MAX_CHARS = 65_536
/** Stands at the end of a text that was cut. */
export const CUT_MARK = '…[cut]'

/** A text that was rendered, perhaps longer than it may be. */
export interface Rendered {
  readonly out: string
  readonly isCut: boolean
  readonly maxChars: number
  readonly style: Style
  /** Where in `out` each marked value begins and ends: start, end, start, end, … */
  readonly marked: readonly number[]
}

/**
 * Cuts a rendered text to `maxChars` at a character's boundary and replaces half surrogate pairs. A mark that the cut falls
 * into is closed before the end; where it has no room for a part of its value, it is left out whole.
 */
export function cutRendered(rendered: Rendered): string {
  const { out, isCut, maxChars } = rendered
  if (!isCut && out.length <= maxChars) return wellFormed(out)
  return wellFormed(keptPart(rendered, Math.max(0, maxChars - CUT_MARK.length)) + CUT_MARK).slice(0, maxChars)
}

function keptPart({ out, marked, style }: Rendered, room: number): string {
  let at = marked.length - 2
  while (at >= 0 && marked[at]! >= room) at -= 2
  const start = marked[at] ?? 0
  if (at < 0 || marked[at + 1]! <= room) return cutText(out, room)
  const insideEnd = room - style.close.length
  return insideEnd > start + style.open.length ? cutText(out, insideEnd) + style.close : out.slice(0, start)
}

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD')
}
