import type { QuestionKind } from '../model/question.ts'
import { answerLines, plainWords } from './answer-lines.ts'
import { cutText } from './value.ts'

/** What of a question its answers are held against. */
export interface Asked {
  kind: QuestionKind
  /**
   * CHOICE: what may be chosen. APPROVAL: empty, or the words for approving and for rejecting, in this order, beside the usual
   * ones. TEXT: not looked at.
   */
  options: readonly string[]
}

/** The longest answer that is taken, in UTF-16 units. */
export const MAX_ANSWER_CHARS = 10_000

const APPROVING = new Set(['approve', 'approved', 'yes', 'lgtm', '/approve', '👍', ':+1:', ':thumbsup:'])
const REJECTING = new Set(['reject', 'rejected', 'no', 'deny', '/reject', '👎', ':-1:', ':thumbsdown:'])
const EXPLICIT = /^\s*(?:\/answer(?=\s|$)|answer:)[ \t]*/i

/**
 * The answer that a reply in a question's thread gives; null: none, the reply is just talk. Quoted lines, a mention at the
 * beginning and Hookline's mark do not count.
 *
 * | kind     | what counts                                                                    | gives                   |
 * |----------|--------------------------------------------------------------------------------|-------------------------|
 * | TEXT     | the whole text, cut at 10,000 characters                                       | that text               |
 * | CHOICE   | a number or an option's words, as the first line alone or as the whole text    | the option              |
 * | APPROVAL | a word such as `approve`, `lgtm`, `no`, as the first line alone                | `approve` or `reject`   |
 *
 * A line that begins with `/answer` or `answer:` says which part is meant, and nothing else of the text then counts.
 */
export function readAnswer(asked: Asked, text: string): string | null {
  const lines = answerLines(text)
  const explicitAt = lines.findIndex((line) => EXPLICIT.test(line))
  if (explicitAt < 0) return pick(asked, lines)
  return pick(asked, [lines[explicitAt]!.replace(EXPLICIT, ''), ...lines.slice(explicitAt + 1)])
}

/** An answer that was given through the API or a page, as it is to be kept; null: it is none. A text that is too long is none. */
export function checkAnswer({ kind, options }: Asked, answer: string): string | null {
  const text = answer.trim()
  if (text === '' || text.length > MAX_ANSWER_CHARS) return null
  if (kind === 'TEXT') return text
  return kind === 'CHOICE' ? optionOf(options, text) : verdictOf(options, text)
}

function pick({ kind, options }: Asked, lines: readonly string[]): string | null {
  const whole = lines.join('\n').trim()
  const first = whole.split('\n', 1)[0]!
  if (kind === 'TEXT') return cutText(whole, MAX_ANSWER_CHARS) || null
  return kind === 'CHOICE' ? (optionOf(options, first) ?? optionOf(options, whole)) : verdictOf(options, first)
}

/** The option that a text means: its exact words, then its words in any case, then its number. */
function optionOf(options: readonly string[], text: string): string | null {
  const exact = options.find((option) => option.trim() === text.trim())
  if (exact !== undefined) return exact
  const said = plainWords(text)
  const similar = said === '' ? undefined : options.find((option) => plainWords(option) === said)
  return similar ?? options[numberOf(text) - 1] ?? null
}

/** 0: the text is no number. */
function numberOf(text: string): number {
  return Number(/^#?(\d{1,3})$/.exec(plainWords(text).replace(/\)$/, ''))?.[1] ?? 0)
}

function verdictOf([approve, reject]: readonly string[], text: string): 'approve' | 'reject' | null {
  const said = plainWords(text)
  if (said === '') return null
  if (approve !== undefined && plainWords(approve) === said) return 'approve'
  if (reject !== undefined && plainWords(reject) === said) return 'reject'
  if (APPROVING.has(said)) return 'approve'
  return REJECTING.has(said) ? 'reject' : null
}

/** What is asked, as it is written into a thread. */
export interface Posed extends Asked {
  question: string
  /** The provider shows the options as buttons, so the text need not list them. */
  buttons: boolean
}

/** The text of a question, with which words count as an answer. */
export function describeQuestion({ kind, question, options, buttons }: Posed): string {
  if (buttons || kind === 'TEXT') return question
  if (kind === 'APPROVAL') return `${question}\n\nAnswer with \`approve\` or \`reject\`.`
  const list = options.map((option, i) => `${i + 1}. ${option.replace(/\s+/g, ' ').trim()}`)
  return `${question}\n\n${list.join('\n')}\n\nAnswer with \`/answer ${Math.min(2, options.length)}\` or the option's words.`
}
