import { type OfEvent, outgoing, placeOf, type Wanted } from '../actions/action.ts'
import { jobStatement } from '../actions/job.ts'
import { auditEntry, ExpectationFailed, feedEntry, type Statement } from '../backends/database/database.ts'
import type { WebhookAction, WebhookEvent } from '../backends/database/generated/sqlite/client.ts'
import { cleanOutgoing } from '../engine/outgoing.ts'
import { Forbidden, InvalidInput, NotFound } from '../errors.ts'
import { ownAgent, requireRole, seesWebhook } from '../model/rights.ts'
import { actorOf, type Viewer } from '../model/viewer.ts'
import type { ProviderName } from '../model/webhook.ts'
import { providers } from '../providers/index.ts'
import type { Place } from '../providers/reply.ts'
import { readCurrent } from './change.ts'
import type { Registry } from './registry.ts'

/** Characters of a text that is given through the API. */
const MAX_TEXT_CHARS = 65_536
const DAY_MS = 24 * 60 * 60 * 1000

/** An event that something is to be done about, as far as it matters. */
export interface Actionable {
  row: WebhookEvent
  event: OfEvent
}

/**
 * Stores a comment, a response or a forward that somebody asks for; the worker carries it out. Answers the action's id.
 * @throws {Forbidden | NotFound | InvalidInput}
 */
export async function requestAction(
  registry: Registry,
  viewer: Viewer,
  eventId: string,
  wanted: Pick<Wanted, 'kind' | 'target'> & { text: string; field: string; also?: readonly Statement[] },
): Promise<string> {
  const { kind, target, field } = wanted
  const text = kind === 'forward' ? '' : await registry.withoutSecrets(checkedText(field, wanted.text))
  const { event, row } = await readActionable(registry, viewer, eventId)
  const provider = providers[row.provider as ProviderName]
  if (kind !== 'forward' && !placeOf(event, provider)) throw nowhere(event, provider.title)
  await requireFlowing(registry, event)
  const atMs = registry.now()
  const { action, also = [] } = outgoing({ kind, text, target, agent: viewer.agent, requestedBy: viewer.name }, { event, provider, atMs })
  const audit = auditEntry({ ...actorOf(viewer), verb: `action.${kind}`, subject: event.id, detail: { action: action.id, target }, atMs })
  const added = {
    eventId: event.id,
    webhookId: event.webhookId,
    actions: [action],
    tasks: [],
    also: [...also, ...(wanted.also ?? []), audit],
    atMs,
  }
  await registry.db.write(registry.db.adding(added))
  registry.outgoing()
  return action.id
}

/**
 * Starts an action anew that has come to nothing, or makes its next try now.
 * @throws {Forbidden | NotFound | InvalidInput}
 */
export async function retryAction(registry: Registry, viewer: Viewer, id: string): Promise<void> {
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  const { db, now } = registry
  const action = await db.prisma.webhookAction.findUnique({ where: { actionId: id }, include: { event: true } })
  if (!action || !seesWebhook(viewer, action.webhookId)) throw new NotFound('Action', id)
  const atMs = now()
  try {
    await db.write([
      ...restart(action, action.event.provider as ProviderName, atMs),
      auditEntry({ ...actorOf(viewer), verb: 'action.retry', subject: id, detail: { was: action.status }, atMs }),
    ])
  } catch (error) {
    if (!(error instanceof ExpectationFailed)) throw error
    throw new InvalidInput([
      { path: ['id'], message: `only an action that is EXHAUSTED, SKIPPED or RETRYING can be retried; this one is ${action.status}` },
    ])
  }
  registry.outgoing()
}

/** Whether an earlier try took effect is not known any more: the provider is asked first. */
function restart(action: WebhookAction, provider: ProviderName, atMs: number): Statement[] {
  const job = jobStatement({ ...action, id: action.actionId, doneAtMs: null, nextAttemptAtMs: atMs }, provider)
  return [
    {
      sql: `UPDATE webhook_actions SET status = 'PENDING', next_attempt_at = ?, finished_at = NULL
        WHERE action_id = ? AND status IN ('EXHAUSTED', 'SKIPPED', 'RETRYING') AND kind <> 'create_task'`,
      params: [atMs, action.actionId],
      expect: 1,
    },
    { sql: `${job.sql} ON CONFLICT (action_id) DO UPDATE SET next_attempt_at = excluded.next_attempt_at, tries = 0`, params: job.params },
    { sql: 'UPDATE action_jobs SET uncertain = 1 WHERE action_id = ?', params: [action.actionId] },
  ]
}

/**
 * An event that the viewer may act on.
 * @throws {Forbidden} a VIEWER, or an AGENT whose event this is not
 * @throws {NotFound}
 */
export async function readActionable({ db, now }: Registry, viewer: Viewer, eventId: string): Promise<Actionable> {
  if (viewer.role === 'VIEWER') throw new Forbidden(`"${viewer.name}" may read, not act`)
  const row = await db.prisma.webhookEvent.findUnique({ where: { eventId }, include: { webhook: { select: { deletedAt: true } } } })
  if (!row || !seesWebhook(viewer, row.webhookId)) throw new NotFound('Event', eventId)
  if (row.webhook.deletedAt) throw new NotFound('Webhook', row.webhookId)
  if (row.payloadJson === null) throw new NotFound('Payload of the event', eventId)
  if (viewer.role === 'AGENT' && !(await isAgentsEvent(db, ownAgent(viewer), eventId, now())))
    throw new Forbidden(
      `"${viewer.name}" may act on events of its own tasks, held or finished in the last 24 hours, and of commands that name it`,
    )
  const subject = JSON.parse(row.subjectJson ?? 'null')
  const event = { id: eventId, webhookId: row.webhookId, eventType: row.eventType, payload: JSON.parse(row.payloadJson), subject }
  return { row, event: { ...event, place: await placeOfOwn(db, row) } }
}

/** Whether an agent holds a task of an event or has finished one lately, or a command named it. */
async function isAgentsEvent(db: Registry['db'], agent: string, eventId: string, nowMs: number): Promise<boolean> {
  const [found] = await db.read(
    `SELECT 1 FROM tasks WHERE event_id = ? AND agent = ? AND (status = 'CLAIMED' OR (status IN ('COMPLETED', 'FAILED') AND updated_at > ?))
     UNION ALL SELECT 1 FROM webhook_actions WHERE event_id = ? AND agent = ? AND command_id IS NOT NULL LIMIT 1`,
    [eventId, agent, nowMs - DAY_MS, eventId, agent],
  )
  return found !== undefined
}

/** Hookline's own events happen where their question was put; undefined: the event is the provider's. */
async function placeOfOwn(db: Registry['db'], { deliveryId, eventType }: WebhookEvent): Promise<Place | null | undefined> {
  if (!eventType.startsWith('question.') || !deliveryId.startsWith('question:')) return undefined
  const question = await db.prisma.question.findUnique({ where: { questionId: deliveryId.slice('question:'.length) } })
  return question?.placeJson ? JSON.parse(question.placeJson) : null
}

/** @throws {InvalidInput} `breaker_open` */
export async function requireFlowing({ db }: Registry, { webhookId, subject }: OfEvent): Promise<void> {
  const [stopped] = await db.read<{ reason: string }>(`SELECT reason FROM breakers WHERE webhook_id = ? AND thread IN ('', ?) LIMIT 1`, [
    webhookId,
    subject?.thread ?? '',
  ])
  if (stopped) throw new InvalidInput([{ path: ['eventId'], message: stopped.reason }], 'breaker_open')
}

/** @throws {InvalidInput} empty, or too long */
export function checkedText(field: string, text: string): string {
  if (text.length > MAX_TEXT_CHARS) throw new InvalidInput([{ path: [field], message: `expected at most ${MAX_TEXT_CHARS} characters` }])
  const cleaned = cleanOutgoing(text)
  if (cleaned.trim() === '') throw new InvalidInput([{ path: [field], message: 'expected a text' }])
  return cleaned
}

export function nowhere({ eventType }: OfEvent, title: string): InvalidInput {
  return new InvalidInput([{ path: ['eventId'], message: `nothing can be written at ${title} where ${eventType} has happened` }])
}

/** Lets a thread, or without one all of a webhook, run commands again. @throws {Forbidden | NotFound} */
export async function resetBreaker(registry: Registry, viewer: Viewer, webhookId: string, thread: string | null): Promise<void> {
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  await readCurrent(registry, viewer, webhookId)
  const { db, now, refreshWebhook } = registry
  const atMs = now()
  const [which, params] = thread === null ? ['webhook_id = ?', [webhookId]] : ['webhook_id = ? AND thread = ?', [webhookId, thread]]
  await db.write([
    { sql: `DELETE FROM breakers WHERE ${which}`, params },
    { sql: `DELETE FROM thread_activity WHERE ${which}`, params },
    feedEntry('WEBHOOK_UPDATED', webhookId, { webhookId, atMs }),
    auditEntry({ ...actorOf(viewer), verb: 'breaker.reset', subject: webhookId, detail: { thread }, atMs }),
  ])
  await refreshWebhook(webhookId)
}
