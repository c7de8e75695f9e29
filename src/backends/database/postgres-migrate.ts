import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Logger } from '../../log.ts'
import { type Applied, findPending, type Migration, MigrationRefused, readMigrations } from './migrations.ts'

export interface MigrateOptions {
  url: string
  /** Where the migrations lie. Default: `prisma/postgresql/migrations` of this package. */
  folder?: string
  log: Logger
}

const OLDEST_VERSION = 140_000
/** Of several replicas that start at once, one migrates and the others wait. The number says nothing; it must stay the same. */
const LOCK = 7_203_551

const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
)`

/**
 * Applies the migrations that the database does not have yet, all of them in one transaction, and sees to it that positions of
 * the feed go on from the last one. A migration must leave the replicas of the version before at work.
 * @throws {MigrationRefused} when the server is too old, a migration fails, or the database and the code do not fit
 */
export async function migratePostgres({ url, folder, log }: MigrateOptions): Promise<{ applied: string[] }> {
  const migrations = readMigrations('postgresql', folder)
  const client = new pg.Client({ connectionString: url, application_name: 'hookline migrate', connectionTimeoutMillis: 10_000 })
  await client.connect().catch((error) => refuse(`The database of DATABASE_URL cannot be reached: ${error.message}`, error))
  try {
    await checkVersion(client)
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
    const applied = await applyPending(client, migrations, log)
    await client.query('SELECT raise_feed_epoch()')
    await client.query('COMMIT')
    return { applied }
  } finally {
    await client.end()
  }
}

async function checkVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version`,
  )
  if (rows[0].number < OLDEST_VERSION) refuse(`PostgreSQL ${rows[0].version} is too old: this version of Hookline needs 14 or later`)
}

async function applyPending(client: pg.Client, migrations: readonly Migration[], log: Logger): Promise<string[]> {
  await client.query(BOOKKEEPING)
  const { rows } = await client.query<Applied>(
    'SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  )
  const pending = findPending(migrations, rows, 'the database', { newerIsFine: true })
  if (rows.length > migrations.length - pending.length)
    log.warn('the database has been migrated by a newer version of Hookline: this one goes on, and should be replaced soon')
  for (const migration of pending) await apply(client, migration)
  return pending.map(({ name }) => name)
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query(sql).catch((error) => refuse(`Migration ${name} failed and was undone: ${error.message}`, error))
  const columns = 'id, checksum, migration_name, finished_at, applied_steps_count'
  await client.query(`INSERT INTO _prisma_migrations (${columns}) VALUES ($1, $2, $3, now(), 1)`, [randomUUID(), checksum, name])
}

function refuse(message: string, cause?: unknown): never {
  throw new MigrationRefused(message, { cause })
}
