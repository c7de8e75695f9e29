import { ID_PREFIXES } from '../../model/id.ts'
import { builder, Node } from '../builder.ts'
import type { GraphqlContext } from '../context.ts'

type Find = (id: string, context: GraphqlContext) => Promise<object | null | undefined>

/** The types by their ids' prefixes. */
const FINDERS: Record<string, { typename: string; find: Find }> = {
  [ID_PREFIXES.event]: { typename: 'WebhookEvent', find: (id, { loaders }) => loaders.event(id) },
  [ID_PREFIXES.command]: { typename: 'Command', find: (id, { loaders }) => loaders.command(id) },
  [ID_PREFIXES.action]: { typename: 'Action', find: (id, { loaders }) => loaders.action(id) },
  [ID_PREFIXES.task]: { typename: 'Task', find: (id, { loaders }) => loaders.task(id) },
  [ID_PREFIXES.question]: { typename: 'Question', find: (id, { loaders }) => loaders.question(id) },
  [ID_PREFIXES.proposal]: { typename: 'Proposal', find: (id, { loaders }) => loaders.proposal(id) },
  [ID_PREFIXES.key]: {
    typename: 'ApiKey',
    find: forAdmin((keyId, { registry }) => registry.db.prisma.apiKey.findUnique({ where: { keyId } })),
  },
  [ID_PREFIXES.audit]: {
    typename: 'AuditEntry',
    find: forAdmin((auditId, { registry }) => registry.db.prisma.auditEntry.findUnique({ where: { auditId } })),
  },
}
const WEBHOOKS: { typename: string; find: Find } = { typename: 'Webhook', find: (id, { loaders }) => loaders.webhook(id) }

builder.queryField('node', (t) =>
  t.field({
    type: Node,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, context) => findNode(id, context),
  }),
)

/** A webhook's id is a slug, which has no `_`. */
async function findNode(id: string, context: GraphqlContext): Promise<object | null> {
  const [prefix = '', rest] = id.split('_')
  const kind = rest === undefined ? WEBHOOKS : Object.hasOwn(FINDERS, prefix) ? FINDERS[prefix] : undefined
  const row = await kind?.find(id, context)
  return kind && row ? { ...row, __typename: kind.typename } : null
}

function forAdmin(find: Find): Find {
  return async (id, context) => (context.viewer.role === 'ADMIN' && context.viewer.webhookIds.length === 0 ? find(id, context) : null)
}
