import type { Database } from '../backends/database/database.ts'
import type { Feed } from '../backends/feed/feed.ts'
import type { Logger } from '../log.ts'
import { startRounds } from '../model/rounds.ts'
import type { Names } from './decide-now.ts'
import type { LiveWebhooks } from './live-webhooks.ts'

/** What it takes to tell of something by an event of one's own. */
export interface TellingDeps {
  db: Database
  feed: Feed
  webhooks: LiveWebhooks
  names: Names
  log: Logger
  now(): number
  outgoing(): void
}

interface Options<Row> {
  /** The oldest behind an id, at most `PAGE` of them. */
  read(after: string): Promise<Row[]>
  tell(row: Row): Promise<void>
  /** One that could not be told; it keeps no other waiting. */
  failed(row: Row, error: unknown): void
  /** The rows could not be read. */
  unread(error: unknown): void
  now(): number
}

export const PAGE = 50
const SWEEP_MS = 5000
/** What could not be told is not tried again with every look: a webhook that cannot be used stays so until somebody mends it. */
const PAUSE_MS = 60_000

/** Tells everything that is still to be told, oldest first; what was told is not read again. */
export function startTelling<Row extends { id: string }>({ read, tell, failed, unread, now }: Options<Row>) {
  const pausedUntilMs = new Map<string, number>()
  const rounds = startRounds({ everyMs: SWEEP_MS, round: look, failed: unread })
  return { wake: rounds.wake, close: rounds.close }

  async function look(): Promise<boolean> {
    for (const [id, untilMs] of pausedUntilMs) if (untilMs <= now()) pausedUntilMs.delete(id)
    for (let after = ''; ; ) {
      const page = await read(after)
      for (const row of page) if (!rounds.isClosed() && !pausedUntilMs.has(row.id)) await tryOne(row)
      if (page.length < PAGE || rounds.isClosed()) return false
      after = page.at(-1)!.id
    }
  }

  async function tryOne(row: Row): Promise<void> {
    try {
      await tell(row)
    } catch (error) {
      pausedUntilMs.set(row.id, now() + PAUSE_MS)
      failed(row, error)
    }
  }
}
