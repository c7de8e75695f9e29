import type { Command } from 'commander'
import { AnswerQuestionDocument, CancelQuestionDocument, type QuestionStatus, QuestionsDocument } from '../../sdk/index.ts'
import { addPageOptions, enumValues, type PageOptions } from '../options.ts'
import { type Session, withExamples, withServer } from '../session.ts'
import { addAsk } from './ask.ts'
import { showQuestion } from './question-shown.ts'
import { nextOf } from './webhooks.ts'

interface ListOptions extends PageOptions {
  status?: QuestionStatus[]
}

export function addQuestions(program: Command): void {
  const questions = program.command('questions').description('what agents want to know of people')
  withExamples(questions, 'questions list --status open')

  const list = addPageOptions(questions.command('list').description('list questions, newest first'))
    .option('--status <status>', 'open, answered, expired or cancelled; several times', enumValues<QuestionStatus>)
    .action(withServer(listQuestions))
  withExamples(list, 'questions list --status open')

  const answer = questions.command('answer').argument('<id>').argument('<answer>').description('answer a question')
  withExamples(
    answer.action(
      withServer(async ({ hookline, out, signal }, _, id: string, text: string) =>
        showQuestion(out, (await hookline.request(AnswerQuestionDocument, { id, answer: text }, { signal })).answerQuestion.question),
      ),
    ),
    'questions answer qst_… approve',
  )

  const cancel = questions.command('cancel').argument('<id>').description('take a question back')
  withExamples(
    cancel.action(
      withServer(async ({ hookline, out, signal }, _, id: string) =>
        showQuestion(out, (await hookline.request(CancelQuestionDocument, { id }, { signal })).cancelQuestion.question),
      ),
    ),
    'questions cancel qst_…',
  )
  addAsk(questions, 'questions ask')
}

async function listQuestions({ hookline, out, signal }: Session, { limit, after, status }: ListOptions): Promise<void> {
  const { questions } = await hookline.request(QuestionsDocument, { first: limit, after, statuses: status }, { signal })
  const items = questions.edges.map(({ node }) => node)
  out.rows({ items, next: nextOf(questions.pageInfo), none: 'There are no such questions.' }, [
    ['asked', ({ askedAt }) => askedAt],
    ['id', ({ id }) => id],
    ['kind', ({ kind }) => kind],
    ['status', ({ status }) => status],
    ['answer', ({ answer, options }) => answer ?? options.join(' | ')],
    ['question', ({ question }) => question],
  ])
}
