import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import type Sqlite from 'better-sqlite3'
import type { Logger } from '../../log.ts'
import { placeOf } from '../../model/id.ts'
import { MAX_SEARCH_WAIT_MS, type RowSet, rowsOf, type SearchScope } from './database.ts'
import { isBeginning, marksOf, NO_EVENTS, searchWords } from './search-words.ts'
import { type FromIndexer, startIndexer } from './sqlite-indexer.ts'

/** So many events that hold the words are no longer gone through, and the last word is taken for a whole one. */
const FREQUENT = 2000
/** So many words with one beginning are named one by one: their lists are then walked together, and not put together first. */
const MAX_NAMED = 500
/** In the order of bytes, beyond every word that begins alike. */
const LAST_LETTER = '\u{10ffff}'
/** A start has other things to do first. */
const START_AFTER_MS = 2000

/** Finds events by their words in an index of its own, which a thread keeps beside the database and which can be made anew. */
export function openSearch(file: string, reader: Sqlite.Database, log: Logger) {
  const indexFile = path.join(path.dirname(file), `${path.basename(file, '.db')}.search.db`)
  const waiting = new Map<number, () => void>()
  let asked = 0
  let opened: Promise<Worker> | undefined
  let closed = false
  const timer = setTimeout(() => void open().catch(() => {}), START_AFTER_MS)
  timer.unref()

  return {
    async search(text: string, scope: SearchScope = {}): Promise<RowSet> {
      const words = searchWords(text)
      if (words.length === 0) return NO_EVENTS
      const thread = await open()
      await Promise.race([catchUp(thread), wait(MAX_SEARCH_WAIT_MS, undefined, { ref: false })])
      // To put the lists of all words with one beginning together takes longer the more events they hold.
      const last = words.at(-1)!
      if (isBeginning(last) && !atLeast(`"${last}"`, FREQUENT)) return fromWords(matchOf(words, scope, begunWith(last)))
      const exact = matchOf(words, scope)
      return scope.unusual && atLeast(exact, FREQUENT) ? fromEvents(exact) : fromWords(exact)
    },
    async close(): Promise<void> {
      closed = true
      clearTimeout(timer)
      await (await opened?.catch(() => undefined))?.terminate()
    },
  }

  function open(): Promise<Worker> {
    opened ??= start().catch((error) => {
      opened = undefined
      throw error
    })
    return opened
  }

  function atLeast(match: string, count: number): boolean {
    return (
      reader.prepare('SELECT count(*) FROM (SELECT 1 FROM search.words WHERE words MATCH ? LIMIT ?)').pluck().get(match, count) === count
    )
  }

  function begunWith(beginning: string): string {
    const named = reader
      .prepare('SELECT term FROM temp.vocabulary WHERE term >= ? AND term < ? LIMIT ?')
      .pluck()
      .all(beginning, beginning + LAST_LETTER, MAX_NAMED + 1)
    return named.length > 0 && named.length <= MAX_NAMED ? `(${named.map((word) => `"${word}"`).join(' OR ')})` : `"${beginning}"*`
  }

  /** Until everything that was stored before this call is in the index; events from before the index follow behind. */
  function catchUp(thread: Worker): Promise<void> {
    const number = ++asked
    thread.postMessage(number)
    return new Promise((resolve) => waiting.set(number, resolve))
  }

  function hear({ caughtUp, trouble }: FromIndexer): void {
    if (trouble !== undefined) log.error({ reason: trouble }, 'the search index cannot be written')
    if (caughtUp === undefined) return
    waiting.get(caughtUp)?.()
    waiting.delete(caughtUp)
  }

  async function start(): Promise<Worker> {
    const thread = startIndexer(file, indexFile)
    thread.on('message', hear)
    thread.on('error', (error) => {
      opened = undefined
      for (const resolve of waiting.values()) resolve()
      waiting.clear()
      if (!closed) log.error({ err: error }, 'the search index has stopped; the next search starts it')
    })
    thread.unref()
    await once(thread, 'message')
    const isAttached = reader.prepare(`SELECT 1 FROM pragma_database_list WHERE name = 'search'`).get()
    if (!isAttached) {
      reader.prepare('ATTACH ? AS search').run(indexFile)
      reader.exec(`CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('search', 'words', 'row')`)
      reader.function('place_of', { deterministic: true }, (id) => placeOf(String(id)))
    }
    return thread
  }
}

function matchOf(words: readonly string[], scope: SearchScope, last = `"${words.at(-1)}"`): string {
  const marks = marksOf(scope).map((oneOf) => `(${oneOf.map((mark) => `"${mark}"`).join(' OR ')})`)
  return [...marks, ...words.slice(0, -1).map((word) => `"${word}"`), last].join(' AND ')
}

/** Walked in the index's order, so that a page reads no more than it shows, however many events hold a word. */
function fromWords(match: string): RowSet {
  return {
    from: `search.words CROSS JOIN search.indexed ON indexed.position = words.rowid
      CROSS JOIN webhook_events ON webhook_events.event_id = indexed.id`,
    conditions: [{ sql: 'words MATCH ?', params: [match] }],
    id: 'event_id',
    order: 'words.rowid',
    bound: (sign, eventId) => ({ sql: `words.rowid ${sign} CAST(? AS INTEGER)`, params: [String(placeOf(eventId))] }),
  }
}

/** Walked in the events' order: few events have what else is asked for, and many hold the words. */
function fromEvents(match: string): RowSet {
  return {
    ...rowsOf('webhook_events', 'event_id'),
    from: 'webhook_events CROSS JOIN search.words ON words.rowid = place_of(webhook_events.event_id)',
    conditions: [{ sql: 'words MATCH ?', params: [match] }],
  }
}
