import { setTimeout as wait } from 'node:timers/promises'
import type { Storage } from '../backends/storage/storage.ts'
import type { Logger } from '../log.ts'
import { firstIdAt } from '../model/id.ts'
import type { Retention } from '../model/storage.ts'
import { archiveEvents } from './archive.ts'
import type { Duty } from './duty.ts'
import { hourOfLimit } from './payload-bytes.ts'
import { isDone, removal } from './removal.ts'

export interface RetentionDeps {
  duty: Pick<Duty, 'db' | 'isMine'>
  /** Where payloads are archived before they go; null: nowhere. */
  storage: Storage | null
  retention: Retention
  log: Logger
  now(): number
}

const DAY_MS = 24 * 60 * 60 * 1000
/** Of one commit, which deliveries share. */
const STEP_EVENTS = 100
/** Between two steps, as a part of what the step took. */
const REST = 3
const LEAST_REST_MS = 10

/** Takes away what was kept long enough, a few events at a time; answers how many payloads and events went. */
export async function retain(deps: RetentionDeps): Promise<{ payloads: number; events: number }> {
  const { retention, now } = deps
  const [payloadsBefore, eventsBefore] = [await payloadLimit(deps), limitOf(retention.eventDays, now())]
  const payloads = payloadsBefore === null ? 0 : await eachStep(deps, { beforeMs: payloadsBefore, also: HAS_PAYLOAD }, takePayloads)
  const events = eventsBefore === null ? 0 : await eachStep(deps, { beforeMs: eventsBefore, also: '1 = 1' }, takeEvents)
  if (payloads + events > 0) deps.log.info({ payloads, events }, 'retention has taken away what is older')
  while (deps.duty.isMine() && (await deps.duty.db.giveBack())) await wait(LEAST_REST_MS)
  return { payloads, events }
}

const HAS_PAYLOAD = `payload_state = 'STORED'`

/** The moment before which payloads go; null: none does. */
async function payloadLimit({ duty: { db }, retention, now }: RetentionDeps): Promise<number | null> {
  const byAge = limitOf(retention.payloadDays, now())
  const bySize = retention.payloadMegabytes === null ? null : await hourOfLimit(db, retention.payloadMegabytes * 1_000_000)
  return byAge === null || bySize === null ? (byAge ?? bySize) : Math.max(byAge, bySize)
}

function limitOf(days: number | null, nowMs: number): number | null {
  return days === null ? null : nowMs - days * DAY_MS
}

async function eachStep(
  deps: RetentionDeps,
  { beforeMs, also }: { beforeMs: number; also: string },
  take: (deps: RetentionDeps, ids: readonly string[]) => Promise<void>,
): Promise<number> {
  const { db, isMine } = deps.duty
  let taken = 0
  for (let after = ''; isMine(); ) {
    const startedAt = performance.now()
    const found = await db.read<{ id: string; isDone: number | boolean }>(
      `SELECT event_id AS id, CASE WHEN ${isDone('e')} THEN 1 ELSE 0 END AS "isDone" FROM webhook_events e
        WHERE event_id > ? AND event_id < ? AND ${also} ORDER BY event_id LIMIT ${STEP_EVENTS}`,
      [after, firstIdAt('event', beforeMs)],
    )
    if (found.length === 0) break
    after = found.at(-1)!.id
    const ids = found.filter((event) => event.isDone).map(({ id }) => id)
    if (ids.length > 0) await take(deps, ids)
    taken += ids.length
    await wait(Math.max(LEAST_REST_MS, REST * (performance.now() - startedAt)))
  }
  return taken
}

/** The events stay, with what was made of them; of their subjects all but the text. */
async function takePayloads({ duty: { db }, storage }: RetentionDeps, ids: readonly string[]): Promise<void> {
  if (storage) await archiveEvents(db, storage, ids)
  const subjects = await db.read<{ id: string; subjectJson: string | null }>(
    `SELECT event_id AS id, subject_json AS "subjectJson" FROM webhook_events WHERE event_id IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(ids)],
  )
  await db.write(
    subjects.map(({ id, subjectJson }) => ({
      sql: `UPDATE webhook_events SET payload_json = NULL, raw_body = NULL, payload_state = ?, subject_json = ? WHERE event_id = ? AND ${HAS_PAYLOAD}`,
      params: [storage ? 'ARCHIVED' : 'EXPIRED', subjectJson && JSON.stringify({ ...JSON.parse(subjectJson), body: null }), id],
    })),
  )
}

async function takeEvents({ duty: { db }, storage }: RetentionDeps, ids: readonly string[]): Promise<void> {
  const stored = await db.read<{ id: string }>(
    `SELECT event_id AS id FROM webhook_events WHERE event_id IN (SELECT value FROM json_each(?)) AND ${HAS_PAYLOAD} ORDER BY event_id`,
    [JSON.stringify(ids)],
  )
  if (storage && stored.length > 0)
    await archiveEvents(
      db,
      storage,
      stored.map(({ id }) => id),
    )
  await db.write(removal(ids))
}
