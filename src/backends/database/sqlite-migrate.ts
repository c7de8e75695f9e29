import { randomUUID } from 'node:crypto'
import Sqlite from 'better-sqlite3'
import { type Applied, findPending, type Migration, MigrationRefused, readMigrations } from './migrations.ts'

export interface MigrateOptions {
  file: string
  /** Where the migrations lie. Default: `prisma/sqlite/migrations` of this package. */
  folder?: string
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
export async function migrateSqlite({ file, folder }: MigrateOptions): Promise<{ applied: string[] }> {
  const migrations = readMigrations('sqlite', folder)
  const db = new Sqlite(file, { timeout: WAIT_FOR_OTHERS_MS })
  try {
    if (findPending(migrations, readApplied(db), file).length === 0) return { applied: [] }
    // Of a file without tables: so that what retention takes away can be given back to the disk.
    db.pragma('auto_vacuum = INCREMENTAL')
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
  const pending = findPending(migrations, readApplied(db), file)
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

function readApplied(db: Sqlite.Database): Applied[] {
  if (!db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'`).get()) return []
  const sql =
    'SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL'
  return db.prepare<[], Applied>(sql).all()
}
