import type { Statement } from '../backends/database/database.ts'

/** An event for a command whose thread may have a task that is not finished. */
export interface Latecomer {
  /** The task that is made where there is none. */
  taskId: string
  eventId: string
  webhookId: string
  commandId: string
  actionId: string
  thread: string
  agent: string
  prompt: string
  /** The running task's holder is told at its next heartbeat; else the event waits until that task has ended. */
  steers: boolean
  atMs: number
}

const UNFINISHED = `SELECT h.task_id FROM task_threads h JOIN tasks t ON t.task_id = h.task_id
  WHERE h.command_id = ? AND h.thread = ? AND t.status IN ('QUEUED', 'CLAIMED')`

/**
 * The statements that put an event into the inbox of its thread's unfinished task, or make that task. Looked up by the
 * unit itself: two deliveries that come together make one task.
 */
export function joinThread(late: Latecomer): Statement[] {
  const { taskId, eventId, commandId, thread, atMs } = late
  const head = [commandId, thread]
  return [
    {
      sql: `INSERT INTO task_inbox (task_id, event_id, action_id, prompt, steers) SELECT task_id, ?, ?, ?, ? FROM (${UNFINISHED}) AS unfinished`,
      params: [eventId, late.actionId, late.prompt, late.steers ? 1 : 0, ...head],
    },
    {
      sql: `INSERT INTO tasks (task_id, event_id, webhook_id, command_id, action_id, agent, prompt, status, attempt, thread, created_at, updated_at)
        SELECT ?, ?, ?, ?, ?, ?, ?, 'QUEUED', 0, ?, ?, ? WHERE NOT EXISTS (${UNFINISHED})`,
      params: [taskId, eventId, late.webhookId, commandId, late.actionId, late.agent, late.prompt, thread, atMs, atMs, ...head],
    },
    {
      sql: `INSERT INTO task_threads (command_id, thread, task_id) SELECT ?, ?, task_id FROM tasks WHERE task_id = ?
        ON CONFLICT (command_id, thread) DO UPDATE SET task_id = excluded.task_id`,
      params: [...head, taskId],
    },
    {
      sql: `UPDATE webhook_events SET task_id = coalesce(task_id, (SELECT task_id FROM task_threads WHERE command_id = ? AND thread = ?)) WHERE event_id = ?`,
      params: [...head, eventId],
    },
    {
      sql: `INSERT INTO change_feed (kind, node_id, webhook_id, agent, at)
        SELECT CASE t.task_id WHEN ? THEN 'TASK_QUEUED' ELSE 'TASK_PROGRESS' END, t.task_id, t.webhook_id, t.agent, ?
        FROM task_threads h JOIN tasks t ON t.task_id = h.task_id WHERE h.command_id = ? AND h.thread = ?`,
      params: [taskId, atMs, ...head],
    },
  ]
}
