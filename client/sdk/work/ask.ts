import type { Client } from '../client.ts'
import { InvalidInputError, NotFoundError, QuestionCancelledError, QuestionExpiredError } from '../errors.ts'
import {
  AskDocument,
  QuestionDocument,
  type QuestionKind,
  type QuestionStateFragment,
  QuestionStreamDocument,
} from '../generated/graphql.ts'
import type { Ask, AskOptions, Task } from './context.ts'

type Given = AskOptions & { kind?: QuestionKind; options?: readonly string[] }

/** `ask` of one run of a task; `signal` ends all waiting. */
export function createAsk(client: Client, task: Task, signal: AbortSignal): Ask {
  const askedBefore = new Map<string, number>()
  return ask as Ask

  async function ask(question: string, { key, answerers, options, ...given }: Given = {}): Promise<string> {
    signal.throwIfAborted()
    if (!task.event) throw new InvalidInputError({ code: 'no_event', message: 'This task came of no event: there is nowhere to ask' })
    const kind = given.kind ?? (options ? 'CHOICE' : 'TEXT')
    const input = {
      ...given,
      kind,
      question,
      eventId: task.event.id,
      taskId: task.id,
      key: key ?? nextKey([kind, question, ...(options ?? [])].join('\n')),
      options: options && [...options],
      answerers: answerers && [...answerers],
    }
    // The question's own key lets it be asked again, so it needs no other.
    const asked = await client.request(AskDocument, { input }, { signal, retry: true, idempotencyKey: null })
    return answerOf(await untilClosed(client, asked.ask.question, signal))
  }

  /** The same words may be asked several times in one run, and mean another question each time. */
  function nextKey(words: string): string {
    const count = (askedBefore.get(words) ?? 0) + 1
    askedBefore.set(words, count)
    return `${count} ${words}`
  }
}

async function untilClosed(client: Client, asked: QuestionStateFragment, signal: AbortSignal): Promise<QuestionStateFragment> {
  if (asked.status !== 'OPEN') return asked
  const { id } = asked
  for await (const { questions } of client.subscribe(QuestionStreamDocument, { id }, { signal })) {
    // At a connection's begin: what has happened before it, since the question was asked.
    const question = questions.question ?? (await client.request(QuestionDocument, { id }, { signal, retry: true })).question
    if (!question) throw new NotFoundError({ code: 'not_found', message: `Question ${id} is gone` })
    if (question.status !== 'OPEN') return question
  }
  throw signal.reason
}

function answerOf({ id, status, answer }: QuestionStateFragment): string {
  if (status === 'ANSWERED') return answer ?? ''
  throw status === 'EXPIRED' ? new QuestionExpiredError(id) : new QuestionCancelledError(id)
}
