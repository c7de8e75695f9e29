import { insert, type Row, type Statement, type Value } from '../../backends/database/database.ts'
import type { Registry } from '../registry.ts'
import type { Problem } from './located.ts'

/** A row of config_files. */
export interface FileRow {
  name: string
  webhookId: string | null
  /** Of the content that was last taken in or written; empty: there is none. */
  hash: string
  /** The webhook's version that says the same; 0: none. */
  version: number
  missingSinceMs: number | null
  /** Its webhook was disabled, for the file was away for too long. */
  disabled: boolean
  problems: readonly Problem[]
}

/** The name of what is wrong with the whole folder. */
export const FOLDER = '.'

export async function readRows({ db }: Pick<Registry, 'db'>): Promise<Map<string, FileRow>> {
  return new Map((await find(db)).map((row) => [row.name, row]))
}

/** Reads anew what taking in one file may have changed: its row, and those of the webhooks that it had and has. */
export async function refreshRows({ db }: Pick<Registry, 'db'>, rows: Map<string, FileRow>, name: string): Promise<void> {
  const [present] = await find(db, 'WHERE name = ?', name)
  const ids = [rows.get(name)?.webhookId ?? null, present?.webhookId ?? null]
  for (const row of [...rows.values()])
    if (row.name === name || (row.webhookId !== null && ids.includes(row.webhookId))) rows.delete(row.name)
  for (const row of await find(db, 'WHERE name = ? OR webhook_id IN (?, ?)', name, ...ids)) rows.set(row.name, row)
}

async function find(db: Registry['db'], where = '', ...params: Value[]): Promise<FileRow[]> {
  const rows = await db.read<Row & Omit<FileRow, 'disabled' | 'problems'>>(
    `SELECT name, webhook_id AS "webhookId", hash, version, missing_since AS "missingSinceMs", disabled, problems_json AS "problemsJson"
     FROM config_files ${where}`,
    params,
  )
  return rows.map(({ disabled, problemsJson, ...row }) => ({
    ...row,
    disabled: disabled === 1,
    problems: JSON.parse(String(problemsJson)),
  }))
}

/** A file and its webhook say the same, but for what `problems` tells. */
export function recordStatements(
  { name, webhookId, hash, version }: Pick<FileRow, 'name' | 'hash' | 'version'> & { webhookId: string },
  { secretUnseen = false, problems = [], atMs }: { secretUnseen?: boolean; problems?: readonly Problem[]; atMs: number },
): Statement[] {
  const row = insert('config_files', {
    name,
    webhook_id: webhookId,
    hash,
    version,
    secret_unseen: Number(secretUnseen),
    problems_json: JSON.stringify(problems),
    problems_at: problems.length > 0 ? atMs : null,
  })
  return [
    // It had another name.
    { sql: 'DELETE FROM config_files WHERE webhook_id = ? AND name <> ?', params: [webhookId, name] },
    {
      ...row,
      sql: `${row.sql} ON CONFLICT (name) DO UPDATE SET webhook_id = excluded.webhook_id, hash = excluded.hash, version = excluded.version,
        secret_unseen = CASE WHEN config_files.secret_unseen = 1 THEN 1 ELSE excluded.secret_unseen END, missing_since = NULL, disabled = 0,
        problems_json = excluded.problems_json,
        problems_at = CASE WHEN config_files.problems_json = excluded.problems_json THEN config_files.problems_at ELSE excluded.problems_at END`,
    },
  ]
}

/** What is wrong with a file, or with the folder; empty: nothing. What was last taken in stays as it is. */
export function problemsStatement(name: string, problems: readonly Problem[], atMs: number): Statement {
  const row = insert('config_files', { name, problems_json: JSON.stringify(problems), problems_at: problems.length > 0 ? atMs : null })
  return {
    ...row,
    sql: `${row.sql} ON CONFLICT (name) DO UPDATE SET problems_json = excluded.problems_json, problems_at = excluded.problems_at`,
  }
}

/** A webhook without its file; one that has another file by now is left alone. */
export function missingStatement({ name, webhookId, hash, version }: FileRow, atMs: number): Statement {
  const row = insert('config_files', { name, webhook_id: webhookId, hash, version, missing_since: atMs })
  return { ...row, sql: `${row.sql} ON CONFLICT DO NOTHING` }
}

export function forgetStatement(name: string): Statement {
  return { sql: 'DELETE FROM config_files WHERE name = ?', params: [name] }
}
