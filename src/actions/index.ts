import type { NewAction, NewTask, Statement } from '../backends/database/database.ts'
import type { PlannedAction } from '../engine/decide.ts'
import type { ActionKind } from '../model/command.ts'
import type { Answer } from '../providers/provider.ts'
import { type Begin, byCommand, type Occasion, outgoing } from './action.ts'
import { ask } from './ask.ts'
import { createTask } from './create-task.ts'
import { respond } from './respond.ts'

const later: Begin = (planned, occasion) => outgoing(byCommand(planned), occasion)

const actions: Record<ActionKind, Begin> = { create_task: createTask, respond, comment: later, ask, forward: later }

/** The rows of everything that one event brings about, and the answer to its delivery where a command gives it. */
export function plannedRows(planned: readonly PlannedAction[], occasion: Occasion) {
  const rows = { actions: [] as NewAction[], tasks: [] as NewTask[], also: [] as Statement[], answer: null as Answer | null }
  for (const one of planned) {
    const { action, task, answer, also } = actions[one.command.action](one, occasion, rows.answer !== null)
    rows.actions.push(action)
    if (task) rows.tasks.push(task)
    if (also) rows.also.push(...also)
    if (answer) rows.answer = answer
  }
  return rows
}
