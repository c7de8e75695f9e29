import { newId } from '../model/id.ts'
import { type Begin, newAction } from './action.ts'
import { joinThread } from './coalesce.ts'

/**
 * Queues a task for the command's agent; the rendered template is what the agent is asked to do. Where the command queues
 * or steers, a later event of the same thread goes to the task that is not finished.
 */
export const createTask: Begin = ({ command, text }, { event, atMs }) => {
  const { id: commandId, version: commandVersion, action: kind, agent, target, coalesce } = command
  const action = newAction({ kind, text, commandId, commandVersion, agent, target }, atMs)
  // Done with this very commit. Set and not spread: this is on the way of every delivery.
  action.status = 'SUCCEEDED'
  action.doneAtMs = atMs
  action.nextAttemptAtMs = null
  const task = { id: newId('task', atMs), commandId, actionId: action.id, agent: agent ?? '', prompt: text }
  const { thread } = event.subject
  if (coalesce === 'NEW' || thread === null) return { action, task }
  const { id: taskId, ...about } = task
  return {
    action,
    also: joinThread({ ...about, taskId, eventId: event.id, webhookId: event.webhookId, thread, steers: coalesce === 'STEER', atMs }),
  }
}
