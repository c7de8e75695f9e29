import { type Answered, answerStatements } from '../actions/answering.ts'
import type { Database, Statement } from '../backends/database/database.ts'
import { checkAnswer, readAnswer } from '../engine/answer.ts'
import type { Subject } from '../model/event.ts'
import type { Json } from '../model/json.ts'
import type { QuestionKind, QuestionStatus } from '../model/question.ts'
import type { LiveWebhook } from './live-webhooks.ts'
import { LATE_MS } from './open-questions.ts'

interface Said {
  eventType: string
  payload: Json
  subject: Subject
}

/** What something that was said means for the questions of its thread. */
export type Verdict =
  | { kind: 'answers'; questionId: string; statements: Statement[] }
  /** It came after another answer; `text` says so to whoever gave it. */
  | { kind: 'late'; questionId: string; text: string }

interface Row {
  id: string
  kind: QuestionKind
  status: QuestionStatus
  options: readonly string[]
  answerers: readonly string[]
  answer: string | null
  answeredBy: string | null
}

/**
 * Holds what a person said, or which button they pressed, against the questions of the thread, the newest first. Null: it
 * answers none.
 */
export async function answerInThread(db: Database, webhook: LiveWebhook, said: Said, atMs: number): Promise<Verdict | null> {
  const { replies } = webhook.provider
  const { actor, actorTrust } = said.subject
  if (!replies || actor === null || actorTrust === 'BOT' || actorTrust === 'SELF') return null
  const pressed = replies.pressed?.(said.eventType, said.payload) ?? null
  if (!pressed && !replies.isSaying(said.eventType, said.payload)) return null
  const rows = await readQuestions(db, webhook.id, pressed ? { id: pressed.questionId } : { thread: said.subject.thread }, atMs)
  const read = (row: Row) => (pressed ? checkAnswer(row, pressed.answer) : readAnswer(row, said.subject.body ?? ''))
  const via = pressed ? 'button' : 'thread'
  return firstOpen(rows, read, said.subject, { webhookId: webhook.id, via, atMs }) ?? firstClosed(rows, read, actor, pressed !== null)
}

type Read = (row: Row) => string | null

function firstOpen(
  rows: readonly Row[],
  read: Read,
  subject: Subject,
  about: Pick<Answered, 'webhookId' | 'via' | 'atMs'>,
): Verdict | null {
  for (const row of rows) {
    const answer = row.status === 'OPEN' && mayAnswer(row, subject) ? read(row) : null
    if (answer === null) continue
    return {
      kind: 'answers',
      questionId: row.id,
      statements: answerStatements({ ...about, questionId: row.id, answer, by: subject.actor }),
    }
  }
  return null
}

/** Plain talk after the answer to an open-ended question is no late answer. */
function firstClosed(rows: readonly Row[], read: Read, actor: string, isPressed: boolean): Verdict | null {
  const row = rows.find(
    (one) => one.status !== 'OPEN' && (isPressed || one.kind !== 'TEXT') && one.answeredBy !== actor && read(one) !== null,
  )
  return row ? { kind: 'late', questionId: row.id, text: tooLate(row) } : null
}

/** What somebody is told whose answer came after another. */
function tooLate({ answer, answeredBy }: Pick<Row, 'answer' | 'answeredBy'>): string {
  if (answer === null) return 'This question is closed.'
  return `This was answered already${answeredBy === null ? '' : ` by ${answeredBy}`}: ${answer}`
}

/** The named ones, where some are named; else anyone there, but only the project's own people may approve. */
function mayAnswer({ kind, answerers }: Row, { actor, actorTrust }: Subject): boolean {
  if (answerers.length > 0) return answerers.some((name) => name.replace(/^@/, '').toLowerCase() === actor?.toLowerCase())
  return kind !== 'APPROVAL' || actorTrust === 'OWNER' || actorTrust === 'MEMBER'
}

async function readQuestions(
  db: Database,
  webhookId: string,
  which: { id: string } | { thread: string | null },
  atMs: number,
): Promise<Row[]> {
  const [column, value] = 'id' in which ? ['question_id', which.id] : ['thread', which.thread]
  const rows = await db.read<Row & { optionsJson: string; answerersJson: string }>(
    `SELECT question_id AS id, kind, status, options_json AS "optionsJson", answerers_json AS "answerersJson", answer, answered_by AS "answeredBy"
     FROM questions WHERE webhook_id = ? AND ${column} = ? AND (status = 'OPEN' OR answered_at > ?) ORDER BY question_id DESC LIMIT 20`,
    [webhookId, value, atMs - LATE_MS],
  )
  return rows.map(({ optionsJson, answerersJson, ...row }) => ({
    ...row,
    options: JSON.parse(optionsJson),
    answerers: JSON.parse(answerersJson),
  }))
}
