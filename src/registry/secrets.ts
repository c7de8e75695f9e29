import { randomBytes } from 'node:crypto'
import { type Credentials, type OwnCredentials, openCredentials } from '../actions/credentials.ts'
import { insert, type Row, type Statement } from '../backends/database/database.ts'
import { credentialsContext, secretContext, type Vault } from '../backends/vault/vault.ts'
import { InvalidInput } from '../errors.ts'
import type { CredentialStatus } from '../model/credential.ts'
import { newId } from '../model/id.ts'
import type { Provider } from '../providers/provider.ts'
import type { Scheme } from '../providers/signature.ts'

const SECRET_BYTES = 32

/**
 * A secret in the form that the provider, or a custom webhook's scheme, takes.
 * @throws {InvalidInput} where only the sender can make it: of an Ed25519 pair the webhook holds the public key
 */
export function makeSecret(provider: Provider, [scheme]: readonly Scheme[]): string {
  if (provider.newSecret) return provider.newSecret()
  if (scheme?.algorithm === 'ed25519') throw new InvalidInput([{ path: ['secret'], message: "expected the sender's public key" }])
  if (scheme?.key === 'whsec') return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`
  return randomBytes(SECRET_BYTES).toString(scheme?.key === 'base64' ? 'base64' : 'hex')
}

/** Stores a secret, sealed. It does not expire. */
export function storeSecret(vault: Vault, webhookId: string, value: string, nowMs: number): Statement {
  const secretId = newId('secret', nowMs)
  const sealed = vault.seal(value, secretContext(secretId))
  return insert('webhook_secrets', {
    secret_id: secretId,
    webhook_id: webhookId,
    sealed,
    hint: hintOf(value),
    created_at: nowMs,
    expires_at: null,
  })
}

/** The earlier secrets stop verifying: now, or at a later moment where they would have gone on longer. */
export function endSecrets(webhookId: string, atMs: number, nowMs: number): Statement {
  if (atMs <= nowMs) return { sql: 'DELETE FROM webhook_secrets WHERE webhook_id = ?', params: [webhookId] }
  return {
    sql: 'UPDATE webhook_secrets SET expires_at = ? WHERE webhook_id = ? AND (expires_at IS NULL OR expires_at > ?)',
    params: [atMs, webhookId, atMs],
  }
}

/** Secrets that no longer verify are not kept. */
export function dropExpiredSecrets(webhookId: string, nowMs: number): Statement {
  return { sql: 'DELETE FROM webhook_secrets WHERE webhook_id = ? AND expires_at <= ?', params: [webhookId, nowMs] }
}

/** What a key or secret is recognised by: its last four characters. */
export function hintOf(value: string): string {
  return `…${value.slice(-4)}`
}

/** What the provider's API needs, sealed, and what is known of it; null or empty: nothing is stored. */
export function credentialColumns(
  vault: Vault,
  webhookId: string,
  credentials: Credentials | null | undefined,
  status: CredentialStatus | null,
): Row {
  if (!credentials || Object.keys(credentials).length === 0) return { credentials: null, credential_status_json: null }
  return {
    credentials: vault.seal(JSON.stringify(credentials), credentialsContext(webhookId)),
    credential_status_json: status && JSON.stringify(status),
  }
}

/** A webhook's own, whatever its provider shares. */
export function openOwnCredentials(vault: Vault, row: OwnCredentials): Credentials {
  return openCredentials(vault, row, undefined).credentials
}
