import type { Database } from '../../backends/database/database.ts'

/** Those of the keys, and of the sessions by the hashes of their tokens, that still let in: neither revoked, ended nor expired. */
export async function goodKeys(db: Database, accesses: readonly string[]): Promise<Set<string>> {
  const asked = JSON.stringify(accesses)
  const nowMs = Date.now()
  const isAsked = (column: string) => `${column} IN (SELECT value FROM json_each(?))`
  const keyIsGood = 'k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ?)'
  const sql = `SELECT k.key_id AS access FROM api_keys k WHERE ${isAsked('k.key_id')} AND ${keyIsGood}
    UNION ALL SELECT s.token_hash FROM sessions s JOIN api_keys k ON k.key_id = s.key_id
      WHERE ${isAsked('s.token_hash')} AND s.expires_at > ? AND ${keyIsGood}
    UNION ALL SELECT p.token_hash FROM person_sessions p WHERE ${isAsked('p.token_hash')} AND p.expires_at > ?`
  const rows = await db.read<{ access: string }>(sql, [asked, nowMs, asked, nowMs, nowMs, asked, nowMs])
  return new Set(rows.map(({ access }) => access))
}
