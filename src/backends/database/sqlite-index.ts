import { chmodSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { placeOf } from '../../model/id.ts'
import { MAX_PAYLOAD_CHARS, type SearchText, searchedText } from './search-words.ts'

/** Of one transaction. */
const FEED_ENTRIES = 400
const EVENTS = 100
const CLEANED = 2000
const CLEAN_EVERY_MS = 60 * 60 * 1000

const LAST_GIVEN = `(SELECT seq FROM main_db.sqlite_sequence WHERE name = 'change_feed')`
/** `position` is the event's place among the ids. The words are kept without their texts. `seq`: so far the feed was followed, `node_id`: what that entry was of. `event_id`: so far older events were indexed; null: all were. */
const TABLES = `CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text, content='', contentless_delete=1, detail=none, tokenize='unicode61 remove_diacritics 0');
  CREATE TABLE IF NOT EXISTS indexed (position INTEGER PRIMARY KEY, id TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS progress (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), seq INTEGER NOT NULL, node_id TEXT, event_id TEXT);
  INSERT OR IGNORE INTO progress VALUES (1, coalesce(${LAST_GIVEN}, 0), (SELECT node_id FROM main_db.change_feed ORDER BY seq DESC LIMIT 1), '')`
/** Of an earlier copy, to which other things have happened since: what the feed told last is not what it tells there now. */
const IS_OF_ANOTHER = `SELECT seq > coalesce(${LAST_GIVEN}, 0) OR EXISTS (SELECT 1 FROM main_db.change_feed c WHERE c.seq = progress.seq AND c.node_id <> progress.node_id)
  FROM progress`
const TEXT = `e.event_id AS id, e.webhook_id AS webhookId, e.provider, e.event_type AS eventType, e.subject_json AS subjectJson, substr(e.payload_json, 1, ${MAX_PAYLOAD_CHARS}) AS payloadText`

interface Found extends SearchText {
  id: string
}

/** An index that cannot be read, or that is of another copy of the database, is made anew. */
export function openIndex(file: string, indexFile: string): Database.Database {
  try {
    return open(file, indexFile)
  } catch {
    for (const end of ['', '-wal', '-shm']) rmSync(indexFile + end, { force: true })
    return open(file, indexFile)
  }
}

function open(file: string, indexFile: string): Database.Database {
  const db = new Database(indexFile, { timeout: 5000 })
  try {
    db.pragma('journal_mode = WAL')
    chmodSync(indexFile, 0o600)
    // What a power cut takes is indexed again.
    db.pragma('synchronous = NORMAL')
    db.prepare('ATTACH ? AS main_db').run(file)
    db.exec(TABLES)
    if (db.prepare(IS_OF_ANOTHER).pluck().get() === 1) throw new Error('the database is not the one that was indexed')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

export function createIndex(db: Database.Database) {
  const readProgress = db.prepare('SELECT seq, event_id AS eventId FROM progress')
  const feedEnds = db.prepare(`SELECT (SELECT min(seq) FROM main_db.change_feed) AS first, ${LAST_GIVEN} AS last`)
  const ofFeed = db.prepare(`SELECT ${TEXT} FROM main_db.change_feed c JOIN main_db.webhook_events e ON e.event_id = c.node_id
    WHERE c.seq > ? AND c.seq <= ? AND c.kind = 'EVENT_RECEIVED'`)
  const older = db.prepare(`SELECT ${TEXT} FROM main_db.webhook_events e WHERE e.event_id > ? ORDER BY e.event_id LIMIT ${EVENTS}`)
  const followed = db.prepare('UPDATE progress SET seq = ?, node_id = (SELECT node_id FROM main_db.change_feed WHERE seq = ?)')
  const filled = db.prepare('UPDATE progress SET event_id = ?')
  const addId = db.prepare('INSERT OR IGNORE INTO indexed (position, id) VALUES (?, ?)')
  const addWords = db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)')
  const page = db.prepare(`SELECT position, NOT EXISTS (SELECT 1 FROM main_db.webhook_events e WHERE e.event_id = indexed.id) AS isGone
    FROM indexed WHERE position > ? ORDER BY position LIMIT ${CLEANED}`)
  const dropId = db.prepare('DELETE FROM indexed WHERE position = ?')
  const dropWords = db.prepare('DELETE FROM words WHERE rowid = ?')
  page.safeIntegers()
  let cleaned = 0n
  let cleanAt = performance.now() + CLEAN_EVERY_MS

  return { follow: db.transaction(follow), fill: db.transaction(fill), clean: db.transaction(clean) }

  /** Indexes what the feed has told of; answers how far it came, and how far the feed is. */
  function follow(): { upTo: number; end: number } {
    const { seq } = readProgress.get() as { seq: number }
    const { first, last } = feedEnds.get() as { first: number | null; last: number | null }
    const end = last ?? 0
    if (seq >= end) return { upTo: end, end }
    // The feed was trimmed before it was followed: what is missing is looked for among all events.
    if (first === null || first > seq + 1) filled.run('')
    const upTo = Math.min(Math.max(seq, (first ?? end + 1) - 1) + FEED_ENTRIES, end)
    add(ofFeed.all(seq, upTo) as Found[])
    followed.run(upTo, upTo)
    return { upTo, end }
  }

  /** Indexes the events that were there before the index, oldest first. */
  function fill(): boolean {
    const { eventId } = readProgress.get() as { eventId: string | null }
    if (eventId === null) return false
    const events = older.all(eventId) as Found[]
    add(events)
    filled.run(events.at(-1)?.id ?? null)
    return events.length > 0
  }

  /** Forgets events that retention has taken away. */
  function clean(): boolean {
    if (performance.now() < cleanAt) return false
    const rows = page.all(cleaned) as { position: bigint; isGone: bigint }[]
    for (const { position, isGone } of rows) {
      if (isGone === 0n) continue
      dropId.run(position)
      dropWords.run(position)
    }
    cleaned = rows.at(-1)?.position ?? 0n
    if (rows.length === 0) cleanAt = performance.now() + CLEAN_EVERY_MS
    return rows.length > 0
  }

  function add(events: readonly Found[]): void {
    for (const event of events) {
      const position = placeOf(event.id)
      if (addId.run(position, event.id).changes > 0) addWords.run(position, searchedText(event))
    }
  }
}
