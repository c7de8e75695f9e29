import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MigrationRefused } from '../../src/backends/database/migrations.ts'
import { migrateSqlite } from '../../src/backends/database/sqlite-migrate.ts'

const run = promisify(execFile)
const ALL = readdirSync('prisma/sqlite/migrations', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

let scratch: string
let file: string

beforeEach(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'hookline-migrate-'))
  file = path.join(scratch, 'webhooks.db')
})
afterEach(() => rmSync(scratch, { recursive: true }))

describe('migrate', () => {
  it('makes all tables in an empty database', async () => {
    expect(await migrateSqlite({ file })).toEqual({ applied: ALL })

    expect(tables()).toEqual(expect.arrayContaining(['webhook_configs', 'webhook_commands', 'webhook_events', 'tasks', 'change_feed']))
  })

  it('numbers the change feed and the audit log without being told', async () => {
    await migrateSqlite({ file })

    const row = query(`INSERT INTO change_feed (kind, node_id, at) VALUES ('x', 'y', 0) RETURNING seq`)

    expect(row).toEqual([{ seq: 1 }])
    expect(query(`SELECT name FROM sqlite_master WHERE sql LIKE '%"seq" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT%'`)).toHaveLength(2)
  })

  // Prisma knows nothing of these: a migration that rebuilds their table has to make them again.
  it.each(['webhook_events_unfinished', 'webhook_events_signature', 'tasks_leased', 'webhook_actions_due'])(
    'ends with the index %s',
    async (name) => {
      await migrateSqlite({ file })

      expect(query(`SELECT name FROM sqlite_master WHERE type = 'index' AND name = '${name}'`)).toHaveLength(1)
    },
  )

  it('applies nothing the second time', async () => {
    await migrateSqlite({ file })

    expect(await migrateSqlite({ file })).toEqual({ applied: [] })
  })

  it.each([2, 3, 5])('applies once when %i processes start at once', async (count) => {
    const program = `import { MigrationRefused } from './src/backends/database/migrations.ts'
      import { migrateSqlite } from './src/backends/database/sqlite-migrate.ts'
      process.stdout.write(JSON.stringify((await migrateSqlite({ file: ${JSON.stringify(file)} })).applied))`
    const start = () => run(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program])

    const answers = await Promise.all(Array.from({ length: count }, start))

    expect(answers.flatMap(({ stdout }) => JSON.parse(stdout))).toEqual(ALL)
    expect(query('SELECT migration_name FROM _prisma_migrations')).toHaveLength(ALL.length)
  })

  it('applies a later migration to a database with data', async () => {
    const folder = migrations({ '0001_start': 'CREATE TABLE a (x); INSERT INTO a VALUES (7);' })
    await migrateSqlite({ file, folder })
    migrations({ '0002_more': 'ALTER TABLE a ADD COLUMN y DEFAULT 1;' })

    expect(await migrateSqlite({ file, folder })).toEqual({ applied: ['0002_more'] })
    expect(query('SELECT x, y FROM a')).toEqual([{ x: 7, y: 1 }])
  })

  it('rebuilds a table that others refer to, in the way of the generated migrations', async () => {
    const folder = migrations({
      '0001_start': `CREATE TABLE parent (id TEXT PRIMARY KEY); CREATE TABLE child (id TEXT REFERENCES parent (id) ON DELETE CASCADE);
        INSERT INTO parent VALUES ('p'); INSERT INTO child VALUES ('p');`,
      '0002_rebuild': `PRAGMA defer_foreign_keys=ON; PRAGMA foreign_keys=OFF; CREATE TABLE new_parent (id TEXT PRIMARY KEY, note TEXT);
        INSERT INTO new_parent (id) SELECT id FROM parent; DROP TABLE parent; ALTER TABLE new_parent RENAME TO parent;
        PRAGMA foreign_keys=ON; PRAGMA defer_foreign_keys=OFF;`,
    })

    await migrateSqlite({ file, folder })

    expect(query('SELECT child.id, note FROM child JOIN parent USING (id)')).toEqual([{ id: 'p', note: null }])
  })

  it('leaves the database as it was when a migration fails half-way, and says which', async () => {
    const folder = migrations({ '0001_start': 'CREATE TABLE a (x);', '0002_bad': 'CREATE TABLE b (x); CREATE TABLE a (y);' })

    await expect(migrateSqlite({ file, folder })).rejects.toThrow('Migration 0002_bad failed and was undone: table a already exists')
    expect(tables()).toEqual([])
  })

  it('undoes a migration that leaves rows which refer to nothing', async () => {
    const folder = migrations({
      '0001_start': `CREATE TABLE p (id PRIMARY KEY); CREATE TABLE c (id REFERENCES p (id)); INSERT INTO c VALUES (1);`,
    })

    await expect(migrateSqlite({ file, folder })).rejects.toThrow('rows that refer to nothing (1)')
    expect(tables()).toEqual([])
  })

  it('leaves the database as it was when the process is killed half-way', async () => {
    const folder = migrations({ '0001_start': 'CREATE TABLE a (x); CREATE TABLE b (x);' })
    const program = `import Sqlite from 'better-sqlite3'
      const exec = Sqlite.prototype.exec
      Sqlite.prototype.exec = function (sql) { exec.call(this, sql); if (sql.includes('TABLE b')) process.kill(process.pid, 'SIGKILL') }
      const { migrateSqlite } = await import('./src/backends/database/sqlite-migrate.ts')
      await migrateSqlite(${JSON.stringify({ file, folder })})`

    await expect(run(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program])).rejects.toMatchObject({
      signal: 'SIGKILL',
    })

    expect(await migrateSqlite({ file, folder })).toEqual({ applied: ['0001_start'] })
  })

  it('reports a migration that another tool began and did not finish', async () => {
    await migrateSqlite({ file })
    query('UPDATE _prisma_migrations SET finished_at = NULL RETURNING id')

    const refusal = migrateSqlite({ file })

    await expect(refusal).rejects.toBeInstanceOf(MigrationRefused)
    await expect(refusal).rejects.toThrow(`Migration ${ALL[0]} of ${file} was begun and not finished`)
  })

  it('refuses a database that is newer than the code', async () => {
    const folder = migrations({ '0001_start': 'CREATE TABLE a (x);', '0002_more': 'CREATE TABLE b (x);' })
    await migrateSqlite({ file, folder })
    rmSync(path.join(folder, '0002_more'), { recursive: true })

    await expect(migrateSqlite({ file, folder })).rejects.toThrow(
      `${file} is newer than this version of Hookline: it has the migration 0002_more`,
    )
  })

  it('refuses a migration that was changed after it had been applied', async () => {
    const folder = migrations({ '0001_start': 'CREATE TABLE a (x);' })
    await migrateSqlite({ file, folder })
    migrations({ '0001_start': 'CREATE TABLE a (x, y);' })

    await expect(migrateSqlite({ file, folder })).rejects.toThrow('Migration 0001_start was changed after it had been applied')
  })
})

function migrations(scripts: Record<string, string>): string {
  const folder = path.join(scratch, 'migrations')
  for (const [name, sql] of Object.entries(scripts)) {
    mkdirSync(path.join(folder, name), { recursive: true })
    writeFileSync(path.join(folder, name, 'migration.sql'), sql)
  }
  return folder
}

function query(sql: string): unknown[] {
  const db = new Sqlite(file)
  try {
    return db.prepare(sql).all()
  } finally {
    db.close()
  }
}

function tables(): string[] {
  return (query(`SELECT name FROM sqlite_master WHERE type = 'table'`) as { name: string }[]).map(({ name }) => name)
}
