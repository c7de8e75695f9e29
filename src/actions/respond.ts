import { type Begin, byCommand, newAction, outgoing } from './action.ts'

/**
 * Inside the request where the provider reads our answer and no command of higher priority has given it. Elsewhere the
 * text is sent later, to where the event came from.
 */
export const respond: Begin = (planned, occasion, answered) => {
  const { readsAnswer, provider, atMs } = occasion
  const wanted = byCommand(planned)
  if (!readsAnswer) return outgoing(wanted, occasion)
  const action = { ...newAction(wanted, atMs), nextAttemptAtMs: null }
  if (answered) return { action: { ...action, status: 'SKIPPED' } }
  const text = occasion.strike?.(planned.text) ?? planned.text
  const answer = provider.answer?.(text) ?? { status: 200, contentType: 'text/plain; charset=utf-8', body: text }
  return { action: { ...action, status: 'SUCCEEDED', way: 'answer', doneAtMs: atMs }, answer }
}
