import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { StartRefused } from '../../errors.ts'
import type { Beside, Row, Statement, Value } from './database.ts'
import { lastGiven } from './sqlite-given.ts'

export function openSqliteBeside(file: string, { readonly }: { readonly: boolean }): Beside {
  if (!existsSync(file)) throw new StartRefused(`There is no database ${file}: DATA_DIR or DATABASE_URL says where it is`)
  const db = new Sqlite(file, { readonly, fileMustExist: true, timeout: 5000 })
  if (!readonly) prepareWriting(db)
  const run = ({ sql, params }: Statement): Row[] => {
    db.prepare(sql).run(...params)
    return []
  }
  const read = async <T = Row>(sql: string, params: readonly Value[] = []) => db.prepare(sql).all(...params) as T[]
  return {
    read,
    write: async (unit) => db.transaction(() => unit.map(run)).immediate(),
    lastAudit: () => lastGiven({ read }, 'audit_log'),
    close: async () => void db.close(),
  }
}

function prepareWriting(db: Sqlite.Database): void {
  db.function('sha256', { deterministic: true }, (text) => createHash('sha256').update(String(text)).digest('hex'))
  db.pragma('synchronous = FULL')
  // What is overwritten is not left in free pages.
  db.pragma('secure_delete = ON')
}
