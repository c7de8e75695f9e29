import { Forbidden, InvalidInput, NotFound } from '../../errors.ts'
import { operationsWebhook, setOperationsWebhook } from '../../registry/operations.ts'
import { builder, Webhook } from '../builder.ts'
import type { WebhookConfig } from '../rows.ts'

builder.queryField('operationsWebhook', (t) =>
  t.field({
    type: Webhook,
    nullable: true,
    description: 'Its events are what the server tells of itself: actions that were given up, webhooks that were stopped, … For an ADMIN.',
    resolve: (_, _args, { registry, viewer }) => operationsWebhook(registry, viewer),
  }),
)

const OperationsWebhookPayload = builder.objectRef<{ webhook: WebhookConfig | null }>('OperationsWebhookPayload').implement({
  fields: (t) => ({ webhook: t.expose('webhook', { type: Webhook, nullable: true }) }),
})
const OperationsWebhookResult = builder.errorUnion('OperationsWebhookResult', {
  types: [OperationsWebhookPayload, InvalidInput, NotFound, Forbidden],
  resolveType: () => 'OperationsWebhookPayload',
})

builder.mutationField('setOperationsWebhook', (t) =>
  t.field({
    type: OperationsWebhookResult,
    description: 'Chooses the webhook, CUSTOM or STANDARD, that is told. Left out: nobody is. For an ADMIN.',
    args: { webhookId: t.arg.id() },
    resolve: async (_, { webhookId }, { registry, viewer }) => ({
      webhook: await setOperationsWebhook(registry, viewer, { webhookId: webhookId == null ? null : String(webhookId) }),
    }),
  }),
)
