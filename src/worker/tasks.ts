import { outgoing } from '../actions/action.ts'
import { struckJson, type WithoutSecrets } from '../actions/struck.ts'
import { auditEntry, type Database, ExpectationFailed, type Statement } from '../backends/database/database.ts'
import type { Task } from '../backends/database/generated/sqlite/client.ts'
import { cleanOutgoing } from '../engine/outgoing.ts'
import { Conflict, Forbidden, InvalidInput, NotFound } from '../errors.ts'
import { newId } from '../model/id.ts'
import { requireRole, seesTask } from '../model/rights.ts'
import { actorOf, type Viewer } from '../model/viewer.ts'
import type { ProviderName } from '../model/webhook.ts'
import { providers } from '../providers/index.ts'
import { DEFAULT_LEASE_S, isLeaseToken, leaseSecondsOf, MAX_LEASE_S, MIN_LEASE_S, makeLeaseToken, tokenHash } from './lease-token.ts'
import { followUp, tell } from './task-inbox.ts'
import {
  cancellation,
  claim,
  claimFeedEntry,
  completion,
  EXPIRED,
  failure,
  type Holder,
  heartbeat,
  MAX_ATTEMPTS,
  release,
  requeueing,
  seenAgent,
  sweep,
  taskFeedEntry,
  toldIfDead,
  turnTaken,
} from './task-statements.ts'

export interface TaskDeps {
  db: Database
  /** Milliseconds since 1970. */
  now(): number
  /** Results, errors and progress are shown to others. */
  withoutSecrets: WithoutSecrets
  /** Something was stored that is to be sent. */
  outgoing(): void
}
/** A task under a lease; the token is what its holder proves itself with. */
export interface Claim {
  task: Task
  leaseToken: string
}
/** What a lease's holder hands in with each call. */
export interface Held {
  id: string
  leaseToken: string
}

/** Bytes of JSON. */
const MAX_RESULT_BYTES = 1024 * 1024
const MAX_PROGRESS_BYTES = 2048
const MAX_TEXT_BYTES = 64 * 1024
/** In one commit, which deliveries share. */
const MAX_SWEPT = 500

/**
 * A queued task of an agent, fair between its webhooks and the oldest of each; null: none waits, or as many are under way as
 * may be. `leaseSeconds` 5 to 3600, default 60.
 */
export async function claimTask(
  { db, now }: TaskDeps,
  viewer: Viewer,
  input: { agent: string; leaseSeconds?: number | null },
): Promise<Claim | null> {
  const { agent } = input
  requireAgent(viewer, agent)
  const leaseS = input.leaseSeconds ?? DEFAULT_LEASE_S
  if (!Number.isInteger(leaseS) || leaseS < MIN_LEASE_S || leaseS > MAX_LEASE_S)
    throw invalid('leaseSeconds', `expected ${MIN_LEASE_S} to ${MAX_LEASE_S} seconds`)
  const leaseToken = makeLeaseToken(leaseS)
  const nowMs = now()
  const wanted = {
    agent,
    webhookIds: viewer.webhookIds,
    by: viewer.name,
    leaseHash: tokenHash(leaseToken),
    untilMs: nowMs + leaseS * 1000,
    nowMs,
  }
  const [claimed] = await db.write([claim(wanted), claimFeedEntry(wanted), turnTaken(wanted), tell(wanted), seenAgent(agent, nowMs)])
  const taskId = claimed?.[0]?.task_id
  return taskId === undefined ? null : { task: await readRow(db, String(taskId)), leaseToken }
}

/** Prolongs the lease by its length, from now; `progress` (at most 2 kB) is shown to whoever watches. */
export async function heartbeatTask(deps: TaskDeps, viewer: Viewer, input: Held & { progress?: string | null }): Promise<Task> {
  requireSize('progress', input.progress ?? null, MAX_PROGRESS_BYTES)
  const progress = input.progress == null ? null : await deps.withoutSecrets(input.progress)
  const untilMs = deps.now() + leaseSecondsOf(input.leaseToken) * 1000
  return writeHeld(deps, viewer, input, (holder, task) => [
    heartbeat(holder, untilMs, progress),
    ...(task.thread === null ? [] : [tell({ agent: task.agent, ...holder })]),
    seenAgent(task.agent, holder.nowMs),
    ...(progress !== null && progress !== task.progress ? [taskFeedEntry(task.taskId, holder.nowMs)] : []),
  ])
}

/** Ends a task well. `reply` is posted at the event's source, once, by the worker. */
export async function completeTask(
  deps: TaskDeps,
  viewer: Viewer,
  input: Held & { result?: unknown; reply?: string | null },
): Promise<Task> {
  const { reply } = input
  requireSize('result', jsonOf(input.result), MAX_RESULT_BYTES)
  requireSize('reply', reply ?? null, MAX_TEXT_BYTES)
  const resultJson = jsonOf(await struckJson(input.result ?? null, 'result', deps.withoutSecrets))
  const comment = reply ? await replyStatements(deps, await readVisible(deps, viewer, input.id), reply) : []
  const task = await writeHeld(deps, viewer, input, (holder, before) => [
    completion(holder, resultJson),
    ...comment,
    taskFeedEntry(holder.id, holder.nowMs),
    ...followed(before, holder.nowMs),
  ])
  if (reply) deps.outgoing()
  return task
}

/** Ends an attempt badly: with `retry` (default) the task is queued again, or DEAD after 5 attempts; without, it is FAILED. */
export async function failTask(deps: TaskDeps, viewer: Viewer, input: Held & { error: string; retry?: boolean | null }): Promise<Task> {
  requireSize('error', input.error, MAX_TEXT_BYTES)
  const error = await deps.withoutSecrets(input.error)
  return writeHeld(deps, viewer, input, (holder, task) => [
    failure(holder, error, input.retry ?? true),
    toldIfDead(task, holder.nowMs),
    taskFeedEntry(holder.id, holder.nowMs),
    ...followed(task, holder.nowMs),
  ])
}

/** Hands a task back; the attempt does not count. */
export async function releaseTask(deps: TaskDeps, viewer: Viewer, input: Held): Promise<Task> {
  return writeHeld(deps, viewer, input, (holder) => [release(holder), taskFeedEntry(holder.id, holder.nowMs)])
}

/** Queues a FAILED, DEAD or CANCELLED task again, with all its attempts before it. */
export async function requeueTask(deps: TaskDeps, viewer: Viewer, id: string): Promise<Task> {
  return decideOver(deps, viewer, id, {
    verb: 'task.requeue',
    statement: requeueing,
    expected: 'only a FAILED, DEAD or CANCELLED task can be queued again',
  })
}

/** Ends a task that is not finished. Its claimer's further writes are refused. */
export async function cancelTask(deps: TaskDeps, viewer: Viewer, id: string): Promise<Task> {
  return decideOver(deps, viewer, id, {
    verb: 'task.cancel',
    statement: cancellation,
    expected: 'only a QUEUED or CLAIMED task can be cancelled',
  })
}

/** Gives tasks whose lease has run out to the next claimer, or ends them as DEAD after 5 attempts, 500 at a time; answers how many. */
export async function sweepLeases({ db, now }: Pick<TaskDeps, 'db' | 'now'>): Promise<number> {
  const nowMs = now()
  const expired = await db.read<Pick<Task, 'taskId' | 'thread' | 'agent' | 'eventId' | 'webhookId' | 'attempt'> & Record<string, never>>(
    `SELECT task_id AS "taskId", thread, agent, event_id AS "eventId", webhook_id AS "webhookId", attempt FROM tasks WHERE ${EXPIRED} ORDER BY lease_until LIMIT ${MAX_SWEPT}`,
    [nowMs],
  )
  if (expired.length === 0) return 0
  const ids = expired.map(({ taskId }) => taskId)
  const last = expired.filter(({ attempt }) => attempt >= MAX_ATTEMPTS)
  const [, taken] = await db.write([
    ...sweep(ids, nowMs),
    ...last.map((task) => toldIfDead(task, nowMs)),
    ...expired.flatMap((task) => followed(task, nowMs)),
  ])
  return taken?.length ?? 0
}

/** What follows where a task has ended: later events of its thread that nobody has seen are queued. */
function followed({ taskId, thread }: Pick<Task, 'taskId' | 'thread'>, nowMs: number): Statement[] {
  return thread === null ? [] : followUp(taskId, newId('task', nowMs), nowMs)
}

/** A comment at the source of a task's event. @throws {InvalidInput} the task came of none */
async function replyStatements({ db, now, withoutSecrets }: TaskDeps, { eventId, agent }: Task, reply: string): Promise<Statement[]> {
  const row = eventId === null ? null : await db.prisma.webhookEvent.findUnique({ where: { eventId } })
  if (!row || row.payloadJson === null) throw invalid('reply', 'this task came of no event: there is nowhere to reply')
  const { webhookId, eventType, payloadJson, subjectJson } = row
  const event = { id: row.eventId, webhookId, eventType, payload: JSON.parse(payloadJson), subject: JSON.parse(subjectJson ?? 'null') }
  const atMs = now()
  const wanted = { kind: 'comment' as const, text: await withoutSecrets(cleanOutgoing(reply)), agent }
  const { action, also = [] } = outgoing(wanted, { event, provider: providers[row.provider as ProviderName], atMs })
  return db.adding({ eventId: event.id, webhookId, actions: [action], tasks: [], also: [...also], atMs })
}

/** @throws {Conflict} saying whether the lease was lost, the task is finished, or the token is wrong */
async function writeHeld(
  deps: TaskDeps,
  viewer: Viewer,
  { id, leaseToken }: Held,
  unit: (holder: Holder, task: Task) => Statement[],
): Promise<Task> {
  const task = await readVisible(deps, viewer, id)
  requireAgent(viewer, task.agent)
  const holder = { id, leaseHash: tokenHash(leaseToken), nowMs: deps.now() }
  try {
    await deps.db.write(unit(holder, task))
  } catch (error) {
    if (!(error instanceof ExpectationFailed)) throw error
    throw new Conflict(whyNotHeld(await readRow(deps.db, id), leaseToken))
  }
  return readRow(deps.db, id)
}

function whyNotHeld(task: Task, leaseToken: string): string {
  const name = `Task "${task.taskId}"`
  if (!isLeaseToken(leaseToken)) return `The lease token for ${name} is wrong: expected what claimTask answered`
  if (task.status === 'QUEUED') return `The lease on ${name} was lost: it ended, and the task is queued again`
  if (task.status !== 'CLAIMED') return `${name} is finished: it is ${task.status}`
  if (task.leaseHash === tokenHash(leaseToken)) return `The lease on ${name} was lost: it ran out at ${task.leaseUntil?.toISOString()}`
  return `The lease token for ${name} is not the current one: the lease was lost and the task was claimed again, or the token is wrong`
}

interface Decision {
  verb: string
  statement(id: string, nowMs: number): Statement
  expected: string
}

async function decideOver({ db, now }: TaskDeps, viewer: Viewer, id: string, { verb, statement, expected }: Decision): Promise<Task> {
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  const task = await readVisible({ db }, viewer, id)
  const nowMs = now()
  try {
    await db.write([
      statement(id, nowMs),
      taskFeedEntry(id, nowMs),
      auditEntry({ ...actorOf(viewer), verb, subject: id, detail: { was: task.status }, atMs: nowMs }),
      ...followed(task, nowMs),
    ])
  } catch (error) {
    if (!(error instanceof ExpectationFailed)) throw error
    throw new Conflict(`Task "${id}" is ${(await readRow(db, id)).status}: ${expected}`)
  }
  return readRow(db, id)
}

/** @throws {Forbidden} unless the viewer may take this agent's tasks */
function requireAgent(viewer: Viewer, agent: string): void {
  if (viewer.role === 'VIEWER') throw new Forbidden(`"${viewer.name}" may read, not take tasks`)
  if (viewer.role === 'AGENT' && viewer.agent !== agent) throw new Forbidden(`"${viewer.name}" takes the tasks of ${viewer.agent} only`)
}

/** @throws {NotFound} also where the task is not for this viewer */
async function readVisible({ db }: Pick<TaskDeps, 'db'>, viewer: Viewer, id: string): Promise<Task> {
  const task = await db.prisma.task.findUnique({ where: { taskId: id } })
  if (!task || !seesTask(viewer, task)) throw new NotFound('Task', id)
  return task
}

function jsonOf(result: unknown): string | null {
  return result === undefined || result === null ? null : JSON.stringify(result)
}

function requireSize(field: string, text: string | null, maxBytes: number): void {
  if (text !== null && Buffer.byteLength(text) > maxBytes) throw invalid(field, `expected at most ${maxBytes} bytes`)
}

function invalid(field: string, message: string): InvalidInput {
  return new InvalidInput([{ path: [field], message }])
}

function readRow(db: Database, taskId: string): Promise<Task> {
  return db.prisma.task.findUniqueOrThrow({ where: { taskId } })
}
