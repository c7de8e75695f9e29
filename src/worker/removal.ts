import type { Statement } from '../backends/database/database.ts'

/** What is under way is not taken away, however old it is. `e`: the event's row. */
export function isDone(e: string): string {
  return `${e}.status NOT IN ('RECEIVED', 'PROCESSING')
    AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.event_id = ${e}.event_id AND t.status IN ('QUEUED', 'CLAIMED'))
    AND NOT EXISTS (SELECT 1 FROM task_inbox i JOIN tasks t ON t.task_id = i.task_id WHERE i.event_id = ${e}.event_id AND t.status IN ('QUEUED', 'CLAIMED'))
    AND NOT EXISTS (SELECT 1 FROM webhook_actions a JOIN action_jobs j ON j.action_id = a.action_id WHERE a.event_id = ${e}.event_id)
    AND NOT EXISTS (SELECT 1 FROM questions q WHERE q.event_id = ${e}.event_id AND (q.status = 'OPEN' OR q.announced = 0))
    AND NOT EXISTS (SELECT 1 FROM replays r WHERE r.event_id = ${e}.event_id)`
}

/** Takes events away with all that hangs on them; those that something was begun with meanwhile stay. */
export function removal(eventIds: readonly string[]): Statement[] {
  const ids = JSON.stringify(eventIds)
  const named = 'event_id IN (SELECT value FROM json_each(?))'
  // Marked first: what holds for the event must hold for each statement that follows.
  const marked = `SELECT event_id FROM webhook_events WHERE ${named} AND payload_state = 'REMOVING'`
  const ofMarked = (sql: string) => ({ sql: `${sql} IN (${marked})`, params: [ids] })
  const within = (sql: string, column: string, table: string) => ({
    sql: `${sql} IN (SELECT ${column} FROM ${table} WHERE event_id IN (${marked}))`,
    params: [ids],
  })
  return [
    { sql: `UPDATE webhook_events SET payload_state = 'REMOVING' WHERE ${named} AND ${isDone('webhook_events')}`, params: [ids] },
    within('DELETE FROM action_attempts WHERE action_id', 'action_id', 'webhook_actions'),
    within('DELETE FROM task_threads WHERE task_id', 'task_id', 'tasks'),
    within('DELETE FROM task_inbox WHERE task_id', 'task_id', 'tasks'),
    ofMarked('DELETE FROM task_inbox WHERE event_id'),
    ofMarked('DELETE FROM questions WHERE event_id'),
    ofMarked('DELETE FROM tasks WHERE event_id'),
    ofMarked('DELETE FROM webhook_actions WHERE event_id'),
    ofMarked('DELETE FROM webhook_events WHERE event_id'),
  ]
}
