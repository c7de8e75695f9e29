import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { StartRefused } from '../../errors.ts'
import { PACKAGE_ROOT } from '../../model/package.ts'

export interface MigrateOptions {
  provider: 'sqlite'
  file: string
  /** Where the migrations lie. Default: `prisma/<provider>/migrations` of this package. */
  folder?: string
}

/** The database cannot be brought to the version that this code needs; the message says why, in one line. */
export class MigrationRefused extends StartRefused {}

interface Migration {
  name: string
  sql: string
  checksum: string
}
interface Applied {
  name: string
  checksum: string
  finished: number
}

// A process that starts beside another one waits for as long as that one may need.
const WAIT_FOR_OTHERS_MS = 60_000

// Prisma's own bookkeeping, so that its tools can read the database.
const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`

/**
 * Applies the migrations that the database does not have yet, all of them in one transaction: a process that dies on the
 * way leaves the database as it was, and of several that start at once one applies them and the others wait.
 * Prisma's engine would run each script outside of a transaction and keep a half-applied one.
 * @throws {MigrationRefused} when a migration fails, or the database and the code do not fit
 */
export async function migrate({ provider, file, folder }: MigrateOptions): Promise<{ applied: string[] }> {
  const migrations = readMigrations(folder ?? path.join(PACKAGE_ROOT, 'prisma', provider, 'migrations'))
  const db = new Sqlite(file, { timeout: WAIT_FOR_OTHERS_MS })
  try {
    if (findPending(db, file, migrations).length === 0) return { applied: [] }
    // As SQLite advises for changing tables; it cannot be switched inside a transaction.
    db.pragma('foreign_keys = OFF')
    db.pragma('synchronous = FULL')
    return { applied: db.transaction(() => applyPending(db, file, migrations)).immediate() }
  } finally {
    db.close()
  }
}

function applyPending(db: Sqlite.Database, file: string, migrations: readonly Migration[]): string[] {
  // Looked up again, for the lock may have been waited for while another process applied them.
  const pending = findPending(db, file, migrations)
  db.exec(BOOKKEEPING)
  for (const migration of pending) apply(db, migration)
  const broken = db.pragma('foreign_key_check') as unknown[]
  if (broken.length > 0)
    throw new MigrationRefused(`The migrations of ${file} were undone: they would leave rows that refer to nothing (${broken.length})`)
  return pending.map(({ name }) => name)
}

function apply(db: Sqlite.Database, { name, sql, checksum }: Migration): void {
  const startedAt = new Date().toISOString()
  try {
    db.exec(sql)
  } catch (error) {
    throw new MigrationRefused(`Migration ${name} failed and was undone: ${(error as Error).message}`, { cause: error })
  }
  const columns = 'id, checksum, migration_name, started_at, finished_at, applied_steps_count'
  db.prepare(`INSERT INTO _prisma_migrations (${columns}) VALUES (?, ?, ?, ?, ?, 1)`).run(
    randomUUID(),
    checksum,
    name,
    startedAt,
    new Date().toISOString(),
  )
}

function findPending(db: Sqlite.Database, file: string, migrations: readonly Migration[]): Migration[] {
  const applied = readApplied(db)
  const unfinished = applied.find(({ finished }) => !finished)
  if (unfinished)
    throw new MigrationRefused(`Migration ${unfinished.name} of ${file} was begun and not finished: restore the file from a backup`)
  const unknown = applied.find(({ name }) => !migrations.some((migration) => migration.name === name))
  if (unknown) throw new MigrationRefused(`${file} is newer than this version of Hookline: it has the migration ${unknown.name}`)
  const checksums = new Map(applied.map(({ name, checksum }) => [name, checksum]))
  const changed = migrations.find(({ name, checksum }) => checksums.has(name) && checksums.get(name) !== checksum)
  if (changed) throw new MigrationRefused(`Migration ${changed.name} was changed after it had been applied to ${file}`)
  return migrations.filter(({ name }) => !checksums.has(name))
}

function readApplied(db: Sqlite.Database): Applied[] {
  if (!db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'`).get()) return []
  const sql =
    'SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL'
  return db.prepare<[], Applied>(sql).all()
}

function readMigrations(folder: string): Migration[] {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}
