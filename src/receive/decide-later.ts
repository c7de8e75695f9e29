import { type Occasion, outgoing } from '../actions/action.ts'
import type { Database, SettledEvent } from '../backends/database/database.ts'
import type { Logger } from '../log.ts'
import { startRounds } from '../model/rounds.ts'
import { answerInThread, type Verdict } from './answer-in-thread.ts'
import { decideWith, type Names, stoppedBy, wantedNames } from './decide-now.ts'
import type { LiveWebhooks } from './live-webhooks.ts'
import { outcomeOf } from './outcome.ts'

interface Deps {
  db: Database
  webhooks: LiveWebhooks
  names: Names
  log: Logger
  now(): number
  /** Something was stored that is to be sent. */
  outgoing(): void
}

/** Decides the events that were stored undecided. */
export interface DecideLater {
  /** There is something to do; the sweep would find it anyway. */
  wake(): void
  close(): Promise<void>
}

const SWEEP_MS = 5000
const PAGE = 100
const MAX_TRIES = 5

interface Undecided {
  id: string
  webhookId: string
  provider: string
  eventType: string
  payloadJson: string
  subjectJson: string
  receivedAtMs: number
}

/**
 * The row is the truth and `wake` only a hint: at the start, and now and then, every event that is not decided is picked
 * up, so a crash between the two commits loses nothing. Each webhook's events are decided in order and on their own: a
 * provider that does not answer keeps no other webhook waiting.
 */
export function startDecideLater(deps: Deps): DecideLater {
  const tries = new Map<string, number>()
  const lanes = new Map<string, Promise<void>>()
  const rounds = startRounds({
    everyMs: SWEEP_MS,
    round: sweep,
    failed: (err) => deps.log.error({ err }, 'undecided events could not be read'),
  })
  return { wake: rounds.wake, close }

  async function close(): Promise<void> {
    await rounds.close()
    await Promise.all(lanes.values())
  }

  async function sweep(): Promise<boolean> {
    const found = await findUndecided(deps.db, [...lanes.keys()])
    for (const [webhookId, events] of byWebhook(found)) lanes.set(webhookId, workOff(webhookId, events))
    return found.length === PAGE
  }

  async function workOff(webhookId: string, events: readonly Undecided[]): Promise<void> {
    let decided = 0
    for (const event of events) if (!rounds.isClosed() && (await tryOne(event))) decided++
    lanes.delete(webhookId)
    // What came meanwhile is still there. Where nothing could be decided, trying again at once would not help.
    if (decided > 0) rounds.wake()
  }

  /** Whether the event is done with. Never rejects. */
  async function tryOne(event: Undecided): Promise<boolean> {
    try {
      await settle(deps, event)
    } catch (error) {
      const count = (tries.get(event.id) ?? 0) + 1
      tries.set(event.id, count)
      deps.log.error({ eventId: event.id, webhookId: event.webhookId, try: count, err: error }, 'event could not be decided')
      if (count < MAX_TRIES || !(await giveUp(event, error as Error))) return false
    }
    tries.delete(event.id)
    return true
  }

  async function giveUp(event: Undecided, { message }: Error): Promise<boolean> {
    try {
      await fail(deps, event, `It could not be decided: ${message}`)
      return true
    } catch {
      return false
    }
  }
}

/** The oldest events that are not decided, of all webhooks but the busy ones. */
function findUndecided(db: Database, busy: readonly string[]): Promise<Undecided[]> {
  return db.read<Undecided>(
    `SELECT event_id AS id, webhook_id AS "webhookId", provider, event_type AS "eventType", payload_json AS "payloadJson", subject_json AS "subjectJson",
       created_at AS "receivedAtMs"
     FROM webhook_events WHERE status IN ('RECEIVED', 'PROCESSING') AND webhook_id NOT IN (SELECT value FROM json_each(?)) ORDER BY event_id LIMIT ?`,
    [JSON.stringify(busy), PAGE],
  )
}

function byWebhook(events: readonly Undecided[]): Map<string, Undecided[]> {
  const found = new Map<string, Undecided[]>()
  for (const event of events) found.set(event.webhookId, [...(found.get(event.webhookId) ?? []), event])
  return found
}

async function settle(deps: Deps, row: Undecided): Promise<void> {
  // Another answer may come between the look at a question and the write: then this is looked at again.
  for (let tries = 0; tries < MAX_TRIES; tries++) if (await settleOnce(deps, row)) return
}

/** False: somebody was faster, at the event itself or at the question that it answers. */
async function settleOnce(deps: Deps, row: Undecided): Promise<boolean> {
  const webhook = await deps.webhooks.find(row.provider, row.webhookId)
  if (!webhook) return fail(deps, row, 'The webhook was deleted before this event was decided')
  const event = { ...row, text: () => row.payloadJson, payload: JSON.parse(row.payloadJson), subject: JSON.parse(row.subjectJson) }
  const atMs = deps.now()
  const verdict = await answerInThread(deps.db, webhook, event, atMs)
  const occasion = { event: { ...event, webhookId: webhook.id }, readsAnswer: false, provider: webhook.provider, atMs }
  if (verdict) return write(deps, row, outcomeOfVerdict(verdict, occasion))
  const wanted = wantedNames(webhook, event)
  await deps.names.learn(webhook, wanted)
  const decided = stoppedBy(webhook, event.subject) ?? decideWith(webhook, event, deps.names.known(webhook, wanted) ?? {})
  const { outcome } = outcomeOf(decided, occasion)
  return write(deps, row, { status: 'PROCESSED', reason: decided.reason, ...outcome })
}

/** An answer is taken and nothing more; one that comes too late is told so. */
function outcomeOfVerdict(verdict: Verdict, occasion: Occasion): Settled {
  const none = { status: 'PROCESSED' as const, decisionsJson: '[]', matchedCommand: null, tasks: [] }
  if (verdict.kind === 'answers')
    return { ...none, reason: `It answers the question ${verdict.questionId}`, actions: [], also: verdict.statements }
  const { action, also } = outgoing({ kind: 'respond', text: verdict.text }, occasion)
  return { ...none, reason: `The question ${verdict.questionId} was closed already`, actions: [action], also: [...(also ?? [])] }
}

type Settled = Omit<SettledEvent, 'eventId' | 'webhookId' | 'atMs'>

async function fail(deps: Deps, row: Undecided, reason: string): Promise<boolean> {
  return write(deps, row, { status: 'FAILED', reason, decisionsJson: '[]', matchedCommand: null, actions: [], tasks: [] })
}

async function write({ db, log, now, outgoing: send }: Deps, { id, webhookId }: Undecided, outcome: Settled): Promise<boolean> {
  const isWritten = await db.settle({ eventId: id, webhookId, atMs: now(), ...outcome })
  if (isWritten) log.info({ eventId: id, webhookId, status: outcome.status, reason: outcome.reason ?? undefined }, 'event decided')
  if (outcome.also?.length) send()
  return isWritten
}
