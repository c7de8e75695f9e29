import type { Database, Statement } from '../backends/database/database.ts'
import type { Vault } from '../backends/vault/vault.ts'
import { StartRefused } from '../errors.ts'
import type { Logger } from '../log.ts'
import { SEALED_COLUMNS, type SealedColumn } from './sealed.ts'

interface Deps {
  db: Pick<Database, 'read' | 'write'>
  vault: Vault
}

/** Rows of one unit: a server beside waits for no more than these. */
const BATCH = 100

/** Records by the id of the key that they are sealed under. */
export async function countByKey({ db }: Pick<Deps, 'db'>): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const { table, column } of SEALED_COLUMNS) {
    const sql = `SELECT substr(${column}, 4, 8) AS "keyId", count(*) AS count FROM ${table} WHERE ${column} IS NOT NULL GROUP BY 1`
    for (const { keyId, count } of await db.read<{ keyId: string; count: number }>(sql)) counts.set(keyId, (counts.get(keyId) ?? 0) + count)
  }
  return counts
}

/** How many records cannot be opened, for their key is not there. */
export async function countLost(deps: Deps): Promise<number> {
  return [...(await countByKey(deps))].reduce((sum, [keyId, records]) => (deps.vault.knows(keyId) ? sum : sum + records), 0)
}

/** Says for each key that is not there how much was sealed under it: that is lost until the key is put back. */
export async function nameLostKeys(deps: Deps, log: Logger): Promise<void> {
  for (const [keyId, records] of await countByKey(deps))
    if (!deps.vault.knows(keyId))
      log.error({ keyId, records }, 'sealed under a key that is not there: set it as WEBHOOK_SECRET_KEY_PREVIOUS')
}

/**
 * Where several servers share a database: one that has another key than they must not make a second set of secrets.
 * @throws {StartRefused} when nothing that is sealed can be opened
 */
export async function refuseOtherKey(deps: Deps): Promise<void> {
  const keyIds = [...(await countByKey(deps)).keys()]
  if (keyIds.length === 0 || keyIds.some((keyId) => deps.vault.knows(keyId))) return
  throw new StartRefused('The database is sealed under another key: set WEBHOOK_SECRET_KEY to the one that the other servers have')
}

/**
 * Seals under the present key what other keys have sealed, in units of 100, so that it can be broken off at any time and made
 * again. What is changed meanwhile is left as it is then. Answers how many records were sealed anew.
 */
export async function reseal(deps: Deps): Promise<number> {
  let count = 0
  for (const place of SEALED_COLUMNS) count += await resealColumn(deps, place)
  return count
}

async function resealColumn({ db, vault }: Deps, place: SealedColumn): Promise<number> {
  const { table, id, column } = place
  const sql = `SELECT ${id} AS id, ${column} AS sealed FROM ${table}
    WHERE ${column} IS NOT NULL AND ${id} > ? AND substr(${column}, 4, 8) <> ? ORDER BY ${id} LIMIT ${BATCH}`
  let count = 0
  for (let after = ''; ; ) {
    const rows = await db.read<{ id: string; sealed: string }>(sql, [after, vault.keyId])
    const unit = rows.flatMap((row) => resealing(vault, place, row))
    if (unit.length > 0) await db.write(unit)
    count += unit.length
    if (rows.length < BATCH) return count
    after = rows.at(-1)!.id
  }
}

/** Empty: it cannot be opened, and stays as it is. */
function resealing(vault: Vault, { table, id, column, context }: SealedColumn, row: { id: string; sealed: string }): Statement[] {
  const text = opened(vault, row.sealed, context(row.id))
  if (text === null) return []
  const sealed = vault.seal(text, context(row.id))
  return [{ sql: `UPDATE ${table} SET ${column} = ? WHERE ${id} = ? AND ${column} = ?`, params: [sealed, row.id, row.sealed] }]
}

function opened(vault: Vault, sealed: string, context: string): string | null {
  try {
    return vault.open(sealed, context)
  } catch {
    return null
  }
}

/** At the start, with an earlier key from the environment: nothing stays sealed under it, and what it has signed stays known. */
export async function leaveKey(
  { keys, log, ...deps }: Deps & { keys: { keepMacKey(master: string): void }; log: Logger },
  previous: string,
): Promise<void> {
  keys.keepMacKey(previous)
  const records = await reseal(deps)
  log.info({ records, keyId: deps.vault.keyId }, 'everything is sealed under the present key: unset WEBHOOK_SECRET_KEY_PREVIOUS')
}
