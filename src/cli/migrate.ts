import type { Config } from '../config.ts'
import { createLogger } from '../log.ts'
import { EXIT, type Exit, type Terminal } from './exit.ts'

/** Applies the migrations that the database does not have; a server that starts does the same. */
export async function migrate({ databaseFile, databaseUrl, logLevel }: Config, { say }: Terminal): Promise<Exit> {
  const { applied } = databaseUrl === null ? await ofSqlite(databaseFile) : await ofPostgres(databaseUrl, logLevel)
  say(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`)
  return EXIT.ok
}

async function ofSqlite(file: string) {
  const { migrateSqlite } = await import('../backends/database/sqlite-migrate.ts')
  return migrateSqlite({ file })
}

async function ofPostgres(url: string, logLevel: string) {
  const { migratePostgres } = await import('../backends/database/postgres-migrate.ts')
  return migratePostgres({ url, log: createLogger(logLevel) })
}
