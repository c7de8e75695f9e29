import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Database, Row, Value } from '../backends/database/database.ts'
import type { Storage } from '../backends/storage/storage.ts'

const zip = promisify(gzip)

/** The folder of archived events, in a store. Below it lie the days on which they came. */
export const ARCHIVE = 'events/'

/**
 * Writes events as one gzipped file of JSON Lines, oldest first, each with its payload, actions and tasks; answers its key. The same
 * events have the same key, so that a second try writes over the first.
 */
export async function archiveEvents(db: Pick<Database, 'read'>, storage: Storage, eventIds: readonly string[]): Promise<string> {
  const ids = JSON.stringify(eventIds)
  const events = await db.read(`SELECT * FROM webhook_events WHERE event_id ${IN} ORDER BY event_id`, [ids])
  const actions = byEvent(await db.read(`SELECT * FROM webhook_actions WHERE event_id ${IN} ORDER BY action_id`, [ids]))
  const tasks = byEvent(await db.read(`SELECT * FROM tasks WHERE event_id ${IN} ORDER BY task_id`, [ids]))
  const lines = events.map((event) => JSON.stringify(toLine(event, actions.get(event.event_id!) ?? [], tasks.get(event.event_id!) ?? [])))
  const key = keyOf(events)
  await storage.put(key, await zip(`${lines.join('\n')}\n`))
  return key
}

const IN = 'IN (SELECT value FROM json_each(?))'

function keyOf(events: readonly Row[]): string {
  const [first, last] = [events[0]!, events.at(-1)!]
  const day = new Date(Number(first.created_at)).toISOString().slice(0, 10).replaceAll('-', '/')
  return `${ARCHIVE}${day}/${first.event_id}-${last.event_id}.jsonl.gz`
}

/** With the names of the API. A payload is JSON as it came; raw bytes are there where the body was not JSON. */
function toLine(event: Row, actions: readonly Row[], tasks: readonly Row[]): object {
  return {
    id: event.event_id,
    webhookId: event.webhook_id,
    provider: event.provider,
    eventType: event.event_type,
    deliveryId: event.delivery_id,
    receivedAt: timeOf(event.created_at),
    status: event.status,
    statusReason: event.status_reason,
    headers: parsed(event.headers_json),
    verification: parsed(event.verification_json),
    subject: parsed(event.subject_json),
    decisions: parsed(event.decisions_json),
    replayOf: event.replay_of,
    payload: event.payload_json,
    rawBody: event.raw_body === null ? null : Buffer.from(event.raw_body as Uint8Array).toString('base64'),
    actions: actions.map((action) => ({
      id: action.action_id,
      kind: action.kind,
      status: action.status,
      text: action.text,
      agent: action.agent,
      target: action.target,
      url: action.url,
      createdAt: timeOf(action.created_at),
      finishedAt: timeOf(action.finished_at),
    })),
    tasks: tasks.map((task) => ({
      id: task.task_id,
      agent: task.agent,
      status: task.status,
      prompt: task.prompt,
      result: parsed(task.result_json),
      error: task.error,
      createdAt: timeOf(task.created_at),
    })),
  }
}

function byEvent(rows: readonly Row[]): Map<Value, Row[]> {
  const found = new Map<Value, Row[]>()
  for (const row of rows) found.set(row.event_id!, [...(found.get(row.event_id!) ?? []), row])
  return found
}

function parsed(text: Value | undefined): unknown {
  return text === null || text === undefined ? null : JSON.parse(String(text))
}

function timeOf(ms: Value | undefined): string | null {
  return ms === null || ms === undefined ? null : new Date(Number(ms)).toISOString()
}
