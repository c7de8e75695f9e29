import type { Database } from '../backends/database/database.ts'
import { credentialsContext, sharedCredentialsContext, type Vault } from '../backends/vault/vault.ts'
import type { CredentialStatus } from '../model/credential.ts'
import type { ProviderName } from '../model/webhook.ts'
import { providers } from '../providers/index.ts'

export type Credentials = Record<string, string>

/** What a webhook writes to its provider with. */
export interface EffectiveCredentials {
  /** By name; empty: there are none. */
  credentials: Credentials
  /** In whose name is written; null: not known. */
  account: string | null
  /** Where the provider's API is; empty: nobody has said. */
  baseUrl: string
}

/** A webhook's row, as far as credentials go. */
export interface OwnCredentials {
  webhookId: string
  provider: string
  credentials: string | null
  credentialStatusJson: string | null
}

/** What is stored for all webhooks of a provider. */
export interface SharedCredentials {
  provider: string
  sealed: string
  statusJson: string | null
}

/** The webhook's own credentials, else those of its provider. @throws {Error} when they cannot be opened */
export async function credentialsOf(
  { db, vault }: { db: Database; vault: Vault },
  webhookId: string,
  provider: ProviderName,
): Promise<EffectiveCredentials> {
  const [own] = await db.read<OwnCredentials & Record<string, string | null>>(
    `SELECT webhook_id AS "webhookId", provider, credentials, credential_status_json AS "credentialStatusJson"
     FROM webhook_configs WHERE webhook_id = ? AND deleted_at IS NULL`,
    [webhookId],
  )
  const nothing = { webhookId, provider, credentials: null, credentialStatusJson: null }
  return openCredentials(vault, own ?? nothing, own?.credentials ? undefined : await readShared(db, provider))
}

/** The same for rows that were read already; undefined: the provider shares nothing. */
export function openCredentials(vault: Vault, own: OwnCredentials, shared: SharedCredentials | undefined): EffectiveCredentials {
  const provider = own.provider as ProviderName
  if (own.credentials !== null)
    return effective(provider, vault.open(own.credentials, credentialsContext(own.webhookId)), own.credentialStatusJson)
  if (shared) return effective(provider, vault.open(shared.sealed, sharedCredentialsContext(provider)), shared.statusJson)
  return effective(provider, '{}', null)
}

/** Where a provider is reached with these credentials; empty: they do not say, and the provider has no one place. */
export function baseUrlOf(provider: ProviderName, { baseUrl, replyUrl }: Credentials): string {
  const url = baseUrl || replyUrl || providers[provider].replies?.defaultBaseUrl || ''
  return url.trim().replace(/\/+$/, '')
}

const SHARED = 'SELECT provider, sealed, status_json AS "statusJson" FROM provider_credentials'

export async function readShared(db: Database, provider: ProviderName): Promise<SharedCredentials | undefined> {
  const [row] = await db.read<SharedCredentials>(`${SHARED} WHERE provider = ?`, [provider])
  return row
}

/** By their providers. */
export async function readAllShared(db: Database): Promise<Map<string, SharedCredentials>> {
  return new Map((await db.read<SharedCredentials>(SHARED)).map((row) => [row.provider, row]))
}

function effective(provider: ProviderName, json: string, statusJson: string | null): EffectiveCredentials {
  const credentials: Credentials = JSON.parse(json)
  const status: CredentialStatus | null = JSON.parse(statusJson ?? 'null')
  return { credentials, account: status?.account ?? null, baseUrl: baseUrlOf(provider, credentials) }
}
