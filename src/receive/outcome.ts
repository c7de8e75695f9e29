import type { Occasion } from '../actions/action.ts'
import { plannedRows } from '../actions/index.ts'
import type { Decided } from './decide-now.ts'

/** What a decision comes to in the event's row, beside it, and in the answer to its delivery. */
export function outcomeOf(decided: Decided, occasion: Omit<Occasion, 'answered'>) {
  const { answer, actions, tasks, also } = plannedRows(decided.planned, occasion)
  const outcome = {
    decisionsJson: JSON.stringify(decided.decisions),
    matchedCommand: decided.planned[0]?.command.id ?? null,
    actions,
    tasks,
    also,
  }
  return { outcome, answer }
}

/** The same for an event that is stored together with its decision. */
export function newOutcomeOf(decided: Decided, occasion: Omit<Occasion, 'answered'>) {
  const { outcome, answer } = outcomeOf(decided, occasion)
  const stored = {
    ...outcome,
    status: decided.status,
    statusReason: decided.reason,
    matched: decided.planned.length,
    responseSent: answer !== null,
    processedAtMs: decided.status === 'PROCESSED' ? occasion.atMs : null,
  }
  return { stored, answer }
}
