import { type Begin, pending } from './action.ts'

/**
 * Inside the request where the provider reads our answer and no command of higher priority has given it. Elsewhere the
 * text is stored, to be sent to where the event came from.
 */
export const respond: Begin = (planned, occasion) => {
  const action = pending(planned, occasion)
  if (!occasion.readsAnswer) return { action }
  if (occasion.answered) return { action: { ...action, status: 'SKIPPED', nextAttemptAtMs: null } }
  const answer = occasion.provider.answer?.(planned.text) ?? { status: 200, contentType: 'text/plain; charset=utf-8', body: planned.text }
  return { action: { ...action, status: 'SUCCEEDED', doneAtMs: occasion.atMs, nextAttemptAtMs: null }, answer }
}
