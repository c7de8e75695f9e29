import { type Context, Hono } from 'hono'
import type { Question } from '../backends/database/generated/sqlite/client.ts'
import { type AppError, Conflict, InvalidInput, Unauthenticated } from '../errors.ts'
import type { Subject } from '../model/event.ts'
import { answerQuestion, readQuestion } from '../registry/questions.ts'
import type { Registry } from '../registry/registry.ts'
import { authenticate, type CallerEnv } from './authenticate.ts'
import { auditForbidden, toAppError } from './error-answer.ts'
import type { KeyLimit } from './key-limit.ts'
import { limitBody } from './limit-body.ts'
import { problemPage, QUESTION_CSS, questionPage, type Shown } from './question-page.ts'
import { formPolicy } from './security-headers.ts'

/** The longest answer, each of its characters escaped by the form. */
const MAX_FORM_BYTES = 128 * 1024

type PageContext = Context<CallerEnv>

/** A question as a page for people with a session. Only its form's POST answers: chats and mail programs open links themselves. */
export function questionRoutes({ registry, keyLimit }: { registry: Registry; keyLimit?: KeyLimit }): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  app.get('/question.css', (c) => c.text(QUESTION_CSS, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  // The session's cookie changes nothing unless the request comes from a page of this server: `authenticate` sees to it.
  app.use('/questions/:id', formPolicy, authenticate(registry, keyLimit))
  app.get('/questions/:id', async (c) => c.html(questionPage(await read(c))))
  app.post('/questions/:id', limitBody(MAX_FORM_BYTES), answer)
  app.onError((cause, c) => answerProblem(registry, c as PageContext, cause))
  return app

  async function answer(c: PageContext): Promise<Response> {
    const given = String((await c.req.parseBody()).answer ?? '').replace(/\r\n?/g, '\n')
    try {
      await answerQuestion(registry, c.get('viewer'), idOf(c), given, 'page')
      return c.redirect(`/questions/${idOf(c)}`, 303)
    } catch (error) {
      if (!(error instanceof Conflict || error instanceof InvalidInput)) throw error
      return c.html(questionPage({ ...(await read(c)), message: messageOf(error), given }), error.status as 400)
    }
  }

  async function read(c: PageContext): Promise<Shown> {
    const viewer = c.get('viewer')
    const row = await readQuestion(registry, viewer, idOf(c))
    const event = await registry.db.prisma.webhookEvent.findUniqueOrThrow({
      where: { eventId: row.eventId },
      select: { eventType: true, subjectJson: true },
    })
    const subject: Subject | null = JSON.parse(event.subjectJson ?? 'null')
    const isOpen = row.status === 'OPEN' && !isOver(row, registry.now())
    const mayAnswer = viewer.role === 'ADMIN' || viewer.role === 'OPERATOR'
    return { question: row, title: subject?.title || event.eventType, url: subject?.url ?? null, viewer: viewer.name, isOpen, mayAnswer }
  }
}

/** The sweep that closes a question comes a little later. */
function isOver({ expiresAt }: Question, nowMs: number): boolean {
  return expiresAt !== null && expiresAt.getTime() <= nowMs
}

/** The path of the one issue that there can be says nothing to a person: there is one field. */
function messageOf(error: Conflict | InvalidInput): string {
  return error instanceof InvalidInput ? `Not taken: ${error.issues.map(({ message }) => message).join('; ')}` : error.message
}

function answerProblem(registry: Registry, c: PageContext, cause: Error): Response | Promise<Response> {
  const { log } = registry
  auditForbidden(registry, c, cause)
  const error = toAppError(cause)
  if (error.status >= 500) log.error({ err: cause, path: c.req.path }, 'request failed')
  if (error instanceof Unauthenticated && c.req.method === 'GET') return c.redirect(signInAddress(c))
  return c.html(problemPage(textOf(error), error.status === 401 ? signInAddress(c) : null), error.status as 400)
}

function textOf(error: AppError): string {
  return error instanceof Unauthenticated ? 'Your session has ended; nothing was answered.' : error.message
}

function signInAddress(c: PageContext): string {
  return `/sign-in?next=${encodeURIComponent(`/questions/${idOf(c)}`)}`
}

function idOf(c: PageContext): string {
  return c.req.param('id') ?? ''
}
