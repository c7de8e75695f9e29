import { z } from '@hono/zod-openapi'
import type { ActionAttempt, Question, WebhookAction } from '../../backends/database/generated/sqlite/client.ts'
import { ACTION_KINDS } from '../../model/command.ts'
import { QUESTION_KINDS, QUESTION_STATUSES } from '../../model/question.ts'
import { ACTION_STATUSES } from '../../model/task.ts'
import { AnswerInput, AskInput, CommentInput, ForwardInput, ResetBreakerInput, RespondInput } from '../../registry/inputs.ts'
import { bodyOf } from './shapes.ts'

// What REST answers about actions and questions, and takes for them.

const Time = z.iso.datetime()
const Id = z.string()

const AttemptShape = z
  .object({
    number: z.int(),
    at: Time,
    duration_ms: z.int(),
    status_code: z.int().nullable(),
    error: z.string().nullable(),
    response: z.string().nullable(),
  })
  .openapi('Attempt')

export const ActionShape = z
  .object({
    action_id: Id,
    event_id: Id,
    webhook_id: Id,
    command_id: Id.nullable(),
    question_id: Id.nullable(),
    kind: z.enum(ACTION_KINDS),
    status: z.enum(ACTION_STATUSES),
    text: z.string(),
    agent: z.string().nullable(),
    target: z.string().nullable(),
    way: z.string().nullable(),
    url: z.string().nullable(),
    requested_by: z.string().nullable(),
    attempts: z.array(AttemptShape),
    next_attempt_at: Time.nullable(),
    created_at: Time,
    finished_at: Time.nullable(),
  })
  .openapi('Action')

export const QuestionShape = z
  .object({
    question_id: Id,
    event_id: Id,
    webhook_id: Id,
    task_id: Id.nullable(),
    action_id: Id.nullable(),
    kind: z.enum(QUESTION_KINDS),
    question: z.string(),
    options: z.array(z.string()),
    answerers: z.array(z.string()),
    status: z.enum(QUESTION_STATUSES),
    answer: z.string().nullable(),
    answered_by: z.string().nullable(),
    answered_via: z.string().nullable(),
    agent: z.string().nullable(),
    asked_by: z.string().nullable(),
    asked_at: Time,
    answered_at: Time.nullable(),
    expires_at: Time.nullable(),
    default_answer: z.string().nullable(),
  })
  .openapi('Question')

export const CommentBody = bodyOf(CommentInput, 'Comment')
export const RespondBody = bodyOf(RespondInput, 'Respond')
export const ForwardBody = bodyOf(ForwardInput, 'Forward')
export const AskBody = bodyOf(AskInput, 'Ask')
export const AnswerBody = bodyOf(AnswerInput, 'AnswerQuestion')
export const ResetBreakerBody = bodyOf(ResetBreakerInput, 'ResetBreaker')

export function toActionJson(row: WebhookAction & { attempts: ActionAttempt[] }): z.infer<typeof ActionShape> {
  return {
    action_id: row.actionId,
    event_id: row.eventId,
    webhook_id: row.webhookId,
    command_id: row.commandId,
    question_id: row.questionId,
    kind: row.kind as z.infer<typeof ActionShape>['kind'],
    status: row.status as z.infer<typeof ActionShape>['status'],
    text: row.text,
    agent: row.agent,
    target: row.target,
    way: row.way,
    url: row.url,
    requested_by: row.requestedBy,
    attempts: row.attempts.map(toAttemptJson),
    next_attempt_at: timeOf(row.nextAttemptAt),
    created_at: row.createdAt.toISOString(),
    finished_at: timeOf(row.finishedAt),
  }
}

export function toQuestionJson(row: Question): z.infer<typeof QuestionShape> {
  return {
    question_id: row.questionId,
    event_id: row.eventId,
    webhook_id: row.webhookId,
    task_id: row.taskId,
    action_id: row.actionId,
    kind: row.kind as z.infer<typeof QuestionShape>['kind'],
    question: row.question,
    options: JSON.parse(row.optionsJson),
    answerers: JSON.parse(row.answerersJson),
    status: row.status as z.infer<typeof QuestionShape>['status'],
    answer: row.answer,
    answered_by: row.answeredBy,
    answered_via: row.answeredVia,
    agent: row.agent,
    asked_by: row.askedBy,
    asked_at: row.askedAt.toISOString(),
    answered_at: timeOf(row.answeredAt),
    expires_at: timeOf(row.expiresAt),
    default_answer: row.defaultAnswer,
  }
}

function toAttemptJson({ number, at, durationMs, statusCode, error, response }: ActionAttempt): z.infer<typeof AttemptShape> {
  return { number, at: at.toISOString(), duration_ms: durationMs, status_code: statusCode, error, response }
}

function timeOf(time: Date | null): string | null {
  return time?.toISOString() ?? null
}
