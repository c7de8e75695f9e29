import { z } from '@hono/zod-openapi'
import { questionScope } from '../../graphql/scope.ts'
import { QUESTION_STATUSES } from '../../model/question.ts'
import { AnswerInput, AskInput, parseInput } from '../../registry/inputs.ts'
import { toInput, withSnakePaths } from '../../registry/names.ts'
import { answerQuestion, ask, readQuestion } from '../../registry/questions.ts'
import { answers, jsonBody, pageQuery, questionId, webhookId } from './document.ts'
import { requireEventOf } from './own-event.ts'
import { addRoute, param, type RestApp, type RestContext, type RestDeps, readObject, readPage, toPage } from './route.ts'
import { AnswerBody, AskBody, QuestionShape, toQuestionJson } from './talk-shapes.ts'

const List = z.object({ questions: z.array(QuestionShape), next: z.string().nullable() })
const tags = ['questions']

/** Questions to people: asked as the founding document names it, listed, read, answered. */
export function addQuestionRoutes(app: RestApp, { registry }: RestDeps): void {
  addRoute(
    app,
    {
      method: 'post',
      path: '/api/webhooks/{id}/ask',
      tags,
      summary: "Ask people at the event's source",
      request: { params: webhookId, ...jsonBody(AskBody) },
      responses: answers(QuestionShape, 201),
    },
    async (c) => {
      const body = toInput(await readObject(c))
      const id = await withSnakePaths(async () => {
        const input = parseInput(AskInput, body)
        await requireEventOf(registry, c, input.eventId)
        return ask(registry, c.get('viewer'), input)
      })
      const row = await readQuestion(registry, c.get('viewer'), id)
      return c.json(toQuestionJson(row), 201, { Location: `/api/questions/${id}` })
    },
  )

  addRoute(
    app,
    {
      method: 'get',
      path: '/api/questions',
      tags,
      summary: 'List questions, newest first',
      request: {
        query: pageQuery.extend({
          webhook_id: z.string().optional(),
          event_id: z.string().optional(),
          status: z.enum(QUESTION_STATUSES).optional(),
        }),
      },
      responses: answers(List),
    },
    list,
  )

  addRoute(
    app,
    {
      method: 'get',
      path: '/api/questions/{id}',
      tags,
      summary: 'Get a question',
      request: { params: questionId },
      responses: answers(QuestionShape),
    },
    async (c) => c.json(toQuestionJson(await readQuestion(registry, c.get('viewer'), param(c)))),
  )

  addRoute(
    app,
    {
      method: 'post',
      path: '/api/questions/{id}/answer',
      tags,
      summary: 'Answer a question; the first answer wins',
      request: { params: questionId, ...jsonBody(AnswerBody) },
      responses: answers(QuestionShape),
    },
    async (c) => {
      const { answer } = parseInput(AnswerInput, await readObject(c))
      return c.json(toQuestionJson(await answerQuestion(registry, c.get('viewer'), param(c), answer)))
    },
  )

  async function list(c: RestContext): Promise<Response> {
    const { limit, after } = readPage(c)
    const given = { webhookId: c.req.query('webhook_id'), eventId: c.req.query('event_id'), status: c.req.query('status') }
    const found = await registry.db.prisma.question.findMany({
      where: { AND: [questionScope(c.get('viewer')), given], questionId: { lt: after } },
      orderBy: { questionId: 'desc' },
      take: limit + 1,
    })
    const { rows, next } = toPage(found, limit, (row) => row.questionId)
    return c.json({ questions: rows.map(toQuestionJson), next })
  }
}
