import type { Logger } from '../../log.ts'
import { openSource } from './move-source.ts'
import { openTarget } from './move-target.ts'

export interface Move {
  file: string
  url: string
  log: Logger
  /** Copies nothing; holds what is there against one another. */
  verifyOnly: boolean
  /** Rows that were copied of a table so far, and all that it has. */
  onProgress(table: string, rows: number, of: number): void
}

/** What a table holds on both sides. The hashes are equal where the rows are. */
export interface Moved {
  table: string
  rows: number
  hash: string
  isSame: boolean
}

/**
 * Copies everything from an SQLite file that no server uses to a PostgreSQL database that is empty, table by table in batches, then
 * compares both row by row. A move that was broken off goes on where it stopped. Answers what each table holds.
 * @throws {StartRefused} when the file is in use, or the database holds something else
 */
export async function moveData({ file, url, log, verifyOnly, onProgress }: Move): Promise<Moved[]> {
  const source = await openSource(file)
  try {
    const target = await openTarget(url, log)
    try {
      const tables = source.tables()
      if (!verifyOnly) await copy()
      const moved: Moved[] = []
      for (const table of tables) {
        const [here, there] = [source.digest(table), await target.digest(table)]
        moved.push({ table: table.name, ...here, isSame: here.rows === there.rows && here.hash === there.hash })
      }
      if (!verifyOnly && moved.every(({ isSame }) => isSame)) await target.forget()
      return moved

      async function copy(): Promise<void> {
        await target.begin(tables)
        for (const table of tables) {
          let { lastRow, rows } = await target.progress(table)
          const of = source.countRows(table)
          for (const batch of source.batches(table, lastRow)) {
            await target.write(table, batch)
            onProgress(table.name, (rows += batch.rows.length), of)
          }
        }
        await target.finish({ lastAudit: source.given('audit_log'), firstOfFeed: source.firstOfFeed() })
      }
    } finally {
      await target.close()
    }
  } finally {
    source.close()
  }
}
