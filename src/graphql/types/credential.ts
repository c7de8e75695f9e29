import { baseUrlOf } from '../../actions/credentials.ts'
import type { Database } from '../../backends/database/database.ts'
import { Forbidden, InvalidInput, ProviderFailure } from '../../errors.ts'
import type { CredentialStatus as Status } from '../../model/credential.ts'
import type { ProviderName } from '../../model/webhook.ts'
import type { ProviderCredentialsInput } from '../../registry/inputs.ts'
import { listProviderCredentials, setProviderCredentials } from '../../registry/provider-credentials.ts'
import { createBatch, type Load } from '../batch.ts'
import { builder } from '../builder.ts'
import { Provider } from '../enums.ts'
import type { WebhookConfig } from '../rows.ts'

export const CredentialStatus = builder.objectRef<Status>('CredentialStatus').implement({
  description: 'What is known of the stored credential, without its value.',
  fields: (t) => ({
    kind: t.exposeString('kind'),
    baseUrl: t.exposeString('baseUrl'),
    ok: t.exposeBoolean('ok'),
    missing: t.exposeStringList('missing'),
    checkedAt: t.field({ type: 'DateTime', resolve: ({ checkedAt }) => new Date(checkedAt) }),
    message: t.exposeString('message', { nullable: true }),
  }),
})

/** What is known of a webhook's own credentials. */
export function statusOf({ provider, credentialStatusJson, updatedAt }: WebhookConfig): Status {
  return parsed(provider, credentialStatusJson, updatedAt)
}

/** By provider. */
export function sharedStatuses({ prisma }: Database): Load<Status> {
  return createBatch(async (providers) => {
    const rows = await prisma.providerCredential.findMany({ where: { provider: { in: providers } } })
    return new Map(rows.map(({ provider, statusJson, updatedAt }) => [provider, parsed(provider, statusJson, updatedAt)]))
  })
}

/** Credentials that an earlier version has stored were never checked. */
function parsed(provider: string, json: string | null, storedAt: Date): Status {
  if (json !== null) return JSON.parse(json)
  const baseUrl = baseUrlOf(provider as ProviderName, {})
  const message = 'Not checked yet: enter the credentials again'
  return { kind: 'unknown', baseUrl, ok: false, missing: [], account: null, checkedAt: storedAt.toISOString(), message }
}

const SharedCredentials = builder
  .objectRef<{ provider: ProviderName; status: Status; updatedAt: Date; updatedBy: string }>('SharedCredentials')
  .implement({
    description: 'Of every webhook of the provider that has no credentials of its own.',
    fields: (t) => ({
      provider: t.expose('provider', { type: Provider }),
      status: t.expose('status', { type: CredentialStatus }),
      updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
      updatedBy: t.exposeString('updatedBy'),
    }),
  })

builder.queryField('providerCredentials', (t) =>
  t.field({
    type: [SharedCredentials],
    description: 'What `setProviderCredentials` has stored, without its values, by provider. For an ADMIN.',
    resolve: async (_, _args, { registry, viewer }) => {
      const rows = await listProviderCredentials(registry, viewer)
      return rows.map(({ provider, statusJson, updatedAt, updatedBy }) => ({
        provider: provider as ProviderName,
        status: parsed(provider, statusJson, updatedAt),
        updatedAt,
        updatedBy,
      }))
    },
  }),
)

const CredentialPayload = builder.objectRef<{ status: Status }>('CredentialPayload').implement({
  fields: (t) => ({ status: t.expose('status', { type: CredentialStatus }) }),
})
const CredentialResult = builder.errorUnion('CredentialResult', {
  types: [CredentialPayload, InvalidInput, ProviderFailure, Forbidden],
  resolveType: () => 'CredentialPayload',
})

builder.mutationField('setProviderCredentials', (t) =>
  t.field({
    type: CredentialResult,
    description: 'Shared by every webhook of the provider that has none of its own.',
    args: { provider: t.arg({ type: Provider, required: true }), credentials: t.arg({ type: 'JSON', required: true }) },
    resolve: async (_, input, { registry, viewer }) => ({
      status: await setProviderCredentials(registry, viewer, input as ProviderCredentialsInput),
    }),
  }),
)
