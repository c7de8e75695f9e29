import { newAction, outgoing } from '../actions/action.ts'
import type { Database, NewAction, NewTask, Statement } from '../backends/database/database.ts'
import { cleanValue } from '../engine/outgoing.ts'
import { cleanUntrusted, markOf } from '../engine/untrusted.ts'
import type { Subject } from '../model/event.ts'
import { newId } from '../model/id.ts'
import type { JsonObject } from '../model/json.ts'
import type { Place } from '../providers/reply.ts'
import type { LiveWebhook } from './live-webhooks.ts'
import { ownEvent } from './own-event.ts'
import { PAGE, startTelling, type TellingDeps } from './tell-each.ts'

/** A question that has come to an end, with what is needed of the event that it is about. */
interface Ended {
  id: string
  eventId: string
  webhookId: string
  provider: string
  commandId: string | null
  agent: string | null
  kind: string
  question: string
  optionsJson: string
  status: 'ANSWERED' | 'EXPIRED'
  answer: string | null
  answeredBy: string | null
  answeredVia: string | null
  thread: string | null
  placeJson: string | null
  subjectJson: string | null
  eventType: string
  traceParent: string | null
}

/**
 * Tells what became of questions: an event `question.answered` or `question.expired` of the same webhook, on which commands
 * run like on any other; in the same commit the word in the thread, and the task of the agent that was to have the answer.
 * The event's delivery id names the question, so it is told once, whatever dies in between.
 */
export function startAnnouncements(deps: TellingDeps) {
  const { db, feed, log, now } = deps
  const telling = startTelling({
    read: (after) => readEnded(db, after),
    tell: (ended) => announce(deps, ended),
    failed: ({ id, webhookId }, err) => log.error({ err, questionId: id, webhookId }, 'an answer could not be announced'),
    unread: (err) => log.error({ err }, 'answers could not be announced'),
    now,
  })
  const unlisten = feed.listen((changes) => {
    if (changes.some(({ kind }) => kind === 'QUESTION_ANSWERED' || kind === 'QUESTION_CLOSED')) telling.wake()
  })
  return { close }

  async function close(): Promise<void> {
    unlisten()
    await telling.close()
  }
}

/** The oldest after one of them. */
function readEnded(db: Database, after: string): Promise<Ended[]> {
  return db.read<Ended>(
    `SELECT q.question_id AS id, q.event_id AS "eventId", q.webhook_id AS "webhookId", e.provider, q.command_id AS "commandId", q.agent, q.kind,
       q.question, q.options_json AS "optionsJson", q.status, q.answer, q.answered_by AS "answeredBy", q.answered_via AS "answeredVia",
       q.thread, q.place_json AS "placeJson", e.subject_json AS "subjectJson", e.event_type AS "eventType", e.trace_parent AS "traceParent"
     FROM questions q JOIN webhook_events e ON e.event_id = q.event_id
     WHERE q.announced = 0 AND q.status IN ('ANSWERED', 'EXPIRED') AND q.question_id > ? ORDER BY q.question_id LIMIT ?`,
    [after, PAGE],
  )
}

async function announce(deps: TellingDeps, ended: Ended): Promise<void> {
  const { db, webhooks, names, now } = deps
  const isTold: Statement = { sql: 'UPDATE questions SET announced = 1 WHERE question_id = ?', params: [ended.id] }
  const webhook = await webhooks.find(ended.provider, ended.webhookId)
  // Without its webhook nothing can follow from an answer.
  if (!webhook) return void (await db.write([isTold]))
  const atMs = now()
  const id = newId('event', atMs)
  const eventType = ended.status === 'ANSWERED' ? 'question.answered' : 'question.expired'
  const { payload, subject } = told(ended)
  const place = ended.placeJson === null ? null : (JSON.parse(ended.placeJson) as Place)
  const { traceParent } = ended
  const event = ownEvent(names, webhook, { id, eventType, deliveryId: `question:${ended.id}`, payload, subject, place, traceParent, atMs })
  const happened = { id, webhookId: webhook.id, eventType, payload, subject, place, atMs }
  const own = event.status === 'PROCESSED' ? consequences(ended, webhook, happened) : { actions: [], tasks: [], also: [] }
  const { eventId, repeated } = await db.record({
    ...event,
    actions: [...own.actions, ...event.actions],
    tasks: [...own.tasks, ...event.tasks],
    also: [...own.also, ...(event.also ?? []), isTold],
  })
  if (repeated) await db.write([isTold])
  deps.log.info({ questionId: ended.id, eventId, webhookId: webhook.id, status: ended.status }, 'question ended')
  deps.outgoing()
}

function told(ended: Ended): { payload: JsonObject; subject: Subject } {
  const { id, eventId, kind, question, optionsJson, answer, answeredBy, answeredVia, thread } = ended
  const about: Subject | null = ended.subjectJson === null ? null : JSON.parse(ended.subjectJson)
  const payload = {
    question: { id, kind, question, options: JSON.parse(optionsJson) },
    answer: { text: answer, by: answeredBy, via: answeredVia },
    event: { id: eventId, type: ended.eventType, subject: about && { ...about } },
  }
  // A key is known here; what a provider's name is worth was looked at when the answer was taken.
  const actorTrust = answeredVia === 'api' || answeredVia === 'page' ? 'MEMBER' : 'UNKNOWN'
  return { payload, subject: { title: question, body: answer, actor: answeredBy, actorTrust, thread, url: about?.url ?? null } }
}

interface Consequences {
  actions: NewAction[]
  tasks: NewTask[]
  also: Statement[]
}
type Event = Parameters<typeof outgoing>[1]['event'] & { atMs: number }

function consequences(ended: Ended, { provider }: LiveWebhook, event: Event): Consequences {
  const { answer, answeredBy, agent, commandId, placeJson } = ended
  const found: Consequences = { actions: [], tasks: [], also: [] }
  if (answer !== null && placeJson !== null) {
    const by = answeredBy === null ? 'No answer came in time; taken instead' : `Answered by ${cleanValue(answeredBy)}`
    const text = `${by}: ${cleanValue(answer)}`
    const { action, also = [] } = outgoing({ kind: 'comment', text }, { event, provider, atMs: event.atMs })
    found.actions.push(action)
    found.also.push(...also)
  }
  if (answer !== null && agent !== null && commandId !== null) {
    const wanted = { kind: 'create_task' as const, text: promptOf(ended, event.id), agent, commandId }
    const action = { ...newAction(wanted, event.atMs), status: 'SUCCEEDED', doneAtMs: event.atMs, nextAttemptAtMs: null }
    found.actions.push(action)
    found.tasks.push({ id: newId('task', event.atMs), commandId, actionId: action.id, agent, prompt: wanted.text })
  }
  return found
}

/** What the agent that was to have the answer is told. */
function promptOf({ question, answer, answeredBy }: Ended, eventId: string): string {
  const by = answeredBy === null ? 'No answer came in time; taken instead' : `Answered by ${cleanUntrusted(answeredBy)}`
  const { open, close } = markOf(eventId)
  const marked = (text: string) => open + cleanUntrusted(text) + close
  return `${marked(question)}\n\n${by}: ${marked(answer ?? '')}`
}
