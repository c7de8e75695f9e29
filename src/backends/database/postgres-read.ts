import type pg from 'pg'
import type { Value } from './database.ts'
import { storageError } from './postgres-pool.ts'
import { toPostgres } from './postgres-sql.ts'

/** @throws {StorageUnavailable} when the database cannot be reached */
export async function readRows<T>(pool: pg.Pool, sql: string, params: readonly Value[] = []): Promise<T[]> {
  try {
    const { rows } = await pool.query(toPostgres(sql), [...params])
    return rows
  } catch (error) {
    throw storageError(error)
  }
}

/** The number of the last entry that the audit was given, also if that is gone. */
export async function lastAudit(pool: pg.Pool): Promise<number> {
  const [row] = await readRows<{ seq: number }>(pool, 'SELECT seq FROM audit_given')
  return row!.seq
}
