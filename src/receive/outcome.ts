import type { Occasion } from '../actions/action.ts'
import { plannedRows } from '../actions/index.ts'
import type { Decided } from './decide-now.ts'

/** What a decision comes to in the event's row, beside it, and in the answer to its delivery. */
export function outcomeOf(decided: Decided, occasion: Occasion) {
  const { answer, actions, tasks, also } = plannedRows(decided.planned, occasion)
  const outcome = { decisionsJson: JSON.stringify(decided.decisions), matchedCommand: matchedCommand(decided), actions, tasks, also }
  return { outcome, answer }
}

/** The same for an event that is stored together with its decision. Field by field: on the way of every delivery, a spread is felt. */
export function newOutcomeOf(decided: Decided, occasion: Occasion) {
  const { answer, actions, tasks, also } = plannedRows(decided.planned, occasion)
  const stored = {
    decisionsJson: JSON.stringify(decided.decisions),
    matchedCommand: matchedCommand(decided),
    actions,
    tasks,
    also,
    status: decided.status,
    statusReason: decided.reason,
    matched: decided.planned.length,
    responseSent: answer !== null,
    processedAtMs: decided.status === 'PROCESSED' ? occasion.atMs : null,
  }
  return { stored, answer }
}

function matchedCommand({ planned }: Decided): string | null {
  return planned[0]?.command.id ?? null
}
