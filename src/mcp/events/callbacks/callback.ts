import { createHash } from 'node:crypto'
import type { Database, Statement } from '../../../backends/database/database.ts'
import type { Egress } from '../../../backends/egress/egress.ts'
import { callbackContext, type Vault } from '../../../backends/vault/vault.ts'
import { signStandard } from '../../../providers/standard.ts'

/** A client's URL that is told what happens, as it is stored. Times are milliseconds since 1970. */
export interface Callback {
  id: string
  keyId: string
  name: string
  argumentsJson: string
  url: string
  sealed: string
  /** Null: there is none, or its time is up. */
  earlierSealed: string | null
  cursor: string
  expiresAt: number
  failures: number
}

const COLUMNS = `callback_id AS id, key_id AS "keyId", name, arguments_json AS "argumentsJson", url, sealed,
  CASE WHEN earlier_until > ? THEN earlier_sealed END AS "earlierSealed", cursor, expires_at AS "expiresAt", failures`

/** Those that are not waiting for their next try, and that nobody is serving. A key has few, and keys are made by people. */
export function readDue(db: Database, nowMs: number): Promise<Callback[]> {
  const sql = `SELECT ${COLUMNS} FROM mcp_callbacks
    WHERE (next_try_at <= ? OR expires_at <= ?) AND (lease_until IS NULL OR lease_until <= ?)`
  return db.read<Callback & Record<string, never>>(sql, [nowMs, nowMs, nowMs, nowMs])
}

export async function readCallback(db: Database, id: string, nowMs: number): Promise<Callback | null> {
  const [found] = await db.read<Callback & Record<string, never>>(`SELECT ${COLUMNS} FROM mcp_callbacks WHERE callback_id = ?`, [nowMs, id])
  return found ?? null
}

/** Unless it was renewed since it was read. @throws {ExpectationFailed} */
export function removal({ id, expiresAt }: Pick<Callback, 'id' | 'expiresAt'>): Statement {
  return { sql: 'DELETE FROM mcp_callbacks WHERE callback_id = ? AND expires_at = ?', params: [id, expiresAt], expect: 1 }
}

/** One key's callback of one URL for one thing: to ask for it again renews it. */
export function callbackId(keyId: string, { url, name, args }: { url: string; name: string; args: object }): string {
  const parts = JSON.stringify([keyId, url, name, Object.entries(args).sort(([one], [other]) => (one < other ? -1 : 1))])
  return `sub_${createHash('sha256').update(parts).digest('base64url').slice(0, 32)}`
}

/** What the extension allows a message to have. */
export const MAX_MESSAGE_BYTES = 256 * 1024
const MAX_ANSWER_BYTES = 8 * 1024

interface Post {
  /** The same over all tries, so that the receiver can tell a repeat. */
  id: string
  message: object
}

/**
 * Sends one message, signed by Standard Webhooks.
 * @throws {EgressBlocked} {EgressFailed}
 */
export async function post(
  { egress, vault, now }: { egress: Pick<Egress, 'fetch'>; vault: Vault; now(): number },
  { id: subscriptionId, url, sealed, earlierSealed }: Pick<Callback, 'id' | 'url' | 'sealed' | 'earlierSealed'>,
  { id, message }: Post,
): Promise<{ status: number; text: string }> {
  const open = (text: string) => vault.open(text, callbackContext(subscriptionId))
  const secrets = { secret: open(sealed), earlierSecret: earlierSealed === null ? null : open(earlierSealed) }
  const body = Buffer.from(JSON.stringify(message))
  const headers = {
    'content-type': 'application/json',
    'x-mcp-subscription-id': subscriptionId,
    ...signStandard(secrets, { body, id, nowMs: now() }),
  }
  const answer = await egress.fetch(url, { method: 'POST', headers, body, maxAnswerBytes: MAX_ANSWER_BYTES })
  return { status: answer.status, text: await answer.text() }
}
