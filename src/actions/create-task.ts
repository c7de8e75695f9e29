import { newId } from '../model/id.ts'
import { type Begin, newAction } from './action.ts'

/** Queues a task for the command's agent; the rendered template is what the agent is asked to do. */
export const createTask: Begin = ({ command, text }, { atMs }) => {
  const { id: commandId, version: commandVersion, action: kind, agent, target } = command
  const action = newAction({ kind, text, commandId, commandVersion, agent, target }, atMs)
  // Done with this very commit. Set and not spread: this is on the way of every delivery.
  action.status = 'SUCCEEDED'
  action.doneAtMs = atMs
  action.nextAttemptAtMs = null
  return { action, task: { id: newId('task', atMs), commandId, actionId: action.id, agent: agent ?? '', prompt: text } }
}
