import { answerStatements, closeStatements } from '../actions/answering.ts'
import { type Database, ExpectationFailed } from '../backends/database/database.ts'

interface Due {
  questionId: string
  webhookId: string
  defaultAnswer: string | null
}

const PAGE = 100

/** Questions whose time is up take their default answer, or end without one. */
export async function expireQuestions({ db, now }: { db: Database; now(): number }): Promise<void> {
  const atMs = now()
  const due = await db.read<Due>(
    `SELECT question_id AS "questionId", webhook_id AS "webhookId", default_answer AS "defaultAnswer" FROM questions
     WHERE status = 'OPEN' AND expires_at <= ? ORDER BY expires_at LIMIT ?`,
    [atMs, PAGE],
  )
  for (const { questionId, webhookId, defaultAnswer } of due) {
    const unit =
      defaultAnswer === null
        ? closeStatements(questionId, webhookId, 'EXPIRED', atMs)
        : answerStatements({ questionId, webhookId, answer: defaultAnswer, by: null, via: 'timeout', atMs })
    await db.write(unit).catch((error) => {
      // Somebody has answered meanwhile.
      if (!(error instanceof ExpectationFailed)) throw error
    })
  }
}
