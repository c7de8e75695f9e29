import type { Beside } from './database.ts'
import { openSqliteBeside } from './sqlite-beside.ts'

/** Where it is: `databaseUrl` for PostgreSQL; null: SQLite's `databaseFile`. */
export interface DatabasePlace {
  databaseFile: string
  databaseUrl: string | null
}

/**
 * For reading, or for writing in short units: the server's own writes wait for them.
 * @throws {StartRefused} when there is no such database
 */
export async function openBeside({ databaseFile, databaseUrl }: DatabasePlace, { readonly = true } = {}): Promise<Beside> {
  if (databaseUrl === null) return openSqliteBeside(databaseFile, { readonly })
  const { openPostgresBeside } = await import('./postgres-beside.ts')
  return openPostgresBeside(databaseUrl)
}
