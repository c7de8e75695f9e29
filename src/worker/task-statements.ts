import { notice } from '../actions/notice.ts'
import type { Statement, Value } from '../backends/database/database.ts'
import type { Task } from '../backends/database/generated/sqlite/client.ts'

// One statement per step of a task's life. A lease is proved in the WHERE of the write itself, so that between the look
// and the write nobody can take the task over: https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html

/** After so many claims that came to nothing a task is DEAD, until a person queues it again. */
export const MAX_ATTEMPTS = 5
const AGENT_NOTED_EVERY_MS = 10_000

const LEASE_ENDS = 'lease_hash = NULL, lease_until = NULL'
const NO_LEASE = `claimed_by = NULL, ${LEASE_ENDS}`
const IS_HELD = `task_id = ? AND status = 'CLAIMED' AND lease_hash = ? AND lease_until > ?`

/** Who may do something to a task, and when. */
export interface Holder {
  id: string
  leaseHash: string
  nowMs: number
}

/**
 * Claims a queued task of an agent; answers its id. The webhook whose turn was longest ago comes first, so that a busy one
 * keeps no other waiting; of its tasks the oldest whose command has not as many under way as it may. None where the agent has.
 */
export function claim(wanted: {
  agent: string
  webhookIds: readonly string[]
  by: string
  leaseHash: string
  untilMs: number
  nowMs: number
}): Statement {
  const { agent, webhookIds } = wanted
  const isVisible = webhookIds.length === 0 ? '' : `AND w.webhook_id IN (${webhookIds.map(() => '?')})`
  // From one webhook to the next along the index, not along all that is queued.
  const waiting = `webhooks (webhook_id) AS (SELECT min(webhook_id) FROM tasks WHERE agent = ? AND status = 'QUEUED' UNION ALL
    SELECT (SELECT min(n.webhook_id) FROM tasks n WHERE n.agent = ? AND n.status = 'QUEUED' AND n.webhook_id > w.webhook_id)
    FROM webhooks w WHERE w.webhook_id IS NOT NULL)`
  const turns = `turns AS (SELECT w.webhook_id FROM webhooks w LEFT JOIN agent_turns u ON u.agent = ? AND u.webhook_id = w.webhook_id
    WHERE w.webhook_id IS NOT NULL ${isVisible} ORDER BY coalesce(u.at, 0), w.webhook_id LIMIT 1000000)`
  // Counted within the agent, which the index serves.
  const underWay = `SELECT count(*) FROM tasks r WHERE r.agent = t.agent AND r.status = 'CLAIMED' AND r.command_id = t.command_id`
  const oldest = `SELECT t.task_id FROM tasks t LEFT JOIN webhook_commands c ON c.command_id = t.command_id
    WHERE t.agent = ? AND t.status = 'QUEUED' AND t.webhook_id = turns.webhook_id AND (c.max_concurrent IS NULL OR (${underWay}) < c.max_concurrent)
    ORDER BY t.task_id LIMIT 1`
  const isBusy = `EXISTS (SELECT 1 FROM agents a WHERE a.name = ? AND a.max_concurrent <=
    (SELECT count(*) FROM tasks r WHERE r.agent = a.name AND r.status = 'CLAIMED'))`
  return {
    sql: `WITH RECURSIVE ${waiting}, ${turns}
      UPDATE tasks SET status = 'CLAIMED', claimed_by = ?, lease_hash = ?, lease_until = ?, attempt = attempt + 1, progress = NULL, updated_at = ?
      WHERE task_id = (SELECT next FROM (SELECT (${oldest}) AS next FROM turns) AS found WHERE next IS NOT NULL LIMIT 1) AND NOT ${isBusy} RETURNING task_id`,
    params: [agent, agent, agent, ...webhookIds, wanted.by, wanted.leaseHash, wanted.untilMs, wanted.nowMs, agent, agent],
  }
}

/** Remembers whose turn it was, once a claim was made. */
export function turnTaken({ agent, leaseHash, nowMs }: { agent: string; leaseHash: string; nowMs: number }): Statement {
  return {
    sql: `INSERT INTO agent_turns (agent, webhook_id, at) SELECT agent, webhook_id, ? FROM tasks WHERE agent = ? AND status = 'CLAIMED' AND lease_hash = ?
      ON CONFLICT (agent, webhook_id) DO UPDATE SET at = excluded.at`,
    params: [nowMs, agent, leaseHash],
  }
}

/** The feed's word on a task just claimed; none where nothing was claimed. */
export function claimFeedEntry({ agent, leaseHash, nowMs }: { agent: string; leaseHash: string; nowMs: number }): Statement {
  const which = `agent = ? AND status = 'CLAIMED' AND lease_hash = ?`
  return tell(`'TASK_CLAIMED'`, which, [agent, leaseHash], nowMs)
}

/** The feed's word on what a task has become. */
export function taskFeedEntry(id: string, nowMs: number): Statement {
  const kind = `CASE status WHEN 'QUEUED' THEN 'TASK_QUEUED' WHEN 'COMPLETED' THEN 'TASK_COMPLETED' WHEN 'CLAIMED' THEN 'TASK_PROGRESS' ELSE 'TASK_FAILED' END`
  return tell(kind, 'task_id = ?', [id], nowMs)
}

/** Prolongs a lease; progress that is left out stays as it is. */
export function heartbeat(holder: Holder, untilMs: number, progress: string | null): Statement {
  return held(
    'lease_until = CASE WHEN lease_until > ? THEN lease_until ELSE ? END, progress = coalesce(?, progress)',
    [untilMs, untilMs, progress],
    holder,
  )
}

/** Who claimed it stays to be seen. */
export function completion(holder: Holder, resultJson: string | null): Statement {
  return held(`status = 'COMPLETED', result_json = ?, error = NULL, ${LEASE_ENDS}`, [resultJson], holder)
}

/** With `retry` the task is queued again, or DEAD once it was tried often enough; without, it has failed. */
export function failure(holder: Holder, error: string, retry: boolean): Statement {
  const end = retry ? `status = ${nextStatus()}, ${NO_LEASE}` : `status = 'FAILED', ${LEASE_ENDS}`
  return held(`${end}, error = ?`, [error], holder)
}

/** Hands a task back as if it had not been claimed. */
export function release(holder: Holder): Statement {
  return held(`status = 'QUEUED', attempt = attempt - 1, ${NO_LEASE}`, [], holder)
}

/** Queues a task that has ended badly, with all its attempts before it. */
export function requeueing(id: string, nowMs: number): Statement {
  const sql = `UPDATE tasks SET status = 'QUEUED', attempt = 0, error = NULL, claimed_by = NULL, updated_at = ? WHERE task_id = ? AND status IN ('FAILED', 'DEAD', 'CANCELLED')`
  return { sql, params: [nowMs, id], expect: 1 }
}

/** Ends a task that is not finished; whoever holds it can no longer write. */
export function cancellation(id: string, nowMs: number): Statement {
  const sql = `UPDATE tasks SET status = 'CANCELLED', ${NO_LEASE}, updated_at = ? WHERE task_id = ? AND status IN ('QUEUED', 'CLAIMED')`
  return { sql, params: [nowMs, id], expect: 1 }
}

/** Remembers that an agent was there; written at most every 10 seconds. */
export function seenAgent(agent: string, nowMs: number): Statement {
  const sql = `INSERT INTO agents (name, last_seen_at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last_seen_at = excluded.last_seen_at
    WHERE agents.last_seen_at IS NULL OR agents.last_seen_at <= excluded.last_seen_at - ${AGENT_NOTED_EVERY_MS}`
  return { sql, params: [agent, nowMs] }
}

/** Leases that have run out. Whoever claimed stands among the agents, so the tasks' index finds them. */
export const EXPIRED = `agent IN (SELECT name FROM agents) AND status = 'CLAIMED' AND lease_until <= ?`

/** Takes those of the tasks back whose leases have run out: the feed first, while they can still be told. */
export function sweep(ids: readonly string[], nowMs: number): Statement[] {
  const which = `task_id IN (SELECT value FROM json_each(?)) AND ${EXPIRED}`
  const among = JSON.stringify(ids)
  const kind = `CASE WHEN attempt >= ${MAX_ATTEMPTS} THEN 'TASK_FAILED' ELSE 'TASK_QUEUED' END`
  const sql = `UPDATE tasks SET status = ${nextStatus()}, error = 'The lease ran out', ${NO_LEASE}, updated_at = ? WHERE ${which} RETURNING task_id`
  return [tell(kind, which, [among, nowMs], nowMs), { sql, params: [nowMs, among, nowMs] }]
}

/** That a task has come to nothing, where it has. Behind the statement that may have ended it. */
export function toldIfDead(task: Pick<Task, 'taskId' | 'agent' | 'eventId' | 'webhookId'>, nowMs: number): Statement {
  const { taskId, agent, eventId, webhookId } = task
  return notice({
    kind: 'task.dead',
    title: `A task of ${agent} has come to nothing`,
    body: `It was claimed ${MAX_ATTEMPTS} times and not finished`,
    data: { task_id: taskId, agent, event_id: eventId, webhook_id: webhookId },
    webhookId,
    eventId,
    where: { sql: `EXISTS (SELECT 1 FROM tasks WHERE task_id = ? AND status = 'DEAD' AND updated_at = ?)`, params: [taskId, nowMs] },
    atMs: nowMs,
  })
}

function held(set: string, params: Value[], { id, leaseHash, nowMs }: Holder): Statement {
  return { sql: `UPDATE tasks SET ${set}, updated_at = ? WHERE ${IS_HELD}`, params: [...params, nowMs, id, leaseHash, nowMs], expect: 1 }
}

function nextStatus(): string {
  return `CASE WHEN attempt >= ${MAX_ATTEMPTS} THEN 'DEAD' ELSE 'QUEUED' END`
}

function tell(kind: string, which: string, params: Value[], nowMs: number): Statement {
  const sql = `INSERT INTO change_feed (kind, node_id, webhook_id, agent, at) SELECT ${kind}, task_id, webhook_id, agent, ? FROM tasks WHERE ${which}`
  return { sql, params: [nowMs, ...params] }
}
