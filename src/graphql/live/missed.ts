import type { Database } from '../../backends/database/database.ts'
import type { Feed } from '../../backends/feed/feed.ts'
import { decodeCursor, encodeCursor } from '../../model/cursor.ts'
import { type Message, makeMessages, type Recipe, stepsOf } from './message.ts'
import { loadNodes } from './nodes.ts'

/** A page of the feed as one subscriber would have been sent it. */
export interface MissedPage {
  messages: Message[]
  /** What to read on from. */
  cursor: string
  /** Some of what came after the given cursor is no longer kept. */
  truncated: boolean
  /** Reading on at once may find more. */
  hasMore: boolean
}

interface Reading {
  db: Database
  feed: Feed
  recipe: Recipe
  /** Messages at most. */
  max: number
}

const PAGE = 200
/** Changes that one reading looks at, wanted or not, so that a rare kind costs its reader several short readings. */
const MAX_LOOKED_AT = 10_000

/**
 * Reads on behind the recipe's `after`; null: there is nothing, and the cursor is now.
 * @throws {InvalidInput} when `after` is not a cursor of this server
 */
export async function readMissed({ db, feed, recipe, max }: Reading): Promise<MissedPage> {
  const { after } = recipe.source
  if (after === null) return { messages: [], cursor: encodeCursor(feed.position()), truncated: false, hasMore: false }
  const given = decodeCursor(after)
  const start = await whatIsKept(db, given)
  const messages: Message[] = []
  let seq = start
  let lookedAt = 0
  let hasMore = true
  while (hasMore && messages.length < max && lookedAt < MAX_LOOKED_AT) {
    const changes = await db.readFeed(seq, PAGE)
    hasMore = changes.length === PAGE
    lookedAt += changes.length
    const wanted = changes.filter((change) => recipe.source.wants(change))
    const taken = wanted.slice(0, max - messages.length)
    const nodes = await loadNodes(db, taken, recipe.wantsHeavy)
    for (const step of stepsOf({ changes: taken, nodes }, recipe)) messages.push(...(await makeMessages(recipe, step)))
    if (taken.length < wanted.length) hasMore = true
    seq = (taken.length < wanted.length ? taken.at(-1)?.seq : changes.at(-1)?.seq) ?? seq
  }
  return { messages, cursor: encodeCursor(seq), truncated: start !== given, hasMore }
}

/**
 * The position itself where all that came after it is kept. Where it is not, or the position is beyond the end (of a
 * database that was restored to an earlier state): the one before the oldest that is kept.
 */
export async function whatIsKept(db: Database, seq: number): Promise<number> {
  const { first, last } = await db.feedBounds()
  const beforeOldest = Math.min(first - 1, last)
  return seq >= beforeOldest && seq <= last ? seq : beforeOldest
}
