import { dropComments, dropHidden } from './hidden.ts'

// Slack writes a > as &gt;.
const QUOTED = /^\s*(?:>|&gt;)/
// `@name`, `@org/team`, Slack's `<@U024BE7LH>` and `<@U024BE7LH|name>`: one or more, with what people put behind a name.
const MENTIONS = /^(?:\s*(?:<@[^<>\s]{1,100}(?:\s[^<>]{0,100})?>|@[\p{L}\p{N}_][\p{L}\p{N}_./[\]-]{0,100})[\s,:]*)+/u

/** What a reply says by itself: without quoted lines, mentions at its beginning, anything hidden, and blank lines around. */
export function answerLines(text: string): string[] {
  const own = dropComments(dropHidden(text))
    .split('\n')
    .filter((line) => !QUOTED.test(line))
    .join('\n')
  // Where nothing else is said, the name is the answer.
  const said = own.trimStart().replace(MENTIONS, '').trim() || own.trim()
  return said === '' ? [] : said.replace(/\n(?:[ \t]*\n){2,}/g, '\n\n').split('\n')
}

// The time of what is done to them grows with the square of it.
const MAX_WORDS_CHARS = 1_000

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' }

/**
 * A text to compare: in lower case, without the marks of emphasis and code around it, the tone of an emoji's skin, and
 * punctuation at its end. A question mark stays: "yes?" is no yes. Empty where the text is too long to be a few words.
 */
export function plainWords(text: string): string {
  if (text.length > MAX_WORDS_CHARS) return ''
  return text
    .replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]!)
    .replace(/[\u{1f3fb}-\u{1f3ff}\ufe0e\ufe0f]|:skin-tone-\d:/gu, '')
    .trim()
    .replace(/^[*_`"'“”‘’]+/, '')
    .replace(/[*_`"'“”‘’\s.!,;…]+$/, '')
    .replace(/^([^:].*):$/s, '$1')
    .replace(/\s+/g, ' ')
    .toLowerCase()
}
