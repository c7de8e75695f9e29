import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { StartRefused } from '../../errors.ts'
import { PACKAGE_ROOT } from '../../model/package.ts'

/** The database cannot be brought to the version that this code needs; the message says why, in one line. */
export class MigrationRefused extends StartRefused {}

export interface Migration {
  name: string
  sql: string
  checksum: string
}

/** A row of Prisma's own bookkeeping, so that its tools can read the database. */
export interface Applied {
  name: string
  checksum: string
  finished: number | boolean
}

/** The migrations of a provider, in order. `folder`: where they lie; default: `prisma/<provider>/migrations` of this package. */
export function readMigrations(
  provider: 'sqlite' | 'postgresql',
  folder = path.join(PACKAGE_ROOT, 'prisma', provider, 'migrations'),
): Migration[] {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

/**
 * Those that the database does not have. `where` names the database in messages; `newerIsFine`: replicas of the version before
 * go on while the next one has migrated.
 */
export function findPending(
  migrations: readonly Migration[],
  applied: readonly Applied[],
  where: string,
  { newerIsFine = false } = {},
): Migration[] {
  const unfinished = applied.find(({ finished }) => !finished)
  if (unfinished)
    throw new MigrationRefused(`Migration ${unfinished.name} of ${where} was begun and not finished: restore the database from a backup`)
  const unknown = applied.find(({ name }) => !migrations.some((migration) => migration.name === name))
  if (unknown && !newerIsFine)
    throw new MigrationRefused(`${where} is newer than this version of Hookline: it has the migration ${unknown.name}`)
  const checksums = new Map(applied.map(({ name, checksum }) => [name, checksum]))
  const changed = migrations.find(({ name, checksum }) => checksums.has(name) && checksums.get(name) !== checksum)
  if (changed) throw new MigrationRefused(`Migration ${changed.name} was changed after it had been applied to ${where}`)
  return migrations.filter(({ name }) => !checksums.has(name))
}
