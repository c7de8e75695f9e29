import type { Move, Moved } from '../backends/database/move.ts'
import { StartRefused } from '../errors.ts'
import type { Logger } from '../log.ts'
import { EXIT, type Exit, type Terminal } from './exit.ts'

export interface MigrateDataOptions {
  from: string | undefined
  to: string | undefined
  verify: boolean
  log: Logger
}

const SAY_EVERY_MS = 2000

/** Moves everything from SQLite to PostgreSQL, or with `verify` only compares both. */
export async function migrateData({ from, to, verify, log }: MigrateDataOptions, { say }: Terminal): Promise<Exit> {
  const file = from?.match(/^(?:sqlite|file):(?:\/\/)?(.+)/)?.[1]
  if (!file || !/^postgres(ql)?:\/\//.test(to ?? '') || !URL.canParse(to!))
    throw new StartRefused(
      'Usage: migrate-data --from sqlite:<file> --to postgresql://<user>:<password>@<host>:<port>/<database> [--verify]',
    )
  const { moveData } = await import('../backends/database/move.ts')
  const moved = await moveData({ file, url: to!, log, verifyOnly: verify, onProgress: createProgress(say) })
  for (const table of moved) say(lineOf(table))
  const different = moved.filter(({ isSame }) => !isSame)
  if (different.length > 0) {
    say(`Not the same on both sides: ${different.map(({ table }) => table).join(', ')}.`)
    return EXIT.notSound
  }
  say(`${moved.reduce((sum, { rows }) => sum + rows, 0)} rows are the same on both sides.`)
  if (!verify) say(NEXT)
  return EXIT.ok
}

const NEXT = `Next: start the server with DATABASE_URL set to the new database, and with the same key: WEBHOOK_SECRET_KEY, or the file secret.key
in DATA_DIR/db. Keep the SQLite file until you are content; what the server takes from now on is not in it.`

function lineOf({ table, rows, hash, isSame }: Moved): string {
  return `${isSame ? 'same     ' : 'DIFFERENT'} ${table.padEnd(22)} ${String(rows).padStart(10)} rows  ${hash}`
}

/** A line every other second. */
function createProgress(say: Terminal['say']): Move['onProgress'] {
  let [saidAt, table, before, beganAt] = [0, '', 0, 0]
  return (name, rows, of) => {
    const now = performance.now()
    if (name !== table) [table, before, beganAt] = [name, rows, now]
    if (rows < of && now - saidAt < SAY_EVERY_MS) return
    saidAt = now
    const perSecond = Math.round(((rows - before) / Math.max(1, now - beganAt)) * 1000)
    say(
      `${name}: ${rows} of ${of} rows${rows < of && perSecond > 0 ? `, ${perSecond} a second, ${Math.ceil((of - rows) / perSecond)} s to go` : ''}`,
    )
  }
}
