import { newId } from '../model/id.ts'
import { type Begin, pending } from './action.ts'

/** Queues a task for the command's agent; the rendered template is what the agent is asked to do. */
export const createTask: Begin = (planned, occasion) => {
  const action = { ...pending(planned, occasion), status: 'SUCCEEDED', doneAtMs: occasion.atMs, nextAttemptAtMs: null }
  const { command, text } = planned
  const task = { id: newId('task', occasion.atMs), commandId: command.id, actionId: action.id, agent: command.agent ?? '', prompt: text }
  return { action, task }
}
