import { feedEntry, type Statement } from '../backends/database/database.ts'

/** An answer to a question, wherever it came from. */
export interface Answered {
  questionId: string
  webhookId: string
  answer: string
  /** Who: as the provider or the key names them; null: nobody, the time was up. */
  by: string | null
  /** `thread`, `button`, `api`, `page`, `timeout`. */
  via: string
  atMs: number
}

/** Makes the answer the question's, if none was first: the first statement must change one row. */
export function answerStatements({ questionId, webhookId, answer, by, via, atMs }: Answered): Statement[] {
  return [
    {
      sql: `UPDATE questions SET status = 'ANSWERED', answer = ?, answered_by = ?, answered_via = ?, answered_at = ?
        WHERE question_id = ? AND status = 'OPEN' AND (expires_at IS NULL OR expires_at > ? OR ? = 'timeout')`,
      params: [answer, by, via, atMs, questionId, atMs, via],
      expect: 1,
    },
    feedEntry('QUESTION_ANSWERED', questionId, { webhookId, atMs }),
  ]
}

/** Ends a question without an answer: the first statement must change one row. */
export function closeStatements(questionId: string, webhookId: string, status: 'EXPIRED' | 'CANCELLED', atMs: number): Statement[] {
  return [
    {
      sql: `UPDATE questions SET status = ?, answered_at = NULL WHERE question_id = ? AND status = 'OPEN'`,
      params: [status, questionId],
      expect: 1,
    },
    feedEntry('QUESTION_CLOSED', questionId, { webhookId, atMs }),
  ]
}
