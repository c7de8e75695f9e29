import { baseUrlOf, type Credentials } from '../actions/credentials.ts'
import { auditEntry, insert, type Statement } from '../backends/database/database.ts'
import type { ProviderCredential } from '../backends/database/generated/sqlite/client.ts'
import { sharedCredentialsContext } from '../backends/vault/vault.ts'
import type { CredentialStatus } from '../model/credential.ts'
import { requireAllWebhooks, requireRole } from '../model/rights.ts'
import { actorOf, type Viewer } from '../model/viewer.ts'
import type { ProviderName } from '../model/webhook.ts'
import { providers } from '../providers/index.ts'
import { checkCredentials } from './check-credentials.ts'
import { credentialIssues } from './checks.ts'
import { ProviderCredentialsInput, parseInput } from './inputs.ts'
import type { Registry } from './registry.ts'

/** What is shared, by provider. */
export async function listProviderCredentials({ db }: Registry, viewer: Viewer): Promise<ProviderCredential[]> {
  requireForAll(viewer)
  return db.prisma.providerCredential.findMany({ orderBy: { provider: 'asc' } })
}

/**
 * Stores what every webhook of the provider uses that has no credentials of its own, in place of what was stored before: so
 * a token never goes to another address than the one it was given with. An empty object removes them.
 * @throws {ProviderFailure} where nothing could be learned of them; nothing is stored then
 */
export async function setProviderCredentials(
  registry: Registry,
  viewer: Viewer,
  input: ProviderCredentialsInput,
): Promise<CredentialStatus> {
  requireForAll(viewer)
  const { provider, credentials } = parseInput(ProviderCredentialsInput, input, (value) =>
    credentialIssues(providers[value.provider], value.credentials),
  )
  const isRemoval = Object.keys(credentials).length === 0
  const status = isRemoval ? removed(registry, provider) : await checkCredentials(registry, providers[provider], credentials)
  await registry.db.write(toUnit(registry, viewer, provider, isRemoval ? null : { credentials, status }))
  // Deliveries that come after the answer are met with what was answered.
  for (const { id } of await registry.db.read<{ id: string }>(`SELECT webhook_id AS id ${SHARING}`, [provider]))
    await registry.refreshWebhook(id)
  return status
}

/** @throws {Forbidden} */
function requireForAll(viewer: Viewer): void {
  requireRole(viewer, 'ADMIN')
  requireAllWebhooks(viewer, 'and these credentials are for all')
}

/** The webhooks that use what their provider shares. */
const SHARING = 'FROM webhook_configs WHERE provider = ? AND credentials IS NULL AND deleted_at IS NULL'

function removed({ now }: Registry, provider: ProviderName): CredentialStatus {
  return {
    kind: 'none',
    baseUrl: baseUrlOf(provider, {}),
    ok: false,
    missing: [],
    account: null,
    checkedAt: new Date(now()).toISOString(),
    message: 'Removed: nothing is shared any more',
  }
}

interface Stored {
  credentials: Credentials
  status: CredentialStatus
}

function toUnit(registry: Registry, viewer: Viewer, provider: ProviderName, stored: Stored | null): Statement[] {
  const atMs = registry.now()
  const verb = stored ? 'credentials.set' : 'credentials.remove'
  const detail = stored ? { credentials: 'stored', names: Object.keys(stored.credentials), ok: stored.status.ok } : {}
  return [
    stored
      ? storing(registry, viewer, provider, stored)
      : { sql: 'DELETE FROM provider_credentials WHERE provider = ?', params: [provider] },
    {
      sql: `INSERT INTO change_feed (kind, node_id, webhook_id, agent, at) SELECT 'WEBHOOK_UPDATED', webhook_id, webhook_id, NULL, ? ${SHARING}`,
      params: [atMs, provider],
    },
    auditEntry({ ...actorOf(viewer), verb, subject: provider, detail, atMs }),
  ]
}

function storing({ vault, now }: Registry, viewer: Viewer, provider: ProviderName, { credentials, status }: Stored): Statement {
  const row = insert('provider_credentials', {
    provider,
    sealed: vault.seal(JSON.stringify(credentials), sharedCredentialsContext(provider)),
    status_json: JSON.stringify(status),
    updated_at: now(),
    updated_by: viewer.name,
  })
  const columns = ['sealed', 'status_json', 'updated_at', 'updated_by'].map((column) => `${column} = excluded.${column}`)
  return { ...row, sql: `${row.sql} ON CONFLICT (provider) DO UPDATE SET ${columns}` }
}
