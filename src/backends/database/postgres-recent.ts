import type { Row } from './database.ts'

/** Of so many entries: what takes longer to be told of is read from the database. */
const MAX_KEPT = 8192

/** The rows that this process has just stored, by the feed's positions that tell of them: its reader comes to them next. */
export function createRecent() {
  const rows = new Map<number, Row>()
  return {
    keep(seq: number, row: Row): void {
      rows.set(seq, row)
      if (rows.size > MAX_KEPT) rows.delete(rows.keys().next().value!)
    },
    at: (seq: number): Row | undefined => rows.get(seq),
  }
}
