import { insert, type Statement, update } from '../../../backends/database/database.ts'
import { callbackContext, type Vault } from '../../../backends/vault/vault.ts'
import type { Registry } from '../../../registry/registry.ts'
import type { Callback } from './callback.ts'

export const MAX_OF_KEY = 100
/** How long messages are signed under the secret before, too. */
const EARLIER_SECRET_MS = 5 * 60 * 1000

/** What a client asks for. */
export interface Asked extends Pick<Callback, 'id' | 'keyId' | 'name' | 'argumentsJson' | 'url' | 'expiresAt'> {
  secret: string
}

/** How many live callbacks a key has, and how many of them go to this URL. */
export async function placesTaken({ db, now }: Registry, { keyId, url }: Asked): Promise<{ all: number; sameUrl: number }> {
  const sql = `SELECT count(*) AS "all", count(CASE WHEN url = ? THEN 1 END) AS "sameUrl" FROM mcp_callbacks WHERE key_id = ? AND expires_at > ?`
  const [row] = await db.read<{ all: number; sameUrl: number }>(sql, [url, keyId, now()])
  return row!
}

/** Fails as a unit where others have taken the last place meanwhile. */
export function creation({ vault, now }: Registry, { id, secret, ...asked }: Asked & { cursor: string }): Statement[] {
  const nowMs = now()
  const made = insert('mcp_callbacks', {
    callback_id: id,
    key_id: asked.keyId,
    name: asked.name,
    arguments_json: asked.argumentsJson,
    url: asked.url,
    sealed: vault.seal(secret, callbackContext(id)),
    cursor: asked.cursor,
    created_at: nowMs,
    expires_at: asked.expiresAt,
    next_try_at: nowMs,
  })
  const isRoom = '(SELECT count(*) FROM mcp_callbacks WHERE key_id = ? AND expires_at > ?) < ?'
  return [
    deletion(id),
    {
      sql: made.sql.replace(/VALUES \((.*)\)$/, `SELECT $1 WHERE ${isRoom}`),
      params: [...made.params, asked.keyId, nowMs, MAX_OF_KEY],
      expect: 1,
    },
  ]
}

export function deletion(id: string): Statement {
  return { sql: 'DELETE FROM mcp_callbacks WHERE callback_id = ?', params: [id] }
}

/** Also ends the pause after failures: the client says that it is there. */
export function renewal({ vault, now }: Registry, found: Callback, { id, secret, expiresAt }: Asked): Statement {
  const times = { expires_at: expiresAt, next_try_at: now(), failures: 0 }
  const before = secretOf(vault, found)
  const earlier = before === null ? { earlier_sealed: null } : { earlier_sealed: found.sealed, earlier_until: now() + EARLIER_SECRET_MS }
  const secrets = before === secret ? {} : { sealed: vault.seal(secret, callbackContext(id)), ...earlier }
  return update('mcp_callbacks', { ...times, ...secrets }, { callback_id: id }, 1)
}

/** Null: the key that it was sealed under is lost. */
function secretOf(vault: Vault, { id, sealed }: Callback): string | null {
  try {
    return vault.open(sealed, callbackContext(id))
  } catch {
    return null
  }
}
