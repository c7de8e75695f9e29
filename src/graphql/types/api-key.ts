import { Forbidden, InvalidInput, NotFound } from '../../errors.ts'
import type { Role as RoleName } from '../../model/viewer.ts'
import { createApiKey, requireKeeper, revokeApiKey } from '../../registry/keys.ts'
import { ApiKey, builder, Node } from '../builder.ts'
import { Role } from '../enums.ts'
import type { ApiKey as ApiKeyRow } from '../rows.ts'

builder.prismaObject('ApiKey', {
  interfaces: [Node],
  fields: (t) => ({
    id: t.exposeID('keyId'),
    name: t.exposeString('name'),
    role: t.field({ type: Role, resolve: ({ role }) => role as RoleName }),
    agent: t.exposeString('agent', { nullable: true }),
    webhookIds: t.idList({ resolve: ({ webhookIdsJson }) => JSON.parse(webhookIdsJson) }),
    hint: t.exposeString('hint'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
  }),
})

builder.queryField('apiKeys', (t) =>
  t.field({
    type: [ApiKey],
    description: 'Oldest first, revoked ones too. For an ADMIN.',
    resolve: (_, _args, { registry, viewer }) => {
      requireKeeper(viewer)
      return registry.db.prisma.apiKey.findMany({ orderBy: { keyId: 'asc' } })
    },
  }),
)

const CreateApiKeyPayload = builder.objectRef<{ apiKey: ApiKeyRow; key: string }>('CreateApiKeyPayload').implement({
  fields: (t) => ({
    apiKey: t.expose('apiKey', { type: ApiKey }),
    key: t.exposeString('key', { description: 'The key, shown this once.' }),
  }),
})
const CreateApiKeyResult = builder.errorUnion('CreateApiKeyResult', {
  types: [CreateApiKeyPayload, InvalidInput, Forbidden],
  resolveType: () => 'CreateApiKeyPayload',
})
const RevokeApiKeyPayload = builder.objectRef<{ apiKey: ApiKeyRow }>('RevokeApiKeyPayload').implement({
  fields: (t) => ({ apiKey: t.expose('apiKey', { type: ApiKey }) }),
})
const RevokeApiKeyResult = builder.errorUnion('RevokeApiKeyResult', {
  types: [RevokeApiKeyPayload, NotFound, Forbidden],
  resolveType: () => 'RevokeApiKeyPayload',
})

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: CreateApiKeyResult,
    args: {
      name: t.arg.string({ required: true }),
      role: t.arg({ type: Role, required: true }),
      agent: t.arg.string(),
      webhookIds: t.arg.idList(),
      expiresAt: t.arg({ type: 'DateTime' }),
    },
    resolve: (_, input, { registry, viewer }) => createApiKey(registry, viewer, input),
  }),
  revokeApiKey: t.field({
    type: RevokeApiKeyResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_, { id }, { registry, viewer }) => ({ apiKey: await revokeApiKey(registry, viewer, id) }),
  }),
}))
