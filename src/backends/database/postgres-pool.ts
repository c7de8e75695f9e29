import pg from 'pg'
import { StorageUnavailable } from './database.ts'

const INT8 = 20
const NUMERIC = 1700
const CONNECT_TIMEOUT_MS = 5000
/**
 * Said on each connection: a replica that stalls in a transaction holds nobody up for long, a commit is on the disk, nothing is
 * compiled for a query that takes less than compiling does (https://www.postgresql.org/docs/current/jit-decision.html), and payloads are
 * compressed by the faster way where the server was built with it.
 */
const SETTINGS = `SELECT set_config('idle_in_transaction_session_timeout', '20s', false), set_config('lock_timeout', '20s', false), set_config('jit', 'off', false),
  set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false),
  (SELECT set_config('default_toast_compression', 'lz4', false) FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals))`

/** Numbers are JavaScript's: counts, positions and times stay below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** A database that hangs for longer than `timeoutMs` is no better than none: the query fails, and its connection is given up. */
export function createPool(url: string, { max, timeoutMs }: { max: number; timeoutMs: number }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'hookline',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: timeoutMs,
    max,
    keepAlive: true,
    types,
    verify: (client, done) => void client.query(SETTINGS).then(() => done(), done),
  })
  // A connection that breaks is left out of the pool; whoever was using it hears of it by the query that fails.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  return pool
}

/** Classes of PostgreSQL's errors after which the same may succeed later: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const PASSING = /^(08|25|40|53|55|57|58|XX)/

/** What a caller is told of a failure: to come back where the database cannot store now, and the error itself where the statement is at fault. */
export function storageError(error: unknown): Error {
  const { code = '', message } = error as { code?: string; message: string }
  return isOfServer(error) && !PASSING.test(code) ? (error as Error) : new StorageUnavailable(message, { cause: error })
}

/** Whether the server has answered so; else the connection has failed, or hangs. */
export function isOfServer(error: unknown): boolean {
  return /^[0-9A-Z]{5}$/.test((error as { code?: string }).code ?? '')
}

/** Whether a batch that failed so is to be tried again at once: another transaction was in its way. */
export function isConflict(error: unknown): boolean {
  return /^(40001|40P01)$/.test(String((error as { code?: string }).code))
}
