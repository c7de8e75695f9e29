import { feedEntry, insert, type Statement } from '../backends/database/database.ts'
import { newId } from '../model/id.ts'
import type { QuestionKind } from '../model/question.ts'
import { type Begin, byCommand, type Occasion, type Outcome, outgoing, type Wanted } from './action.ts'

/** A question that is put to people. */
export interface Asked {
  kind: QuestionKind
  question: string
  options: readonly string[]
  /** Who may answer, as the provider names them; empty: anyone there but a bot. */
  answerers: readonly string[]
  taskId: string | null
  expiresAtMs: number | null
  defaultAnswer: string | null
  /** The proposal that the answer decides. */
  proposalId?: string
}

/** A command's question: open, to anyone there, without an end. */
export const ask: Begin = (planned, occasion) => {
  const open: Asked = {
    kind: 'TEXT',
    question: planned.text,
    options: [],
    answerers: [],
    taskId: null,
    expiresAtMs: null,
    defaultAnswer: null,
  }
  return askPeople(open, byCommand(planned), occasion)
}

/** The action that posts a question, and the question's row. */
export function askPeople(
  asked: Asked,
  wanted: Wanted,
  occasion: Pick<Occasion, 'event' | 'provider' | 'atMs'>,
): Outcome & { questionId: string } {
  const { event, atMs } = occasion
  const { action, also = [] } = outgoing(wanted, occasion)
  const questionId = newId('question', atMs)
  const row = {
    question_id: questionId,
    event_id: event.id,
    webhook_id: event.webhookId,
    task_id: asked.taskId,
    action_id: action.id,
    command_id: wanted.commandId ?? null,
    agent: wanted.agent ?? null,
    kind: asked.kind,
    question: asked.question,
    options_json: JSON.stringify(asked.options),
    answerers_json: JSON.stringify(asked.answerers),
    status: 'OPEN',
    asked_by: wanted.requestedBy ?? null,
    asked_at: atMs,
    expires_at: asked.expiresAtMs,
    default_answer: asked.defaultAnswer,
    proposal_id: asked.proposalId ?? null,
    thread: event.subject.thread,
    place_json: action.placeJson ?? null,
  }
  const told: Statement[] = [insert('questions', row), feedEntry('QUESTION_ASKED', questionId, { webhookId: event.webhookId, atMs })]
  return { action: { ...action, questionId }, also: [...told, ...also], questionId }
}
