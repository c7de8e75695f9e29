import { placeOf } from '../actions/action.ts'
import { answerStatements, closeStatements } from '../actions/answering.ts'
import { type Asked, askPeople } from '../actions/ask.ts'
import { auditEntry, ExpectationFailed, type Statement } from '../backends/database/database.ts'
import type { Question } from '../backends/database/generated/sqlite/client.ts'
import { checkAnswer } from '../engine/answer.ts'
import { Conflict, Forbidden, type InputIssue, InvalidInput, NotFound } from '../errors.ts'
import type { QuestionKind } from '../model/question.ts'
import { requireRole, seesQuestion, seesTask } from '../model/rights.ts'
import { actorOf, type Viewer } from '../model/viewer.ts'
import type { ProviderName } from '../model/webhook.ts'
import { providers } from '../providers/index.ts'
import { checkedText, nowhere, readActionable, requireFlowing } from './event-actions.ts'
import { AskInput, parseInput } from './inputs.ts'
import { readProposal } from './proposals.ts'
import type { Registry } from './registry.ts'

type Given = ReturnType<typeof AskInput.parse>

const MAX_OPTIONS = 25
const MAX_OPTION_CHARS = 200
const MAX_ANSWERERS = 100
const MAX_TIMEOUT_S = 90 * 24 * 60 * 60

/**
 * Puts a question to people at an event's source. Answers the question's id. `proposalId`: what the answer decides.
 * @throws {Forbidden | NotFound | InvalidInput}
 */
export async function ask(registry: Registry, viewer: Viewer, input: AskInput, proposalId?: string): Promise<string> {
  const { db } = registry
  const { event, row } = await readActionable(registry, viewer, String(input.eventId))
  const provider = providers[row.provider as ProviderName]
  if (!placeOf(event, provider)) throw nowhere(event, provider.title)
  const atMs = registry.now()
  const given = parseInput(AskInput, input)
  const asked = checkedQuestion(given, atMs)
  await requireOwnTask(registry, viewer, given)
  await requireFlowing(registry, event)
  const wanted = { kind: 'ask' as const, text: asked.question, requestedBy: viewer.name }
  const { action, also = [], questionId } = askPeople({ ...asked, proposalId }, wanted, { event, provider, atMs })
  const audit = auditEntry({
    ...actorOf(viewer),
    verb: 'question.ask',
    subject: questionId,
    detail: { event: event.id, kind: asked.kind },
    atMs,
  })
  await db.write(db.adding({ eventId: event.id, webhookId: event.webhookId, actions: [action], tasks: [], also: [...also, audit], atMs }))
  registry.outgoing()
  return questionId
}

/** @throws {InvalidInput} with everything that is wrong */
function checkedQuestion(input: Given, nowMs: number): Asked {
  const kind = input.kind ?? 'TEXT'
  const options = (input.options ?? []).map((option) => option.trim())
  const answerers = input.answerers ?? []
  const { timeoutSeconds = null, defaultAnswer = null } = input
  const issues: InputIssue[] = []
  const complain = (path: string, message: string) => issues.push({ path: [path], message })
  if (kind === 'CHOICE' && (options.length < 2 || options.length > MAX_OPTIONS))
    complain('options', `expected 2 to ${MAX_OPTIONS} options for a CHOICE`)
  if (kind === 'TEXT' && options.length > 0) complain('options', 'a TEXT question has no options')
  if (kind === 'APPROVAL' && options.length !== 0 && options.length !== 2)
    complain('options', 'expected none, or the words for approving and for rejecting')
  if (options.some((option) => option === '' || option.length > MAX_OPTION_CHARS))
    complain('options', `expected texts of 1 to ${MAX_OPTION_CHARS} characters`)
  if (new Set(options.map((option) => option.toLowerCase())).size !== options.length) complain('options', 'expected different options')
  if (answerers.length > MAX_ANSWERERS || answerers.some((name) => name.trim() === ''))
    complain('answerers', `expected at most ${MAX_ANSWERERS} names`)
  if (timeoutSeconds !== null && (timeoutSeconds < 1 || timeoutSeconds > MAX_TIMEOUT_S))
    complain('timeoutSeconds', `expected 1 to ${MAX_TIMEOUT_S} seconds`)
  if (defaultAnswer !== null && timeoutSeconds === null) complain('defaultAnswer', 'is only for a question with timeoutSeconds')
  const taken = defaultAnswer === null ? null : checkAnswer({ kind, options }, defaultAnswer)
  if (defaultAnswer !== null && taken === null) complain('defaultAnswer', `is no answer to a ${kind} question with these options`)
  if (issues.length > 0) throw new InvalidInput(issues)
  const expiresAtMs = timeoutSeconds === null ? null : nowMs + timeoutSeconds * 1000
  return {
    kind,
    question: checkedText('question', input.question),
    options,
    answerers,
    taskId: input.taskId ?? null,
    expiresAtMs,
    defaultAnswer: taken,
  }
}

async function requireOwnTask({ db }: Registry, viewer: Viewer, { taskId, eventId }: Given): Promise<void> {
  if (!taskId) return
  const task = await db.prisma.task.findUnique({ where: { taskId } })
  if (!task || !seesTask(viewer, task)) throw new NotFound('Task', taskId)
  if (task.eventId !== eventId) throw new InvalidInput([{ path: ['taskId'], message: 'expected a task of this event' }])
}

/**
 * Answers a question for a person. The first answer wins. Where it decides a proposal, that must be there for the viewer, too.
 * @throws {Forbidden} an agent's key, or a VIEWER
 * @throws {Conflict} saying who was first
 */
export async function answerQuestion(
  registry: Registry,
  viewer: Viewer,
  id: string,
  answer: string,
  via: 'api' | 'page' = 'api',
): Promise<Question> {
  if (viewer.role === 'AGENT') throw new Forbidden('An agent asks; a person answers')
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  const question = await readQuestion(registry, viewer, id)
  if (question.proposalId !== null) await readProposal(registry, viewer, question.proposalId)
  const options = JSON.parse(question.optionsJson) as string[]
  const taken = checkAnswer({ kind: question.kind as QuestionKind, options }, answer)
  if (taken === null) throw new InvalidInput([{ path: ['answer'], message: expectedAnswer(question.kind as QuestionKind, options) }])
  const atMs = registry.now()
  const answered = { questionId: id, webhookId: question.webhookId, answer: taken, by: viewer.name, via, atMs }
  return end(registry, viewer, question, answerStatements(answered), { verb: 'question.answer', detail: { answer: taken } })
}

/** Takes a question back. @throws {Conflict} it is closed already */
export async function cancelQuestion(registry: Registry, viewer: Viewer, id: string): Promise<Question> {
  const question = await readQuestion(registry, viewer, id)
  if (viewer.role === 'AGENT' ? question.askedBy !== viewer.name : viewer.role === 'VIEWER')
    throw new Forbidden(`"${viewer.name}" may not take this question back`)
  const statements = closeStatements(id, question.webhookId, 'CANCELLED', registry.now())
  return end(registry, viewer, question, statements, { verb: 'question.cancel', detail: {} })
}

async function end(
  { db, now }: Registry,
  viewer: Viewer,
  { questionId }: Question,
  statements: Statement[],
  { verb, detail }: { verb: string; detail: object },
): Promise<Question> {
  try {
    await db.write([...statements, auditEntry({ ...actorOf(viewer), verb, subject: questionId, detail, atMs: now() })])
  } catch (error) {
    if (!(error instanceof ExpectationFailed)) throw error
    throw new Conflict(whyClosed(await db.prisma.question.findUniqueOrThrow({ where: { questionId } })))
  }
  return db.prisma.question.findUniqueOrThrow({ where: { questionId } })
}

function whyClosed({ status, answer, answeredBy }: Question): string {
  if (status === 'ANSWERED') return `The question was answered already${answeredBy === null ? '' : ` by ${answeredBy}`}: ${answer}`
  return status === 'OPEN' ? 'The time for an answer is up' : `The question is ${status}`
}

/** @throws {NotFound} also where the question is not for this viewer */
export async function readQuestion({ db }: Registry, viewer: Viewer, id: string): Promise<Question> {
  const question = await db.prisma.question.findUnique({ where: { questionId: id } })
  if (!question || !seesQuestion(viewer, question)) throw new NotFound('Question', id)
  return question
}

function expectedAnswer(kind: QuestionKind, options: readonly string[]): string {
  if (kind === 'TEXT') return 'expected a text of at most 10000 characters'
  return `expected one of: ${(options.length > 0 ? options : ['approve', 'reject']).join(', ')}`
}
