import { Conflict, Forbidden, InvalidInput, NotFound, ProviderFailure } from '../../errors.ts'
import { answerQuestion, ask, cancelQuestion } from '../../registry/questions.ts'
import { builder, Question } from '../builder.ts'
import { QuestionKind } from '../enums.ts'
import type { Question as QuestionRow } from '../rows.ts'

const AskInput = builder.inputType('AskInput', {
  fields: (t) => ({
    eventId: t.id({ required: true }),
    taskId: t.id(),
    question: t.string({ required: true }),
    kind: t.field({ type: QuestionKind, required: true, defaultValue: 'TEXT' }),
    options: t.stringList(),
    answerers: t.stringList(),
    timeoutSeconds: t.int(),
    defaultAnswer: t.string(),
  }),
})

export const AskPayload = builder.objectRef<{ question: QuestionRow }>('AskPayload').implement({
  fields: (t) => ({ question: t.expose('question', { type: Question }) }),
})
const AskResult = builder.errorUnion('AskResult', {
  types: [AskPayload, InvalidInput, NotFound, ProviderFailure, Forbidden],
  resolveType: () => 'AskPayload',
})
const AnswerQuestionPayload = builder.objectRef<{ question: QuestionRow }>('AnswerQuestionPayload').implement({
  fields: (t) => ({ question: t.expose('question', { type: Question }) }),
})
const AnswerQuestionResult = builder.errorUnion('AnswerQuestionResult', {
  types: [AnswerQuestionPayload, InvalidInput, NotFound, Conflict, Forbidden],
  resolveType: () => 'AnswerQuestionPayload',
})

builder.mutationFields((t) => ({
  ask: t.field({
    type: AskResult,
    args: { input: t.arg({ type: AskInput, required: true }) },
    resolve: async (_, { input }, { registry, viewer, loaders }) => {
      const id = await ask(registry, viewer, input)
      return { question: (await loaders.question(id))! }
    },
  }),
  answerQuestion: t.field({
    type: AnswerQuestionResult,
    args: { id: t.arg.id({ required: true }), answer: t.arg.string({ required: true }) },
    resolve: async (_, { id, answer }, { registry, viewer }) => ({ question: await answerQuestion(registry, viewer, id, answer) }),
  }),
  cancelQuestion: t.field({
    type: AnswerQuestionResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_, { id }, { registry, viewer }) => ({ question: await cancelQuestion(registry, viewer, id) }),
  }),
}))
