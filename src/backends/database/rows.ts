import { insert, type NewAction, type NewEvent, type NewTask, type Row, type SettledEvent, type Statement, type Value } from './database.ts'

/** The event that rows belong to. */
interface Owner {
  id: string
  webhookId: string
  atMs: number
}

/** Columns in the order in which the writer's prepared statements take them; the payload goes beside the row. */
export function eventRow(event: NewEvent): Row {
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
  }
}

export function actionRow(action: NewAction, { id, webhookId, atMs }: Owner): Row {
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
  }
}

export function taskRow(task: NewTask, { id, webhookId, atMs }: Owner): Row {
  return {
    task_id: task.id,
    event_id: id,
    webhook_id: webhookId,
    command_id: task.commandId,
    action_id: task.actionId,
    agent: task.agent,
    prompt: task.prompt,
    status: 'QUEUED',
    created_at: atMs,
    updated_at: atMs,
  }
}

/** The first attempt of an action that was done inside the request; making a task is no attempt at anything outside. */
export function attemptRow({ id, kind, doneAtMs }: NewAction, { atMs }: Owner): Row | null {
  if (doneAtMs === null || kind === 'create_task') return null
  return { action_id: id, number: 1, at: atMs, duration_ms: Math.max(0, doneAtMs - atMs) }
}

/** What the feed says of an event that was stored or decided: kind, node, webhook, agent, time. */
export function outcomeFeed(
  { id, webhookId, atMs }: Owner,
  status: string,
  actions: readonly NewAction[],
  tasks: readonly NewTask[],
): Value[][] {
  const feed: Value[][] = tasks.map((task) => ['TASK_QUEUED', task.id, webhookId, task.agent, atMs])
  for (const { id: actionId, kind, status: done } of actions) {
    if (done === 'SUCCEEDED' && kind !== 'create_task') feed.push(['ACTION_SUCCEEDED', actionId, webhookId, null, atMs])
  }
  if (status === 'PROCESSED') feed.push(['EVENT_PROCESSED', id, webhookId, null, atMs])
  if (status === 'FAILED') feed.push(['EVENT_FAILED', id, webhookId, null, atMs])
  return feed
}

/** The unit that writes down what was decided about an event that was stored undecided. Its first statement must change one row. */
export function settleUnit(settled: SettledEvent): Statement[] {
  const owner = { id: settled.eventId, webhookId: settled.webhookId, atMs: settled.atMs }
  const attempts = settled.actions.map((action) => attemptRow(action, owner)).filter((row) => row !== null)
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
    ...settled.actions.map((action) => insert('webhook_actions', actionRow(action, owner))),
    ...attempts.map((row) => insert('action_attempts', row)),
    ...settled.tasks.map((task) => insert('tasks', taskRow(task, owner))),
    ...outcomeFeed(owner, settled.status, settled.actions, settled.tasks).map(([kind, nodeId, webhookId, agent, at]) =>
      insert('change_feed', { kind, node_id: nodeId, webhook_id: webhookId, agent, at } as Row),
    ),
  ]
}
