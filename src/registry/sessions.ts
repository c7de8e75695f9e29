import { ExpectationFailed, insert, type Statement } from '../backends/database/database.ts'
import { Unauthenticated } from '../errors.ts'
import type { Viewer } from '../model/viewer.ts'
import { findSessionViewer, findViewer, hashOf, makeToken } from './keys.ts'
import { findPerson, PERSON_TOKEN } from './people.ts'
import type { Registry } from './registry.ts'

/** How long a browser stays signed in, in seconds. */
export const SESSION_S = 7 * 24 * 60 * 60
const LINK_S = 15 * 60

/** The token of a link that signs in with a key that exists: 15 minutes, once. */
export async function makeSignInLink({ db, now }: Registry, keyId: string): Promise<string> {
  const token = makeToken('hl')
  const nowMs = now()
  await db.write([
    insert('sessions', { token_hash: hashOf(token), key_id: keyId, kind: 'link', created_at: nowMs, expires_at: nowMs + LINK_S * 1000 }),
  ])
  return token
}

/**
 * Uses a link up; answers a session's token.
 * @throws {Unauthenticated} when the link is unknown, expired or used, or its key no longer good
 */
export async function redeemSignInLink({ db, now }: Registry, token: string): Promise<string> {
  const session = makeToken('hs')
  const nowMs = now()
  const isLink = `s.token_hash = ? AND s.kind = 'link' AND s.expires_at > ?`
  const open = `INSERT INTO sessions (token_hash, key_id, kind, created_at, expires_at) SELECT ?, s.key_id, 'session', ?, ?
    FROM sessions s JOIN api_keys k ON k.key_id = s.key_id WHERE ${isLink}
    AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ?)`
  const unit: Statement[] = [
    { sql: open, params: [hashOf(session), nowMs, nowMs + SESSION_S * 1000, hashOf(token), nowMs, nowMs], expect: 1 },
    { sql: `DELETE FROM sessions AS s WHERE ${isLink}`, params: [hashOf(token), nowMs], expect: 1 },
  ]
  try {
    await db.write(unit)
  } catch (error) {
    if (error instanceof ExpectationFailed) throw new Unauthenticated('This sign-in link was used, or is older than 15 minutes')
    throw error
  }
  return session
}

/**
 * Opens a session with a key; answers its token.
 * @throws {Unauthenticated}
 */
export async function signIn(registry: Registry, keyText: string): Promise<string> {
  const viewer = await findViewer(registry, keyText)
  if (!viewer) throw new Unauthenticated('This is not a key that can be used')
  const token = makeToken('hs')
  const nowMs = registry.now()
  await registry.db.write([
    { sql: 'DELETE FROM sessions WHERE expires_at <= ?', params: [nowMs] },
    insert('sessions', {
      token_hash: hashOf(token),
      key_id: viewer.keyId,
      kind: 'session',
      created_at: nowMs,
      expires_at: nowMs + SESSION_S * 1000,
    }),
  ])
  return token
}

/** The viewer behind a session's token; null: unknown, expired, or its key is no longer good. */
export function findSession(registry: Registry, token: string): Promise<Viewer | null> {
  const find = token.startsWith(`${PERSON_TOKEN}_`) ? findPerson : findSessionViewer
  return find(registry, hashOf(token))
}

/** Ends a session; one that is unknown has ended. */
export async function signOut({ db }: Registry, token: string): Promise<void> {
  const params = [hashOf(token)]
  await db.write(['sessions', 'person_sessions'].map((table) => ({ sql: `DELETE FROM ${table} WHERE token_hash = ?`, params })))
}
