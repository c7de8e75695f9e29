import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { StartRefused } from '../../errors.ts'
import type { Database, Row, Statement, Value } from './database.ts'

/** A database beside a server that may be using it. Nothing is migrated. */
export interface Beside extends Pick<Database, 'read' | 'write'> {
  close(): void
}

/**
 * For reading, or for writing in short units: the server's own writes wait for them.
 * @throws {StartRefused} when there is no such file
 */
export function openBeside(file: string, { readonly = true } = {}): Beside {
  if (!existsSync(file)) throw new StartRefused(`There is no database ${file}: DATA_DIR or DATABASE_URL says where it is`)
  const db = new Sqlite(file, { readonly, fileMustExist: true, timeout: 5000 })
  if (!readonly) prepareWriting(db)
  const run = ({ sql, params }: Statement): Row[] => {
    db.prepare(sql).run(...params)
    return []
  }
  return {
    read: async <T = Row>(sql: string, params: readonly Value[] = []) => db.prepare(sql).all(...params) as T[],
    write: async (unit) => db.transaction(() => unit.map(run)).immediate(),
    close: () => void db.close(),
  }
}

function prepareWriting(db: Sqlite.Database): void {
  db.pragma('synchronous = FULL')
  // What is overwritten is not left in free pages.
  db.pragma('secure_delete = ON')
}
