import type { NewAction, NewTask } from '../backends/database/database.ts'
import type { PlannedAction } from '../engine/decide.ts'
import { newId } from '../model/id.ts'
import type { Answer, Provider } from '../providers/provider.ts'

/** The event's side of a planned action. */
export interface Occasion {
  provider: Provider
  /** The provider reads our answer to this delivery. */
  readsAnswer: boolean
  /** An earlier command of the same event has answered already. */
  answered: boolean
  atMs: number
}

/** What an action comes to in the event's own commit. */
export interface Outcome {
  action: NewAction
  task?: NewTask
  answer?: Answer
}

/** One thing that a command can do. */
export type Begin = (planned: PlannedAction, occasion: Occasion) => Outcome

/** The row of an action that has an outside effect: stored now, carried out by the worker. */
export function pending({ command, text }: PlannedAction, { atMs }: Occasion): NewAction {
  return {
    id: newId('action', atMs),
    commandId: command.id,
    commandVersion: command.version,
    kind: command.action,
    status: 'PENDING',
    text,
    agent: command.agent,
    target: command.target,
    doneAtMs: null,
    nextAttemptAtMs: atMs,
  }
}
