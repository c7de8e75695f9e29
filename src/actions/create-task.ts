import { newId } from '../model/id.ts'
import { type Begin, byCommand, newAction } from './action.ts'

/** Queues a task for the command's agent; the rendered template is what the agent is asked to do. */
export const createTask: Begin = (planned, { atMs }) => {
  const action = { ...newAction(byCommand(planned), atMs), status: 'SUCCEEDED', doneAtMs: atMs, nextAttemptAtMs: null }
  const { command, text } = planned
  const task = { id: newId('task', atMs), commandId: command.id, actionId: action.id, agent: command.agent ?? '', prompt: text }
  return { action, task }
}
