import type { QuestionKind as Kind, QuestionStatus as Status } from '../../model/question.ts'
import { builder, Node, Question, Task, WebhookEvent } from '../builder.ts'
import { QuestionKind, QuestionStatus } from '../enums.ts'
import { pageOf, windowQuery } from '../page.ts'
import type { Question as QuestionRow } from '../rows.ts'
import { questionScope } from '../scope.ts'

builder.prismaObject('Question', {
  description: "A question put to people at the event's source. The first valid answer, from wherever it comes, is the answer.",
  interfaces: [Node],
  fields: (t) => ({
    id: t.exposeID('questionId'),
    event: t.field({ type: WebhookEvent, resolve: async ({ eventId }, _, { loaders }) => (await loaders.event(eventId))! }),
    task: t.field({
      type: Task,
      nullable: true,
      resolve: ({ taskId }, _, { loaders }) => (taskId === null ? null : loaders.task(taskId)),
    }),
    kind: t.field({ type: QuestionKind, resolve: ({ kind }) => kind as Kind }),
    question: t.exposeString('question'),
    options: t.stringList({ resolve: ({ optionsJson }) => JSON.parse(optionsJson) }),
    answerers: t.stringList({
      description: 'Who may answer, as the provider names them; empty: anyone there but a bot.',
      resolve: ({ answerersJson }) => JSON.parse(answerersJson),
    }),
    status: t.field({ type: QuestionStatus, resolve: ({ status }) => status as Status }),
    answer: t.exposeString('answer', { nullable: true }),
    answeredBy: t.exposeString('answeredBy', { nullable: true }),
    answeredVia: t.exposeString('answeredVia', { nullable: true }),
    askedAt: t.expose('askedAt', { type: 'DateTime' }),
    answeredAt: t.expose('answeredAt', { type: 'DateTime', nullable: true }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
    defaultAnswer: t.exposeString('defaultAnswer', { nullable: true }),
  }),
})

builder.queryFields((t) => ({
  question: t.field({
    type: Question,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, { loaders }) => loaders.question(id),
  }),
  questions: t.connection(
    {
      type: Question,
      description: 'Newest first.',
      args: { statuses: t.arg({ type: [QuestionStatus] }) },
      resolve: (_, args, { registry, viewer }) => {
        const { question } = registry.db.prisma
        const { statuses } = args
        const where = { AND: [questionScope(viewer), statuses ? { status: { in: statuses } } : {}] }
        return pageOf<QuestionRow>(args, {
          idOf: ({ questionId }) => questionId,
          find: (window) => {
            const { range, ...query } = windowQuery('questionId', window)
            return question.findMany({ where: { AND: [where, range] }, ...query })
          },
          count: (take) => question.count({ where, take }),
        })
      },
    },
    { name: 'QuestionConnection' },
    { name: 'QuestionEdge' },
  ),
}))
