import type { Logger } from '../../log.ts'
import type { Change } from '../../model/feed.ts'
import type { Database } from '../database/database.ts'

/** The live end of the change feed: one reader for the process, however many listen. */
export interface Feed {
  /** The last change that was handed to the listeners. */
  position(): number
  /** Hears every change from now on, in order, in pages. The listener must not throw and must not wait. */
  listen(listener: (changes: readonly Change[]) => void): () => void
  close(): void
}

const PAGE = 500
/** Commits of this process wake the reader at once; this finds those of others. */
const POLL_MS = 1000

export async function startFeed(db: Database, log: Logger): Promise<Feed> {
  let position = (await db.feedBounds()).last
  let reading = false
  let again = false
  let closed = false
  const listeners = new Set<(changes: readonly Change[]) => void>()
  const poll = setInterval(wake, POLL_MS)
  poll.unref()
  // After the answers to the providers have been written, which the same commit has set free.
  db.onCommit((added) => setImmediate(() => take(added)))

  return { position: () => position, listen, close }

  function listen(listener: (changes: readonly Change[]) => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  function close(): void {
    closed = true
    clearInterval(poll)
  }

  /** What has just been committed need not be read back, if it follows on what was handed out. */
  function take(added: () => Change[] | null): void {
    const changes = closed || reading ? null : added()
    if (changes && follow(changes)) handOut(changes)
    else wake()
  }

  function follow(changes: readonly Change[]): boolean {
    return changes.every(({ seq }, index) => seq === position + 1 + index)
  }

  function handOut(changes: readonly Change[]): void {
    if (changes.length === 0) return
    position = changes.at(-1)!.seq
    for (const listener of listeners) listener(changes)
  }

  function wake(): void {
    if (closed) return
    if (reading) again = true
    else void catchUp()
  }

  async function catchUp(): Promise<void> {
    reading = true
    try {
      do {
        again = false
        await readOn()
      } while (again && !closed)
    } catch (error) {
      if (!closed) log.error({ err: error }, 'the change feed could not be read')
    } finally {
      reading = false
    }
  }

  async function readOn(): Promise<void> {
    for (;;) {
      const changes = await db.readFeed(position, PAGE)
      if (changes.length === 0 || closed) return
      handOut(changes)
      if (changes.length < PAGE) return
    }
  }
}
