import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { ENVIRONMENT } from '../environment.ts'
import { writeWhole } from '../profiles.ts'

/** What is listened to, and for whom: each has a position of its own. */
interface Listening {
  url: string
  target: string
  webhookIds: readonly string[]
}

/** The feed's cursor behind which the next run goes on. */
export interface Position {
  read(): string | undefined
  keep(cursor: string): void
}

/** Kept below $XDG_STATE_HOME, or ~/.local/state. */
export function openPosition({ url, target, webhookIds }: Listening): Position {
  const name = createHash('sha256')
    .update(JSON.stringify([url, target, [...webhookIds].sort()]))
    .digest('hex')
    .slice(0, 16)
  const file = path.join(ENVIRONMENT.stateHome || path.join(homedir(), '.local', 'state'), 'hookline', `listen-${name}.json`)
  return { read, keep: (cursor) => writeWhole(file, JSON.stringify({ url, target, webhookIds, cursor })) }

  function read(): string | undefined {
    try {
      return JSON.parse(readFileSync(file, 'utf8')).cursor
    } catch {
      // None, or one that cannot be read: as if this were the first run.
      return undefined
    }
  }
}
