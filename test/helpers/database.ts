import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { Database, Row } from '../../src/backends/database/database.ts'
import { openPostgres } from '../../src/backends/database/postgres.ts'
import { openSqlite } from '../../src/backends/database/sqlite.ts'
import { createLogger } from '../../src/log.ts'
import { makeOwnDatabase } from './postgres.ts'

/** A fresh, migrated database, gone after the test: in the project "postgresql" on PostgreSQL, else a SQLite file. */
export async function openTestDatabase(): Promise<Database> {
  const { env, remove } = await makeOwnDatabase()
  if (env.DATABASE_URL) return openPostgresDatabase(env.DATABASE_URL, remove)
  const folder = mkdtempSync(path.join(tmpdir(), 'hookline-test-'))
  const db = await openSqlite(path.join(folder, 'webhooks.db'), createLogger('silent'))
  onTestFinished(async () => {
    await db.close()
    rmSync(folder, { recursive: true })
  })
  return db
}

async function openPostgresDatabase(url: string, remove: () => Promise<void>): Promise<Database> {
  const db = await openPostgres(url, createLogger('silent'))
  onTestFinished(async () => {
    await db.close()
    await remove()
  })
  return db
}

/** The kinds of all changes so far, oldest first. */
export async function feedKinds(db: Database): Promise<string[]> {
  return (await db.read<{ kind: string }>('SELECT kind FROM change_feed ORDER BY seq')).map(({ kind }) => kind)
}

/** The last audit row, with its detail parsed. */
export async function lastAudit(db: Database): Promise<Row & { detail: Record<string, unknown> }> {
  const [row] = await db.read<Row>('SELECT actor, verb, subject, detail_json FROM audit_log ORDER BY seq DESC LIMIT 1')
  return { ...row, detail: JSON.parse(String(row?.detail_json)) } as Row & { detail: Record<string, unknown> }
}
