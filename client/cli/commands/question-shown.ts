import type { QuestionStateFragment } from '../../sdk/index.ts'
import type { Output } from '../output.ts'

export function showQuestion(out: Output, question: QuestionStateFragment): void {
  out.thing(question, [
    ['id', question.id],
    ['question', question.question],
    ['options', question.options.join(' | ')],
    ['status', question.status],
    ['answer', question.answer],
    ['by', question.answeredBy],
    ['expires', question.status === 'OPEN' ? question.expiresAt : null],
  ])
}
