import { requireRole } from '../../model/rights.ts'
import { builder, Webhook } from '../builder.ts'
import { pageOf, windowQuery } from '../page.ts'
import type { RefusedDelivery as RefusedRow } from '../rows.ts'
import { webhookScope } from '../scope.ts'

const RefusedDelivery = builder.prismaObject('RefusedDelivery', {
  description: "A request at a webhook's endpoint that was not let in: headers and reason, no body.",
  fields: (t) => ({
    id: t.exposeID('refusedId'),
    webhook: t.field({
      type: Webhook,
      nullable: true,
      resolve: ({ webhookId }, _, { loaders }) => (webhookId === null ? null : loaders.webhook(webhookId)),
    }),
    at: t.expose('at', { type: 'DateTime' }),
    status: t.exposeInt('status'),
    code: t.exposeString('code'),
    reason: t.exposeString('reason'),
    headers: t.field({ type: 'JSON', resolve: ({ headersJson }) => JSON.parse(headersJson) }),
    remoteAddress: t.exposeString('remoteAddress'),
  }),
})

builder.queryField('refusedDeliveries', (t) =>
  t.connection(
    {
      type: RefusedDelivery,
      description: 'Newest first. Not for an AGENT.',
      args: { webhookId: t.arg.id() },
      resolve: (_, args, { registry, viewer }) => {
        requireRole(viewer, 'ADMIN', 'OPERATOR', 'VIEWER')
        const { refusedDelivery } = registry.db.prisma
        const where = { AND: [webhookScope(viewer), args.webhookId ? { webhookId: args.webhookId } : {}] }
        return pageOf<RefusedRow>(args, {
          idOf: ({ refusedId }) => refusedId,
          find: (window) => {
            const { range, ...query } = windowQuery('refusedId', window)
            return refusedDelivery.findMany({ where: { AND: [where, range] }, ...query })
          },
          count: (take) => refusedDelivery.count({ where, take }),
        })
      },
    },
    { name: 'RefusedDeliveryConnection' },
    { name: 'RefusedDeliveryEdge' },
  ),
)
