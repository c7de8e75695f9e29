import { type Command, Option } from 'commander'
import {
  AskDocument,
  NotFoundError,
  QuestionCancelledError,
  QuestionDocument,
  QuestionExpiredError,
  type QuestionStateFragment,
} from '../../sdk/index.ts'
import { EXIT, type Exit } from '../exit-codes.ts'
import { durationMs, several } from '../options.ts'
import { say, sayRetry } from '../output.ts'
import { type Session, withExamples, withServer } from '../session.ts'
import { showQuestion } from './question-shown.ts'

interface AskOptions {
  choice?: string[]
  approval?: boolean
  answerer?: string[]
  timeout?: number
  default?: string
  task?: string
  questionKey?: string
  wait?: boolean
}

/** `ask`, and `questions ask`. */
export function addAsk(parent: Command, name: string): void {
  const ask = parent
    .command('ask')
    .argument('<event>', "where the question is put: at the event's source")
    .argument('<question>')
    .description('ask a person, and wait for the answer')
    .option('--choice <option>', 'one of the answers; at least twice', several)
    .addOption(new Option('--approval', 'a question for yes or no').conflicts('choice'))
    .option('--answerer <login>', 'who may answer; several times; left out: anyone there but bots', several)
    .option('--timeout <duration>', 'when it ends without an answer: 30m, 2h, 7d', durationMs)
    .option('--default <answer>', 'the answer where nobody gives one in time')
    .option('--task <id>', 'the task that it is asked for')
    .option('--question-key <key>', 'asked again under the same key it is the same question; goes with --task')
    .option('--wait', 'wait for the answer and print it')
    .action(withServer(askPerson))
  withExamples(
    ask,
    `${name} evt_… "Which branch?" --choice main --choice next --wait`,
    `${name} evt_… "Delete it?" --approval --timeout 1h --wait`,
  )
}

async function askPerson(session: Session, options: AskOptions, eventId: string, question: string): Promise<Exit> {
  const { hookline, out, signal } = session
  const after = await hookline.cursor()
  const asked = (await hookline.request(AskDocument, { input: toInput(options, eventId, question) }, { signal, retry: sayRetry })).ask
    .question
  if (!options.wait) {
    showQuestion(out, asked)
    return EXIT.ok
  }
  say(`Question ${asked.id} is asked. Waiting for the answer.`)
  return tellAnswer(session, await untilClosed(session, asked, after))
}

function toInput(options: AskOptions, eventId: string, question: string) {
  return {
    eventId,
    question,
    kind: options.approval ? ('APPROVAL' as const) : options.choice ? ('CHOICE' as const) : ('TEXT' as const),
    options: options.choice,
    answerers: options.answerer,
    timeoutSeconds: options.timeout === undefined ? undefined : Math.round(options.timeout / 1000),
    defaultAnswer: options.default,
    taskId: options.task,
    key: options.questionKey,
  }
}

/** The question once it is no longer open. @throws {Error} when it was interrupted first: the question stays */
async function untilClosed({ hookline, signal }: Session, asked: QuestionStateFragment, after: string): Promise<QuestionStateFragment> {
  if (asked.status !== 'OPEN') return asked
  for await (const { question } of hookline.questions(asked.id, { after, signal, onRetry: sayRetry })) {
    const now = question ?? (await hookline.request(QuestionDocument, { id: asked.id }, { signal, retry: sayRetry })).question
    if (!now) throw new NotFoundError({ code: 'not_found', message: `Question ${asked.id} is gone` })
    if (now.status !== 'OPEN') return now
  }
  say(`Question ${asked.id} stays open.`)
  throw signal.reason
}

/** @throws {QuestionClosedError} where there is no answer */
function tellAnswer({ out }: Session, question: QuestionStateFragment): Exit {
  if (question.status === 'CANCELLED') throw new QuestionCancelledError(question.id)
  if (question.status !== 'ANSWERED') throw new QuestionExpiredError(question.id)
  if (out.isJson) out.thing(question, [])
  else out.text(question.answer ?? '')
  return question.kind === 'APPROVAL' && question.answer === 'reject' ? EXIT.rejected : EXIT.ok
}
