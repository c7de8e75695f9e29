import { describeQuestion } from '../../engine/answer.ts'
import type { QuestionKind } from '../../model/question.ts'
import { providers } from '../../providers/index.ts'
import type { Done, Job, Tools } from './job.ts'
import { say } from './say.ts'

/** Posts a question: with buttons where the provider has them, else with a list and the words that count as an answer. */
export async function putQuestion(job: Job, tools: Tools): Promise<Done> {
  const { question, event } = job
  if (!question) return say(job, tools)
  const options = question.kind === 'APPROVAL' && question.options.length === 0 ? ['approve', 'reject'] : question.options
  // A button carries its answer as it is: what must not leave is put into the text, where it is struck out.
  const shown = options.join('\n')
  const buttons = options.length > 0 && providers[event.provider].replies?.buttons === true && (await tools.withoutSecrets(shown)) === shown
  const text = describeQuestion({ kind: question.kind as QuestionKind, question: job.text, options, buttons })
  return say({ ...job, text }, tools, buttons ? { questionId: question.id, options } : undefined)
}
