import { randomBytes } from 'node:crypto'
import type { Done, Failed, Job } from '../actions/carry-out/job.ts'
import { notice } from '../actions/notice.ts'
import { shownTarget } from '../actions/targets.ts'
import { countOne, type Database, feedEntry, insert, type Row, type Statement } from '../backends/database/database.ts'
import type { ProviderName } from '../model/webhook.ts'

/** A job under a lease. Whoever does not hold `leaseToken` any more cannot write what came of it. */
export interface Leased {
  job: Job
  lane: string
  /** Tries before this one. */
  tries: number
  leaseToken: string
}

const MAX_RESPONSE_CHARS = 20_000
const MAX_ERROR_CHARS = 1000

/** Leases the jobs that are due, oldest first, of all lanes but some. */
export async function lease(
  db: Database,
  { nowMs, leaseMs, without, limit }: { nowMs: number; leaseMs: number; without: readonly string[]; limit: number },
): Promise<Leased[]> {
  const isDue = `next_attempt_at <= ? AND (lease_until IS NULL OR lease_until <= ?) AND lane NOT IN (SELECT value FROM json_each(?))`
  const params = [nowMs, nowMs, JSON.stringify(without)]
  const [due] = await db.read(`SELECT 1 FROM action_jobs WHERE ${isDue} LIMIT 1`, params)
  if (!due) return []
  const leaseToken = randomBytes(16).toString('base64url')
  await db.write([
    {
      // A lease that has run out was held by somebody who may have sent it.
      sql: `UPDATE action_jobs SET uncertain = CASE WHEN lease_until IS NULL THEN uncertain ELSE 1 END, lease_token = ?, lease_until = ?
        WHERE action_id IN (SELECT action_id FROM action_jobs WHERE ${isDue} ORDER BY next_attempt_at LIMIT ?)`,
      params: [leaseToken, nowMs + leaseMs, ...params, limit],
    },
    {
      sql: `UPDATE webhook_actions SET status = 'RUNNING' WHERE action_id IN (SELECT action_id FROM action_jobs WHERE lease_token = ?)`,
      params: [leaseToken],
    },
  ])
  return (await db.read(LEASED, [leaseToken])).map((row) => toLeased(row, leaseToken))
}

/** Keeps jobs that are still worked on under their leases. */
export function renewal(leased: readonly Leased[], untilMs: number): Statement {
  const ids = leased.map(({ job }) => job.actionId)
  const tokens = [...new Set(leased.map(({ leaseToken }) => leaseToken))]
  return {
    sql: `UPDATE action_jobs SET lease_until = ? WHERE action_id IN (SELECT value FROM json_each(?)) AND lease_token IN (SELECT value FROM json_each(?))`,
    params: [untilMs, JSON.stringify(ids), JSON.stringify(tokens)],
  }
}

const LEASED = `SELECT j.action_id, j.lane, j.tries, j.uncertain, a.kind, a.text, a.target, a.place_json, a.question_id,
    q.kind AS question_kind, q.options_json, e.event_id, e.webhook_id, e.provider, e.event_type, e.payload_json, e.raw_body, e.headers_json,
    e.subject_json, e.created_at, e.trace_parent,
    (SELECT count(*) FROM webhook_actions r WHERE r.event_id = e.event_id AND r.way = 'response_url') AS responses
  FROM action_jobs j JOIN webhook_actions a ON a.action_id = j.action_id JOIN webhook_events e ON e.event_id = a.event_id
    LEFT JOIN questions q ON q.question_id = a.question_id
  WHERE j.lease_token = ?`

function toLeased(row: Row, leaseToken: string): Leased {
  const payload = String(row.payload_json ?? 'null')
  const job: Job = {
    actionId: String(row.action_id),
    kind: String(row.kind),
    text: String(row.text),
    target: row.target as string | null,
    place: row.place_json === null ? null : JSON.parse(String(row.place_json)),
    question: questionOf(row),
    uncertain: row.uncertain === 1,
    event: {
      id: String(row.event_id),
      webhookId: String(row.webhook_id),
      provider: row.provider as ProviderName,
      eventType: String(row.event_type),
      payload: JSON.parse(payload),
      rawBody: (row.raw_body as Uint8Array | null) ?? Buffer.from(payload),
      headers: JSON.parse(String(row.headers_json)),
      subject: JSON.parse(String(row.subject_json ?? 'null')),
      receivedAtMs: Number(row.created_at),
      responsesSent: Number(row.responses),
      traceParent: row.trace_parent as string | null,
    },
  }
  return { job, lane: String(row.lane), tries: Number(row.tries), leaseToken }
}

function questionOf(row: Row): Job['question'] {
  if (row.question_id === null || row.question_kind === null) return null
  return { id: String(row.question_id), kind: String(row.question_kind), options: JSON.parse(String(row.options_json)) }
}

/** One try, for its record. */
export interface Try {
  leased: Leased
  startedAtMs: number
  endedAtMs: number
}

/** Writes down that an action was done. */
export function succeeded({ leased, startedAtMs, endedAtMs }: Try, done: Done): Statement[] {
  const { job } = leased
  return [
    dropJob(leased),
    attempt({ leased, startedAtMs, endedAtMs }, done.statusCode, null, done.response),
    {
      sql: `UPDATE webhook_actions SET status = 'SUCCEEDED', url = ?, external_id = ?, way = ?, finished_at = ?, next_attempt_at = NULL WHERE action_id = ?`,
      params: [done.url, done.externalId, done.way, endedAtMs, job.actionId],
    },
    { sql: 'UPDATE webhook_events SET response_sent = 1 WHERE event_id = ?', params: [job.event.id] },
    feedEntry('ACTION_SUCCEEDED', job.actionId, { webhookId: job.event.webhookId, atMs: endedAtMs }),
  ]
}

/** Writes down that a try failed; `nextMs` null: there is no other. */
export function failed(one: Try, failure: Failed, nextMs: number | null): Statement[] {
  const { leased, endedAtMs } = one
  const { job } = leased
  const { detail } = failure
  return [
    nextMs === null ? dropJob(leased) : putBack(leased, nextMs, detail.mayHaveTakenEffect),
    attempt(one, detail.statusCode, failure.message, detail.response),
    {
      sql: 'UPDATE webhook_actions SET status = ?, next_attempt_at = ?, finished_at = ? WHERE action_id = ?',
      params: [nextMs === null ? 'EXHAUSTED' : 'RETRYING', nextMs, nextMs === null ? endedAtMs : null, job.actionId],
    },
    feedEntry('ACTION_FAILED', job.actionId, { webhookId: job.event.webhookId, atMs: endedAtMs }),
    ...(nextMs === null ? [countOne('failed', job.event.webhookId, endedAtMs), exhausted(one, failure)] : []),
    ...detail.also,
  ]
}

function exhausted({ leased: { job, tries }, endedAtMs: atMs }: Try, { message, detail }: Failed): Statement {
  const { actionId, kind, target, event } = job
  const { id: eventId, webhookId, provider } = event
  return notice({
    kind: 'action.exhausted',
    title: `${kind} of ${webhookId} was given up`,
    body: message.slice(0, MAX_ERROR_CHARS),
    data: {
      webhook_id: webhookId,
      provider,
      event_id: eventId,
      action_id: actionId,
      action: kind,
      target: target && shownTarget(target),
      tries: tries + 1,
      status_code: detail.statusCode,
    },
    webhookId,
    eventId,
    atMs,
  })
}

/** Writes down that an action was not carried out, and why. */
export function skipped(one: Try, reason: string): Statement[] {
  const { job } = one.leased
  return [
    dropJob(one.leased),
    attempt(one, null, reason, null),
    {
      sql: `UPDATE webhook_actions SET status = 'SKIPPED', next_attempt_at = NULL, finished_at = ? WHERE action_id = ?`,
      params: [one.endedAtMs, job.actionId],
    },
    feedEntry('ACTION_FAILED', job.actionId, { webhookId: job.event.webhookId, atMs: one.endedAtMs }),
  ]
}

function dropJob({ job, leaseToken }: Leased): Statement {
  return { sql: 'DELETE FROM action_jobs WHERE action_id = ? AND lease_token = ?', params: [job.actionId, leaseToken], expect: 1 }
}

function putBack({ job, leaseToken }: Leased, nextMs: number, uncertain: boolean): Statement {
  return {
    sql: `UPDATE action_jobs SET next_attempt_at = ?, tries = tries + 1, uncertain = CASE WHEN uncertain = 1 THEN 1 ELSE ? END, lease_token = NULL, lease_until = NULL
      WHERE action_id = ? AND lease_token = ?`,
    params: [nextMs, uncertain ? 1 : 0, job.actionId, leaseToken],
    expect: 1,
  }
}

function attempt(
  { leased, startedAtMs, endedAtMs }: Try,
  statusCode: number | null,
  error: string | null,
  response: string | null,
): Statement {
  const { actionId } = leased.job
  const statement = insert('action_attempts', {
    action_id: actionId,
    number: 0,
    at: startedAtMs,
    duration_ms: endedAtMs - startedAtMs,
    status_code: statusCode,
    error: error?.slice(0, MAX_ERROR_CHARS) ?? null,
    response: response?.slice(0, MAX_RESPONSE_CHARS) ?? null,
  })
  return numbered(statement, actionId)
}

/** Attempts are numbered through, also after an action was asked to be retried. */
function numbered({ sql, params }: Statement, actionId: string): Statement {
  const next = '(SELECT coalesce(max(number), 0) + 1 FROM action_attempts WHERE action_id = ?)'
  const [first, , ...rest] = params
  return { sql: sql.replace('(?,?', `(?,${next}`), params: [first!, actionId, ...rest] }
}
