import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { StartRefused } from '../../errors.ts'
import type { Row, Value } from './database.ts'
import { createDigest, type Table } from './move-rows.ts'
import { migrateSqlite } from './sqlite-migrate.ts'

/** A batch is one statement and one commit. */
const BATCH_ROWS = 500
const BATCH_BYTES = 8 * 1024 * 1024
/** Of the file alone, or of one server: who does scheduled work. */
const NOT_MOVED = ['_prisma_migrations', 'duties']

export interface Batch {
  rows: Row[]
  /** The number of its last row: the next batch begins behind it. */
  lastRow: number
}

/** An SQLite file that nobody else has open, and that nobody can open until it is closed. */
export async function openSource(file: string) {
  if (!existsSync(file)) throw new StartRefused(`There is no database ${file}`)
  await migrateSqlite({ file })
  const db = new Sqlite(file, { fileMustExist: true, timeout: 1000 })
  db.pragma('locking_mode = EXCLUSIVE')
  try {
    db.exec('BEGIN EXCLUSIVE; COMMIT')
  } catch {
    db.close()
    throw new StartRefused(`${file} is in use: stop the server first`)
  }
  return {
    tables: () => inOrder(db, tablesOf(db)),
    countRows: (table: Table) => db.prepare(`SELECT count(*) FROM ${table.name}`).pluck().get() as number,
    /** The last number that was given to an entry of the feed, and of the audit; and where the feed begins. */
    given: (table: string) => Number(db.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').pluck().get(table) ?? 0),
    firstOfFeed: () => db.prepare('SELECT min(seq) FROM change_feed').pluck().get() as number | null,
    batches: (table: Table, afterRow: number) => batchesOf(db, table, afterRow),
    digest(table: Table) {
      const digest = createDigest()
      for (const row of db.prepare(`SELECT ${table.columns} FROM ${table.name}`).iterate()) digest.add(table, row as Row)
      return digest.result()
    },
    close: () => void db.close(),
  }
}

function* batchesOf(db: Sqlite.Database, { name, columns }: Table, afterRow: number): Generator<Batch> {
  let [rows, bytes, lastRow]: [Row[], number, number] = [[], 0, afterRow]
  for (const found of db
    .prepare(`SELECT rowid AS "row number", ${columns} FROM ${name} WHERE rowid > ? ORDER BY rowid`)
    .iterate(afterRow)) {
    const { 'row number': number, ...row } = found as Row
    rows.push(row)
    bytes += sizeOf(row)
    lastRow = Number(number)
    if (rows.length < BATCH_ROWS && bytes < BATCH_BYTES) continue
    yield { rows, lastRow }
    ;[rows, bytes] = [[], 0]
  }
  if (rows.length > 0) yield { rows, lastRow }
}

function sizeOf(row: Row): number {
  return Object.values(row).reduce((sum: number, value: Value) => sum + (typeof value === 'number' || value === null ? 8 : value.length), 0)
}

function tablesOf(db: Sqlite.Database): Table[] {
  const names = db
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`)
    .pluck()
    .all() as string[]
  return names
    .filter((name) => !NOT_MOVED.includes(name))
    .map((name) => ({ name, columns: (db.pragma(`table_info(${name})`) as { name: string }[]).map((column) => column.name) }))
}

/** Those that are referred to come first. */
function inOrder(db: Sqlite.Database, tables: readonly Table[]): Table[] {
  const ordered: Table[] = []
  const add = (table: Table): void => {
    if (ordered.includes(table)) return
    const referred = (db.pragma(`foreign_key_list(${table.name})`) as { table: string }[]).map((key) => key.table)
    for (const other of tables) if (other !== table && referred.includes(other.name)) add(other)
    ordered.push(table)
  }
  for (const table of tables) add(table)
  return ordered
}
