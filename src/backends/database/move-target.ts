import pg from 'pg'
import { StartRefused } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import type { Row } from './database.ts'
import { createDigest, type Table } from './move-rows.ts'
import type { Batch } from './move-source.ts'
import { migratePostgres } from './postgres-migrate.ts'
import { makePartitions } from './postgres-partitions.ts'
import { createPool } from './postgres-pool.ts'
import { storable } from './postgres-storable.ts'

const FETCHED_ROWS = 1000
/** One move at a time. The number says nothing; it must stay the same. */
const LOCK = 7_203_555

/** How far each table was copied stands in the database itself, in the commit of the rows. */
const PROGRESS = `CREATE TABLE IF NOT EXISTS moved_tables (name TEXT PRIMARY KEY, last_row BIGINT NOT NULL, rows BIGINT NOT NULL)`

/** A PostgreSQL database that is empty, or that was begun to be filled by an earlier move. */
export async function openTarget(url: string, log: Logger) {
  await migratePostgres({ url, log })
  const pool = createPool(url, { max: 2, timeoutMs: 10 * 60_000 })
  await makePartitions(pool, Date.now(), log)
  const client = await pool.connect()
  const { rows: locks } = await client.query('SELECT pg_try_advisory_lock($1) AS mine', [LOCK])
  if (!locks[0].mine) {
    client.release()
    await pool.end()
    throw new StartRefused('Another move into this database is running')
  }

  return {
    /** Whether an earlier move was begun here. @throws {StartRefused} where there are rows that no move has written */
    async begin(tables: readonly Table[]): Promise<boolean> {
      const { rows } = await client.query(`SELECT to_regclass('moved_tables') AS begun`)
      if (rows[0].begun !== null) return true
      for (const { name } of tables)
        if ((await client.query(`SELECT 1 FROM ${name} LIMIT 1`)).rows.length > 0)
          throw new StartRefused(`The database to move to is not empty: ${name} has rows. Give one that no server has used`)
      await client.query(PROGRESS)
      return false
    },
    async progress(table: Table): Promise<{ lastRow: number; rows: number }> {
      const { rows } = await client.query('SELECT last_row AS "lastRow", rows FROM moved_tables WHERE name = $1', [table.name])
      return rows[0] ?? { lastRow: 0, rows: 0 }
    },
    write: (table: Table, batch: Batch) => writeBatch(client, table, batch),
    /** What the next entries' numbers and positions go on from. */
    async finish({ lastAudit, firstOfFeed }: { lastAudit: number; firstOfFeed: number | null }): Promise<void> {
      await client.query('UPDATE audit_given SET seq = $1', [lastAudit])
      await client.query('UPDATE feed_state SET trimmed_to = greatest(trimmed_to, $1)', [(firstOfFeed ?? 1) - 1])
      await client.query(`UPDATE search_progress SET event_id = ''`)
      await client.query('SELECT raise_feed_epoch()')
      await client.query('ANALYZE')
    },
    /** Nothing remembers the move any more: the database is a server's. */
    forget: () => client.query('DROP TABLE moved_tables'),
    digest: (table: Table) => digestOf(client, table),
    async close(): Promise<void> {
      client.release()
      await pool.end()
    },
  }
}

async function writeBatch(client: pg.PoolClient, table: Table, { rows, lastRow }: Batch): Promise<void> {
  await client.query('BEGIN')
  try {
    // The audit's entries keep their numbers.
    if (table.name === 'audit_log') await client.query('ALTER TABLE audit_log DISABLE TRIGGER audit_log_is_numbered')
    await insertRows(client, table, rows)
    if (table.name === 'audit_log') await client.query('ALTER TABLE audit_log ENABLE TRIGGER audit_log_is_numbered')
    if (table.name === 'webhook_events')
      await insertRows(client, { name: 'deliveries', columns: ['webhook_id', 'delivery_id', 'event_id'] }, rows)
    await client.query(
      `INSERT INTO moved_tables (name, last_row, rows) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET last_row = excluded.last_row, rows = moved_tables.rows + excluded.rows`,
      [table.name, lastRow, rows.length],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

async function insertRows(client: pg.PoolClient, { name, columns }: Table, rows: readonly Row[]): Promise<void> {
  const places = rows.map((_, row) => `(${columns.map((_, column) => `$${row * columns.length + column + 1}`)})`)
  const values = rows.flatMap((row) => columns.map((column) => storable(row[column] ?? null)))
  await client.query(`INSERT INTO ${name} (${columns.map((column) => pg.escapeIdentifier(column))}) VALUES ${places}`, values)
}

async function digestOf(client: pg.PoolClient, table: Table) {
  const digest = createDigest()
  await client.query(
    `BEGIN; DECLARE moved NO SCROLL CURSOR FOR SELECT ${table.columns.map((column) => pg.escapeIdentifier(column))} FROM ${table.name}`,
  )
  for (;;) {
    const { rows } = await client.query<Row>(`FETCH ${FETCHED_ROWS} FROM moved`)
    for (const row of rows) digest.add(table, row)
    if (rows.length === 0) break
  }
  await client.query('COMMIT')
  return digest.result()
}
