import { createHash, randomBytes } from 'node:crypto'
import { auditEntry, ExpectationFailed, insert, type Statement, update } from '../backends/database/database.ts'
import type { ApiKey } from '../backends/database/generated/sqlite/client.ts'
import { type InputIssue, NotFound, Unauthenticated } from '../errors.ts'
import { newId } from '../model/id.ts'
import { requireAllWebhooks, requireRole } from '../model/rights.ts'
import { actorOf, type Role, type Viewer } from '../model/viewer.ts'
import { CreateApiKeyInput, parseInput } from './inputs.ts'
import type { Registry } from './registry.ts'
import { hintOf } from './secrets.ts'

/** The name of the key that the environment presets; no other key may have it. */
const PRESET_NAME = 'ADMIN_API_KEY'
const KEY_FORM = /^hk_[A-Za-z0-9_-]{43}$/
const TOKEN_BYTES = 32
const USE_NOTED_EVERY_MS = 60_000

/** A key's row as far as rights depend on it. */
interface KeyRow {
  keyId: string
  name: string
  role: string
  agent: string | null
  webhookIds: string
  lastUsedAt: number | null
}
const KEY_COLUMNS = 'k.key_id AS "keyId", k.name, k.role, k.agent, k.webhook_ids_json AS "webhookIds", k.last_used_at AS "lastUsedAt"'
const IS_LIVE = 'k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ?)'

/** Makes a key; `key` is its text, shown this once and stored as a hash. */
export async function createApiKey(registry: Registry, viewer: Viewer, input: CreateApiKeyInput): Promise<{ apiKey: ApiKey; key: string }> {
  requireKeeper(viewer)
  const nowMs = registry.now()
  const wanted = parseInput(CreateApiKeyInput, input, (value) => keyIssues(value, nowMs))
  const key = makeToken('hk')
  const keyId = newId('key', nowMs)
  const { name, role, agent, webhookIds, expiresAt } = wanted
  const row = { keyId, name, role, agent, webhookIds, expiresAtMs: expiresAt?.getTime(), text: key, nowMs }
  const detail = { name, role, agent: agent ?? null, webhook_ids: webhookIds ?? [], expires_at: expiresAt ?? null }
  await registry.db.write([insertKey(row), auditEntry({ ...actorOf(viewer), verb: 'key.create', subject: keyId, detail, atMs: nowMs })])
  return { apiKey: await registry.db.prisma.apiKey.findUniqueOrThrow({ where: { keyId } }), key }
}

/** From now on the key and the sessions that were opened with it count as unknown. Revoking twice changes nothing. */
export async function revokeApiKey(registry: Registry, viewer: Viewer, id: string): Promise<ApiKey> {
  requireKeeper(viewer)
  const { db, now } = registry
  const found = await db.prisma.apiKey.findUnique({ where: { keyId: id } })
  if (!found) throw new NotFound('API key', id)
  if (found.revokedAt === null) {
    const audit = auditEntry({ ...actorOf(viewer), verb: 'key.revoke', subject: id, detail: { name: found.name }, atMs: now() })
    await db.write([...revocation(id, now()), audit])
  }
  return db.prisma.apiKey.findUniqueOrThrow({ where: { keyId: id } })
}

/** A key that is held to some webhooks could make itself one that is not. @throws {Forbidden} */
export function requireKeeper(viewer: Viewer): void {
  requireRole(viewer, 'ADMIN')
  requireAllWebhooks(viewer, 'and keys may be for all')
}

/** The viewer behind a key's text; null: no such key, expired or revoked. */
export async function findViewer(registry: Registry, keyText: string): Promise<Viewer | null> {
  const [row] = await registry.db.read<KeyRow>(`SELECT ${KEY_COLUMNS} FROM api_keys k WHERE k.key_hash = ? AND ${IS_LIVE}`, [
    hashOf(keyText),
    registry.now(),
  ])
  return row ? seen(registry, row) : null
}

/** The viewer behind a key's id, for what the key has asked to be done later; null: no such key, expired or revoked. */
export async function findKeyViewer(registry: Registry, keyId: string): Promise<Viewer | null> {
  const [row] = await registry.db.read<KeyRow>(`SELECT ${KEY_COLUMNS} FROM api_keys k WHERE k.key_id = ? AND ${IS_LIVE}`, [
    keyId,
    registry.now(),
  ])
  return row ? viewerOf(row) : null
}

/** For the log and the audit: a key that is unknown, expired or revoked. Only of what has the form of a key is its end told. */
export function noteUnknownKey({ auditRefusal, log }: Registry, keyText: string, address: string, subject: string): void {
  const { status, code, message: reason } = new Unauthenticated()
  const hint = KEY_FORM.test(keyText) ? { keyHint: hintOf(keyText) } : {}
  auditRefusal({ actor: 'unknown', address, verb: 'refused', subject, reason, code, ...hint })
  log.warn({ remoteAddress: address, status, code }, 'request refused')
}

/** The viewer behind a session's token; null: unknown, expired, or its key is no longer good. */
export async function findSessionViewer(registry: Registry, tokenHash: string): Promise<Viewer | null> {
  const nowMs = registry.now()
  const sql = `SELECT ${KEY_COLUMNS} FROM sessions s JOIN api_keys k ON k.key_id = s.key_id
    WHERE s.token_hash = ? AND s.kind = 'session' AND s.expires_at > ? AND ${IS_LIVE}`
  const [row] = await registry.db.read<KeyRow>(sql, [tokenHash, nowMs, nowMs])
  return row ? { ...seen(registry, row), session: tokenHash } : null
}

/**
 * Sees to an admin key at the start. A preset key is there and admin after this, and an earlier preset one is revoked.
 * Without a preset, one is made where there is none that works: `made` is its text, else null. `keyId` is an admin
 * key's, for the sign-in link.
 */
export async function ensureAdminKey(registry: Registry, presetKey?: string): Promise<{ made: string | null; keyId: string }> {
  if (presetKey !== undefined) return { made: null, keyId: await presetAdmin(registry, presetKey) }
  const text = makeToken('hk')
  const nowMs = registry.now()
  const row = insertKey({ keyId: newId('key', nowMs), name: 'admin', role: 'ADMIN', text, nowMs })
  const noAdmin = `NOT EXISTS (SELECT 1 FROM api_keys k WHERE k.role = 'ADMIN' AND ${IS_LIVE})`
  const sql = row.sql.replace(/VALUES \((.*)\)$/, `SELECT $1 WHERE ${noAdmin}`)
  const made = await wasDone(registry.db.write([{ sql, params: [...row.params, nowMs], expect: 1 }]))
  return { made: made ? text : null, keyId: await findAdminKeyId(registry) }
}

/** A random text that lets in whoever has it; the prefix tells what it is for. */
export function makeToken(prefix: string): string {
  return `${prefix}_${randomBytes(TOKEN_BYTES).toString('base64url')}`
}

/** What is stored of a key or token: they are random, so a plain SHA-256 cannot be turned round. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function seen(registry: Registry, row: KeyRow): Viewer {
  const nowMs = registry.now()
  if (nowMs - (row.lastUsedAt ?? 0) >= USE_NOTED_EVERY_MS) noteUse(registry, row.keyId, nowMs)
  return viewerOf(row)
}

function viewerOf({ keyId, name, role, agent, webhookIds }: KeyRow): Viewer {
  return { keyId, name, role: role as Role, agent, webhookIds: JSON.parse(webhookIds) }
}

/** Not waited for: a request does not fail because its key's last use could not be written. */
function noteUse({ db, log }: Registry, keyId: string, nowMs: number): void {
  const sql = 'UPDATE api_keys SET last_used_at = ? WHERE key_id = ? AND (last_used_at IS NULL OR last_used_at <= ?)'
  db.write([{ sql, params: [nowMs, keyId, nowMs - USE_NOTED_EVERY_MS] }]).catch((error) =>
    log.warn({ err: error, keyId }, "a key's last use was not noted"),
  )
}

function keyIssues({ name, role, agent, expiresAt }: ReturnType<typeof CreateApiKeyInput.parse>, nowMs: number): InputIssue[] {
  const rules: [boolean, string, string][] = [
    [name !== PRESET_NAME, 'name', 'this name is kept for the key that the environment presets'],
    [role !== 'AGENT' || !!agent, 'agent', 'expected the agent whose tasks the key may take'],
    [role === 'AGENT' || !agent, 'agent', 'only an AGENT key names an agent'],
    [!expiresAt || expiresAt.getTime() > nowMs, 'expiresAt', 'expected a moment to come'],
  ]
  return rules.filter(([holds]) => !holds).map(([, field, message]) => ({ path: [field], message }))
}

interface NewKey {
  keyId: string
  name: string
  role: Role
  text: string
  nowMs: number
  agent?: string | null
  webhookIds?: readonly string[] | null
  expiresAtMs?: number
}

function insertKey({ keyId, name, role, text, nowMs, agent, webhookIds, expiresAtMs }: NewKey): Statement {
  return insert('api_keys', {
    key_id: keyId,
    name,
    role,
    agent: agent ?? null,
    webhook_ids_json: JSON.stringify(webhookIds ?? []),
    key_hash: hashOf(text),
    hint: hintOf(text),
    created_at: nowMs,
    expires_at: expiresAtMs ?? null,
  })
}

function revocation(keyId: string, nowMs: number): Statement[] {
  return [update('api_keys', { revoked_at: nowMs }, { key_id: keyId }), { sql: 'DELETE FROM sessions WHERE key_id = ?', params: [keyId] }]
}

/** Answers the key's id. A preset that was used before, and was revoked when another took its place, counts again. */
async function presetAdmin({ db, now }: Registry, text: string): Promise<string> {
  const nowMs = now()
  const row = insertKey({ keyId: newId('key', nowMs), name: PRESET_NAME, role: 'ADMIN', text, nowMs })
  const others = `name = '${PRESET_NAME}' AND key_hash <> ? AND revoked_at IS NULL`
  await db.write([
    { ...row, sql: `${row.sql} ON CONFLICT (key_hash) DO UPDATE SET role = 'ADMIN', revoked_at = NULL, expires_at = NULL` },
    { sql: `DELETE FROM sessions WHERE key_id IN (SELECT key_id FROM api_keys WHERE ${others})`, params: [hashOf(text)] },
    { sql: `UPDATE api_keys SET revoked_at = ? WHERE ${others}`, params: [nowMs, hashOf(text)] },
  ])
  const [key] = await db.read<{ keyId: string }>('SELECT key_id AS "keyId" FROM api_keys WHERE key_hash = ?', [hashOf(text)])
  return key!.keyId
}

async function findAdminKeyId({ db, now }: Registry): Promise<string> {
  const [row] = await db.read<{ keyId: string }>(
    `SELECT k.key_id AS "keyId" FROM api_keys k WHERE k.role = 'ADMIN' AND ${IS_LIVE} ORDER BY k.key_id LIMIT 1`,
    [now()],
  )
  return row!.keyId
}

/** False: what the unit expected did not hold. */
async function wasDone(written: Promise<unknown>): Promise<boolean> {
  try {
    await written
    return true
  } catch (error) {
    if (error instanceof ExpectationFailed) return false
    throw error
  }
}
