import type { ChangeKind } from '../../model/feed.ts'
import type { ACTION_COLUMNS, ATTEMPT_COLUMNS, EVENT_COLUMNS, FEED_COLUMNS, RowOf, TASK_COLUMNS } from './columns.ts'
import {
  type AddedToEvent,
  countOne,
  insert,
  type NewAction,
  type NewEvent,
  type NewTask,
  type SettledEvent,
  type Statement,
} from './database.ts'

/** The event that rows belong to. */
interface Owner {
  id: string
  webhookId: string
  atMs: number
}

/** The payload goes beside the row. */
export function eventRow(event: NewEvent): RowOf<typeof EVENT_COLUMNS> {
  return {
    event_id: event.id,
    webhook_id: event.webhookId,
    provider: event.provider,
    event_type: event.eventType,
    matched_command: event.matchedCommand,
    task_id: event.tasks[0]?.id ?? null,
    response_sent: event.responseSent ? 1 : 0,
    created_at: event.receivedAtMs,
    delivery_id: event.deliveryId,
    status: event.status,
    status_reason: event.statusReason,
    subject_json: event.subjectJson,
    headers_json: event.headersJson,
    raw_body: event.rawBody,
    verification_json: event.verificationJson,
    decisions_json: event.decisionsJson,
    signature_hash: event.signatureHash,
    replay_of: event.replayOf,
    processed_at: event.processedAtMs,
    payload_state: 'STORED',
    trace_parent: event.traceParent ?? null,
  }
}

export function actionRow(action: NewAction, { id, webhookId, atMs }: Owner): RowOf<typeof ACTION_COLUMNS> {
  return {
    action_id: action.id,
    event_id: id,
    webhook_id: webhookId,
    command_id: action.commandId,
    command_version: action.commandVersion,
    kind: action.kind,
    status: action.status,
    text: action.text,
    agent: action.agent,
    target: action.target,
    next_attempt_at: action.nextAttemptAtMs,
    created_at: atMs,
    finished_at: action.doneAtMs,
    place_json: action.placeJson ?? null,
    way: action.way ?? null,
    question_id: action.questionId ?? null,
    requested_by: action.requestedBy ?? null,
  }
}

export function taskRow(task: NewTask, { id, webhookId, atMs }: Owner): RowOf<typeof TASK_COLUMNS> {
  return {
    task_id: task.id,
    event_id: id,
    webhook_id: webhookId,
    command_id: task.commandId,
    action_id: task.actionId,
    agent: task.agent,
    prompt: task.prompt,
    status: 'QUEUED',
    attempt: 0,
    created_at: atMs,
    updated_at: atMs,
  }
}

/** The first attempts of actions that were done inside the request; making a task is no attempt at anything outside. */
export function attemptRows(actions: readonly NewAction[], { atMs }: Owner): RowOf<typeof ATTEMPT_COLUMNS>[] {
  return actions.flatMap(({ id, kind, doneAtMs }) =>
    doneAtMs === null || kind === 'create_task' ? [] : [{ action_id: id, number: 1, at: atMs, duration_ms: Math.max(0, doneAtMs - atMs) }],
  )
}

/** What the feed says of an event that was stored. */
export function receivedFeed(owner: Owner): RowOf<typeof FEED_COLUMNS> {
  return feedRow('EVENT_RECEIVED', owner.id, owner)
}

/** What the feed says of an event that was decided, and of what came of it. */
export function outcomeFeed(
  owner: Owner,
  status: string,
  actions: readonly NewAction[],
  tasks: readonly NewTask[],
): RowOf<typeof FEED_COLUMNS>[] {
  const feed = tasks.map((task) => feedRow('TASK_QUEUED', task.id, owner, task.agent))
  for (const { id, kind, status: done } of actions) {
    if (done === 'SUCCEEDED' && kind !== 'create_task') feed.push(feedRow('ACTION_SUCCEEDED', id, owner))
  }
  if (status === 'PROCESSED') feed.push(feedRow('EVENT_PROCESSED', owner.id, owner))
  if (status === 'FAILED') feed.push(feedRow('EVENT_FAILED', owner.id, owner))
  return feed
}

function feedRow(kind: ChangeKind, nodeId: string, { webhookId, atMs }: Owner, agent: string | null = null): RowOf<typeof FEED_COLUMNS> {
  return { kind, node_id: nodeId, webhook_id: webhookId, agent, at: atMs }
}

/** The unit that writes down what was decided about an event that was stored undecided. Its first statement must change one row. */
export function settleUnit(settled: SettledEvent): Statement[] {
  return [
    {
      sql: `UPDATE webhook_events SET status = ?, status_reason = ?, decisions_json = ?, matched_command = ?, task_id = ?, processed_at = ?
        WHERE event_id = ? AND status IN ('RECEIVED', 'PROCESSING')`,
      params: [
        settled.status,
        settled.reason,
        settled.decisionsJson,
        settled.matchedCommand,
        settled.tasks[0]?.id ?? null,
        settled.atMs,
        settled.eventId,
      ],
      expect: 1,
    },
    ...addedUnit(settled, settled.status),
    ...(settled.status === 'FAILED' ? [countOne('failed', settled.webhookId, settled.atMs)] : []),
  ]
}

/** The unit that adds actions and tasks to an event; `status`: what the event has just become. */
export function addedUnit(added: AddedToEvent, status = ''): Statement[] {
  const owner = { id: added.eventId, webhookId: added.webhookId, atMs: added.atMs }
  return [
    ...added.actions.map((action) => insert('webhook_actions', actionRow(action, owner))),
    ...attemptRows(added.actions, owner).map((row) => insert('action_attempts', row)),
    ...added.tasks.map((task) => insert('tasks', taskRow(task, owner))),
    ...outcomeFeed(owner, status, added.actions, added.tasks).map((row) => insert('change_feed', row)),
    ...(added.also ?? []),
  ]
}
