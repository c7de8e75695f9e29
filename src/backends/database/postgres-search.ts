import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from '../../log.ts'
import { MAX_SEARCH_WAIT_MS, type RowSet, rowsOf, type SearchScope } from './database.ts'
import { createRest } from './index-rest.ts'
import { isBeginning, MAX_PAYLOAD_CHARS, marksOf, NO_EVENTS, type SearchText, searchedText, searchWords, wordsIn } from './search-words.ts'

/** One replica at a time writes to the index. The number says nothing; it must stay the same. */
const LOCK = 7_203_554
/** Of one transaction: short, for what writes holds back the feed. */
const FEED_ENTRIES = 100
const EVENTS = 50
const CLEANED = 2000
const LOOK_EVERY_MS = 1000
const CLEAN_EVERY_MS = 60 * 60 * 1000
/** Of deliveries that this server stores. */
const BUSY_PER_SECOND = 1000
const BUSY_MS = 20

const TEXT = `event_id AS id, webhook_id AS "webhookId", provider, event_type AS "eventType", subject_json AS "subjectJson", left(payload_json, ${MAX_PAYLOAD_CHARS}) AS "payloadText"`

interface Found extends SearchText {
  id: string
}
interface Progress {
  /** So far the feed was followed. */
  seq: number
  /** So far older events were indexed; null: all were. */
  eventId: string | null
}
/**
 * `behind`: the feed told of something; `more`: there is other work; `busy`: another replica is at it, or a writer holds back the
 * feed.
 */
type Step = 'done' | 'more' | 'behind' | 'busy'

/**
 * Finds events by their words in a table that is filled behind the deliveries, by whichever replica comes first. `stored`: how many
 * deliveries this server has stored so far.
 */
export function openSearch(pool: pg.Pool, log: Logger, stored: () => number) {
  let closed = false
  let isSaid = false
  let cleaned = ''
  let cleanAt = Date.now() + CLEAN_EVERY_MS
  let working: Promise<void> | undefined
  const rest = createRest(BUSY_PER_SECOND)
  let timer = setTimeout(workBehind, LOOK_EVERY_MS)
  timer.unref()

  return {
    async search(text: string, scope: SearchScope = {}): Promise<RowSet> {
      const words = searchWords(text)
      if (words.length === 0) return NO_EVENTS
      await catchUp()
      return sourceOf(words, scope)
    },
    async close(): Promise<void> {
      closed = true
      clearTimeout(timer)
      await working
    },
  }

  function workBehind(): void {
    const startedAt = performance.now()
    working = step()
      .catch(say)
      .then((result) => {
        const hasMore = result === 'behind' || result === 'more'
        const restMs = rest(stored()) * (performance.now() - startedAt)
        if (!closed) timer = setTimeout(workBehind, hasMore ? restMs : LOOK_EVERY_MS).unref()
      })
  }

  /** Until everything that is in the feed now is in the index; events from before the index follow behind. */
  async function catchUp(): Promise<void> {
    const untilMs = performance.now() + MAX_SEARCH_WAIT_MS
    const { rows } = await pool.query<{ seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM change_feed')
    while (!closed && performance.now() < untilMs) {
      const result = await step(rows[0]!.seq)
      if (result === 'done') return
      if (result === 'busy') await wait(BUSY_MS)
    }
  }

  function say(error: Error): 'done' {
    if (!closed && !isSaid) log.warn({ reason: error.message }, 'the search index cannot be written')
    isSaid = true
    return 'done'
  }

  /** With `upTo`, follows the feed to that position and does nothing else. */
  async function step(upTo?: number): Promise<Step> {
    const client = await pool.connect()
    try {
      await client.query('BEGIN')
      const { rows } = await client.query('SELECT pg_try_advisory_xact_lock($1) AS mine', [LOCK])
      const result: Step = rows[0].mine ? await index(client, upTo) : 'busy'
      await client.query('COMMIT')
      isSaid = false
      client.release()
      return result
    } catch (error) {
      client.release(true)
      throw error
    }
  }

  async function index(client: pg.PoolClient, upTo?: number): Promise<Step> {
    const { rows } = await client.query<Progress>('SELECT seq, event_id AS "eventId" FROM search_progress')
    const { seq, eventId } = rows[0]!
    if (upTo !== undefined && seq >= upTo) return 'done'
    if (await follow(client, seq)) return 'behind'
    if (upTo !== undefined) return 'busy'
    if (eventId !== null) return fill(client, eventId)
    return Date.now() < cleanAt ? 'done' : clean(client)
  }

  /** Indexes what the feed has told of; answers whether it has told of anything. */
  async function follow(client: pg.PoolClient, seq: number): Promise<boolean> {
    const { rows } = await client.query<{ seq: number; id: string | null; trimmedTo: number }>(
      `SELECT seq, CASE kind WHEN 'EVENT_RECEIVED' THEN node_id END AS id, (SELECT trimmed_to FROM feed_state) AS "trimmedTo"
        FROM change_feed WHERE seq > $1 AND seq < feed_horizon() ORDER BY seq LIMIT ${FEED_ENTRIES}`,
      [seq],
    )
    if (rows.length === 0) return false
    // The feed was trimmed before it was followed: what is missing is looked for among all events.
    if (rows[0]!.trimmedTo > seq) await client.query(`UPDATE search_progress SET event_id = ''`)
    const ids = rows.flatMap(({ id }) => (id === null ? [] : [id]))
    await add(client, (await client.query<Found>(`SELECT ${TEXT} FROM webhook_events WHERE event_id = ANY($1)`, [ids])).rows)
    await client.query('UPDATE search_progress SET seq = $1', [rows.at(-1)!.seq])
    return true
  }

  /** Indexes the events that were there before the index, oldest first. */
  async function fill(client: pg.PoolClient, after: string): Promise<Step> {
    const { rows } = await client.query<Found>(`SELECT ${TEXT} FROM webhook_events WHERE event_id > $1 ORDER BY event_id LIMIT ${EVENTS}`, [
      after,
    ])
    await add(client, rows)
    await client.query('UPDATE search_progress SET event_id = $1', [rows.at(-1)?.id ?? null])
    return 'more'
  }

  /** Forgets events that retention has taken away. */
  async function clean(client: pg.PoolClient): Promise<Step> {
    const { rows } = await client.query<{ id: string; isGone: boolean }>(
      `SELECT event_id AS id, NOT EXISTS (SELECT 1 FROM webhook_events e WHERE e.event_id = s.event_id) AS "isGone"
        FROM event_search s WHERE event_id > $1 ORDER BY event_id LIMIT ${CLEANED}`,
      [cleaned],
    )
    const gone = rows.filter(({ isGone }) => isGone).map(({ id }) => id)
    if (gone.length > 0) await client.query('DELETE FROM event_search WHERE event_id = ANY($1)', [gone])
    cleaned = rows.at(-1)?.id ?? ''
    if (rows.length === 0) cleanAt = Date.now() + CLEAN_EVERY_MS
    return rows.length > 0 ? 'more' : 'done'
  }
}

async function add(client: pg.PoolClient, events: readonly Found[]): Promise<void> {
  if (events.length === 0) return
  const places = events.map((_, row) => `($${row * 2 + 1}, array_to_tsvector($${row * 2 + 2}::text[]))`)
  await client.query(
    `INSERT INTO event_search (event_id, words) VALUES ${places} ON CONFLICT DO NOTHING`,
    events.flatMap((event) => [event.id, wordsIn(searchedText(event))]),
  )
}

function sourceOf(words: readonly string[], scope: SearchScope): RowSet {
  const marks = marksOf(scope).map((oneOf) => `(${oneOf.map((mark) => `'${mark}'`).join(' | ')})`)
  const query = `${[...marks, ...words.map((word) => `'${word}'`)].join(' & ')}${isBeginning(words.at(-1)!) ? ':*' : ''}`
  const isFound = { sql: 'event_id IN (SELECT s.event_id FROM event_search s WHERE s.words @@ CAST(? AS tsquery))', params: [query] }
  return { ...rowsOf('webhook_events', 'event_id'), conditions: [isFound] }
}
