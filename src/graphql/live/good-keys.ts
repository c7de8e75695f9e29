import type { Database } from '../../backends/database/database.ts'

/** Those of the keys that are neither revoked nor expired. */
export async function goodKeys(db: Database, keyIds: readonly string[]): Promise<Set<string>> {
  const sql = `SELECT key_id AS "keyId" FROM api_keys
    WHERE key_id IN (SELECT value FROM json_each(?)) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)`
  const rows = await db.read<{ keyId: string }>(sql, [JSON.stringify(keyIds), Date.now()])
  return new Set(rows.map(({ keyId }) => keyId))
}
