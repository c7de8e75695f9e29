import type { Statement } from '../backends/database/database.ts'
import { taskFeedEntry } from './task-statements.ts'

// Later events of a thread whose command queues or steers wait at its unfinished task (actions/coalesce.ts). What the task's
// holder was told of is a part of that task; the rest becomes a task of its own once this one has ended.

const ENDED = `status NOT IN ('QUEUED', 'CLAIMED')`

/** From now on the holder of a lease knows what steers its task. */
export function tell(which: { agent: string; leaseHash: string; nowMs: number }): Statement {
  return {
    sql: `UPDATE task_inbox SET told_at = ? WHERE steers = 1 AND told_at IS NULL
      AND task_id = (SELECT task_id FROM tasks WHERE agent = ? AND status = 'CLAIMED' AND lease_hash = ? AND thread IS NOT NULL)`,
    params: [which.nowMs, which.agent, which.leaseHash],
  }
}

/** Makes one task, `nextId`, of the events that still wait at a task which has ended; nothing where none do or it has not ended. */
export function followUp(taskId: string, nextId: string, nowMs: number): Statement[] {
  const made = `EXISTS (SELECT 1 FROM tasks WHERE task_id = ?)`
  return [
    {
      sql: `INSERT INTO tasks (task_id, event_id, webhook_id, command_id, action_id, agent, prompt, status, attempt, thread, created_at, updated_at)
        SELECT ?, i.event_id, t.webhook_id, t.command_id, i.action_id, t.agent, i.prompt, 'QUEUED', 0, t.thread, ?, ?
        FROM task_inbox i JOIN tasks t ON t.task_id = i.task_id WHERE i.task_id = ? AND i.told_at IS NULL AND t.${ENDED} ORDER BY i.event_id LIMIT 1`,
      params: [nextId, nowMs, nowMs, taskId],
    },
    {
      sql: `DELETE FROM task_inbox WHERE task_id = ? AND event_id = (SELECT event_id FROM tasks WHERE task_id = ?)`,
      params: [taskId, nextId],
    },
    {
      sql: `UPDATE task_inbox SET task_id = ? WHERE task_id = ? AND told_at IS NULL AND ${made}`,
      params: [nextId, taskId, nextId],
    },
    {
      sql: `UPDATE webhook_events SET task_id = ? WHERE task_id = ? AND event_id IN
        (SELECT event_id FROM tasks WHERE task_id = ? UNION SELECT event_id FROM task_inbox WHERE task_id = ?)`,
      params: [nextId, taskId, nextId, nextId],
    },
    { sql: `UPDATE task_threads SET task_id = ? WHERE task_id = ? AND ${made}`, params: [nextId, taskId, nextId] },
    {
      sql: `DELETE FROM task_threads WHERE task_id = ? AND EXISTS (SELECT 1 FROM tasks WHERE task_id = ? AND ${ENDED})`,
      params: [taskId, taskId],
    },
    taskFeedEntry(nextId, nowMs),
  ]
}
