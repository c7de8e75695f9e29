import path from 'node:path'
import { openBeside } from '../backends/database/beside.ts'
import type { Beside } from '../backends/database/database.ts'
import { openStorage } from '../backends/storage/open.ts'
import { hasKey, keyFiles } from '../backends/vault/key-file.ts'
import { createVault, type Vault } from '../backends/vault/vault.ts'
import type { Config } from '../config.ts'
import { StartRefused } from '../errors.ts'
import {
  BACKUPS,
  compare,
  type Difference,
  readSnapshot,
  restoring,
  type Snapshot,
  sealedUnder,
  storeBackup,
  takeSnapshot,
} from '../registry/backup.ts'
import { reseal } from '../registry/reseal.ts'
import { EXIT, type Exit, type Terminal } from './exit.ts'
import { migrate } from './migrate.ts'

/** Who restores beside a server, in the audit. */
const ACTOR = 'backup restore'

/** The names of the backups, oldest first. */
export async function listBackups(config: Config, { out, say }: Terminal): Promise<Exit> {
  const names = await (await openStorage(config.storage)).list(BACKUPS)
  for (const name of names) await out(`${name.slice(BACKUPS.length)}\n`)
  if (names.length === 0) say('There are no backups.')
  return EXIT.ok
}

/** Makes one now, unless the last one says the same. */
export async function makeBackup(config: Config, { say }: Terminal): Promise<Exit> {
  const db = await openBeside(config)
  try {
    const name = await storeBackup(await openStorage(config.storage), await takeSnapshot(db, Date.now()), Number.POSITIVE_INFINITY)
    say(name ? `Made ${name.slice(BACKUPS.length)}.` : 'The last backup says the same.')
    return EXIT.ok
  } finally {
    await db.close()
  }
}

/** Prints a backup as it is stored. */
export async function showBackup(config: Config, name: string | undefined, { out }: Terminal): Promise<Exit> {
  await out((await readBackup(config, name)).toString())
  return EXIT.ok
}

/**
 * Makes the configuration say what a backup says, also of a new database, beside a server or without. What would change is
 * said first; `dryRun` ends there, and so does whoever has not said `yes`.
 * @throws {StartRefused} where the backup holds what the keys that are here do not open
 */
export async function restoreBackup(
  config: Config,
  { name, dryRun, yes }: { name: string | undefined; dryRun: boolean; yes: boolean },
  terminal: Terminal,
): Promise<Exit> {
  const snapshot = readSnapshot(await readBackup(config, name))
  if (!dryRun && yes) await migrate(config, terminal)
  const db = await openBeside(config, { readonly: dryRun || !yes })
  try {
    const differences = await compare(db, snapshot, Date.now())
    for (const difference of differences) terminal.say(lineOf(difference))
    if (differences.length === 0) terminal.say('The configuration says what the backup says.')
    else {
      const vault = vaultFor(config, differences)
      if (!dryRun && !yes) throw new StartRefused('Nothing was changed: say --yes to restore this, or --dry-run to look only')
      if (!dryRun) await restore({ db, vault, snapshot, differences })
      if (!dryRun) terminal.say(`Restored ${differences.length} rows from ${name}.`)
    }
    return EXIT.ok
  } finally {
    await db.close()
  }
}

async function restore(parts: { db: Beside; vault: Vault | null; snapshot: Snapshot; differences: Difference[] }): Promise<void> {
  const { db, vault, snapshot, differences } = parts
  await db.write(restoring(differences, snapshot, { actor: ACTOR, nowMs: Date.now() }))
  // What was sealed under an earlier key does not stay under it.
  if (vault && [...sealedUnder(differences).keys()].some((keyId) => keyId !== vault.keyId)) await reseal({ db, vault })
}

/** What opens all that is to be restored; null: nothing of it is sealed, and no key is there. */
function vaultFor({ databaseFile, secretKey, previousSecretKey }: Config, differences: readonly Difference[]): Vault | null {
  const folder = path.dirname(databaseFile)
  const given = [secretKey, previousSecretKey]
  // A key that is made now opens nothing, and would stand in the place of the right one.
  const vault = hasKey(folder, given) ? createVault(keyFiles(folder, given).read) : null
  const lost = [...sealedUnder(differences)].filter(([keyId]) => !vault?.knows(keyId))
  if (lost.length === 0) return vault
  const what = lost.map(([keyId, records]) => `${records} under key ${keyId}`).join(', ')
  throw new StartRefused(
    `The backup holds secrets that cannot be opened here (${what}). Put the key back that they were sealed under: WEBHOOK_SECRET_KEY, WEBHOOK_SECRET_KEY_PREVIOUS, or secret.key in ${folder}`,
  )
}

async function readBackup({ storage }: Config, name: string | undefined): Promise<Buffer> {
  if (!name) throw new StartRefused('Expected the name of a backup: see "backup list"')
  const bytes = await (await openStorage(storage)).get(BACKUPS + name)
  if (!bytes) throw new StartRefused(`There is no backup ${name}: see "backup list"`)
  return bytes
}

function lineOf({ table, key, columns, row }: Difference): string {
  if (row === null) return `${table} ${key}: was added since, is deleted`
  return `${table} ${key}: ${columns === null ? 'is gone, comes back' : `differs in ${columns.join(', ')}`}`
}
