import { createHash } from 'node:crypto'
import { z } from 'zod'
import { auditEntry, type Beside, feedEntry, type Row, type Statement, update } from '../backends/database/database.ts'
import type { Storage } from '../backends/storage/storage.ts'
import { keyIdOf } from '../backends/vault/vault.ts'
import { StartRefused } from '../errors.ts'
import { SEALED_COLUMNS } from './sealed.ts'

/** The configuration as the tables hold it: secrets, credentials and keys are sealed or hashed in it, and open only under the same key. */
export interface Snapshot {
  form: 'hookline-configuration'
  /** Of this shape. */
  version: 1
  madeAt: string
  tables: Record<string, Row[]>
}

/** Columns become part of statements, so nothing else may stand for one. */
const StoredRow = z.record(z.string().regex(/^[a-z_]+$/), z.union([z.string(), z.number(), z.null()]))
const StoredSnapshot = z.object({
  form: z.literal('hookline-configuration'),
  version: z.literal(1),
  madeAt: z.iso.datetime(),
  tables: z.record(z.string(), z.array(StoredRow)),
})

/** A row that a snapshot would change. */
export interface Difference {
  table: string
  key: string
  /** Columns that differ; null: there is no such row any more. */
  columns: string[] | null
  /** As the snapshot has it; null: a command that was added since, to a webhook that the snapshot has. */
  row: Row | null
  webhookId: string | null
}

export const BACKUPS = 'config/'

/** With the key of each, and the column that says whose webhook a row is. */
const TABLES: Record<string, { key: string; webhook?: string }> = {
  webhook_configs: { key: 'webhook_id', webhook: 'webhook_id' },
  webhook_commands: { key: 'command_id', webhook: 'webhook_id' },
  webhook_secrets: { key: 'secret_id', webhook: 'webhook_id' },
  provider_credentials: { key: 'provider' },
  forward_targets: { key: 'url' },
  operations_webhook: { key: 'name' },
  api_keys: { key: 'key_id' },
  agents: { key: 'name' },
  agent_policies: { key: 'key_id' },
}
/** What happens to a row by itself. */
const PASSING = ['last_used_at', 'last_seen_at', 'credential_status_json', 'status_json', 'updated_at', 'version']

export async function takeSnapshot(db: Pick<Beside, 'read'>, nowMs: number): Promise<Snapshot> {
  const tables: Record<string, Row[]> = {}
  for (const [table, { key }] of Object.entries(TABLES)) tables[table] = await db.read(`SELECT * FROM ${table} ORDER BY ${key}`)
  return { form: 'hookline-configuration', version: 1, madeAt: new Date(nowMs).toISOString(), tables }
}

/** Stores a snapshot, unless the last one says the same; answers its name, or null. */
export async function storeBackup(storage: Storage, snapshot: Snapshot, keep: number): Promise<string | null> {
  const hash = createHash('sha256')
    .update(JSON.stringify(lasting(snapshot)))
    .digest('hex')
    .slice(0, 12)
  const names = await storage.list(BACKUPS)
  if (names.at(-1)?.endsWith(`-${hash}.json`)) return null
  const name = `${BACKUPS}${snapshot.madeAt.replaceAll(':', '-')}-${hash}.json`
  await storage.put(name, Buffer.from(`${JSON.stringify(snapshot, null, 2)}\n`))
  for (const old of names.slice(0, Math.max(0, names.length + 1 - keep))) await storage.remove(old)
  return name
}

/** @throws {StartRefused} where it is none */
export function readSnapshot(bytes: Buffer): Snapshot {
  const parsed = StoredSnapshot.safeParse(jsonOf(bytes))
  if (!parsed.success) throw new StartRefused('This is not a backup that this version can read')
  return parsed.data
}

/** The keys that what a snapshot would change is sealed under, by their ids, with how many records each. */
export function sealedUnder(differences: readonly Difference[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { table, row } of differences)
    for (const { column } of SEALED_COLUMNS.filter((sealed) => sealed.table === table)) {
      const keyId = typeof row?.[column] === 'string' ? keyIdOf(row[column]) : null
      if (keyId !== null) counts.set(keyId, (counts.get(keyId) ?? 0) + 1)
    }
  return counts
}

/** What a snapshot would change. Of what was made since, it changes only commands of the webhooks that it has. */
export async function compare(db: Pick<Beside, 'read'>, snapshot: Snapshot, nowMs: number): Promise<Difference[]> {
  const present = await takeSnapshot(db, nowMs)
  const changed = Object.keys(TABLES).flatMap((table) => {
    const now = new Map(present.tables[table]!.map((row) => [keyOf(table, row), row]))
    return wantedRows(table, snapshot, present).flatMap((row) => differenceOf(table, row, now.get(keyOf(table, row))))
  })
  return [...changed, ...addedCommands(snapshot, present)]
}

/** The unit that makes the configuration say what the snapshot says. Versions of webhooks go on upwards. */
export function restoring(
  differences: readonly Difference[],
  snapshot: Snapshot,
  { actor, nowMs }: { actor: string; nowMs: number },
): Statement[] {
  const webhookIds = [...new Set(differences.flatMap(({ webhookId }) => webhookId ?? []))]
  const which = JSON.stringify(webhookIds)
  return [
    ...differences.map(({ table, key, row }) =>
      row === null ? update(table, { deleted_at: nowMs, enabled: 0 }, { [TABLES[table]!.key]: key }) : upsert(table, row),
    ),
    { sql: `UPDATE webhook_configs SET version = version + 1, updated_at = ? WHERE webhook_id ${IN}`, params: [nowMs, which] },
    {
      sql: `INSERT INTO webhook_versions (webhook_id, version, at, by, config_json) SELECT webhook_id, version, ?, ?, config_json FROM webhook_configs WHERE webhook_id ${IN}`,
      params: [nowMs, actor, which],
    },
    ...webhookIds.map((id) => feedEntry('WEBHOOK_UPDATED', id, { webhookId: id, atMs: nowMs })),
    auditEntry({
      actor,
      verb: 'config.restore',
      subject: 'configuration',
      detail: { backup: snapshot.madeAt, changes: differences.length },
      atMs: nowMs,
    }),
  ]
}

const IN = 'IN (SELECT value FROM json_each(?))'

/** A key that was revoked since stays revoked, and one that the server knows under another id (a preset one) is there already. */
function wantedRows(table: string, snapshot: Snapshot, present: Snapshot): Row[] {
  const rows = snapshot.tables[table] ?? []
  if (table !== 'api_keys') return rows
  const ids = new Map(present.tables.api_keys!.map((row) => [row.key_hash, row.key_id]))
  const revoked = new Set(present.tables.api_keys!.filter((row) => row.revoked_at !== null).map((row) => row.key_id))
  return rows.filter((row) => (ids.get(row.key_hash!) ?? row.key_id) === row.key_id && !revoked.has(row.key_id!))
}

function differenceOf(table: string, row: Row, now: Row | undefined): Difference[] {
  const webhookId = TABLES[table]!.webhook ? String(row.webhook_id) : null
  const found = { table, key: keyOf(table, row), row, webhookId }
  if (!now) return [{ ...found, columns: null }]
  const columns = Object.keys(row).filter((column) => !PASSING.includes(column) && row[column] !== now[column])
  return columns.length === 0 ? [] : [{ ...found, columns }]
}

function addedCommands(snapshot: Snapshot, present: Snapshot): Difference[] {
  const [webhooks, commands] = [new Set(idsIn(snapshot, 'webhook_configs')), new Set(idsIn(snapshot, 'webhook_commands'))]
  return present.tables
    .webhook_commands!.filter(
      (row) => row.deleted_at === null && webhooks.has(String(row.webhook_id)) && !commands.has(String(row.command_id)),
    )
    .map((row) => ({
      table: 'webhook_commands',
      key: String(row.command_id),
      columns: ['deleted_at'],
      row: null,
      webhookId: String(row.webhook_id),
    }))
}

function idsIn({ tables }: Snapshot, table: string): string[] {
  return (tables[table] ?? []).map((row) => keyOf(table, row))
}

/** A version is the present one's, or the snapshot's where there is none. */
function upsert(table: string, row: Row): Statement {
  const { key } = TABLES[table]!
  const columns = Object.keys(row)
  const set = columns.filter((column) => column !== key && column !== 'version').map((column) => `${column} = excluded.${column}`)
  return {
    sql: `INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')}) ON CONFLICT (${key}) DO UPDATE SET ${set}`,
    params: columns.map((column) => row[column] ?? null),
  }
}

/** Without what changes by itself: two snapshots that differ in that alone are the same. */
function lasting({ tables }: Snapshot): unknown {
  const rows = Object.entries(tables).map(([table, found]) => [
    table,
    found.map((row) => Object.entries(row).filter(([column]) => !PASSING.includes(column) || column === 'version')),
  ])
  return Object.fromEntries(rows)
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return null
  }
}

function keyOf(table: string, row: Row): string {
  return String(row[TABLES[table]!.key])
}
