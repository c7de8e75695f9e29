import { Conflict, Forbidden, InvalidInput, NotFound, Proposed } from '../../errors.ts'
import { resetBreaker } from '../../registry/event-actions.ts'
import type { CreateWebhookInput as CreateInput, UpdateWebhookInput as UpdateInput } from '../../registry/inputs.ts'
import { makeChange } from '../../registry/leash.ts'
import { revertWebhook } from '../../registry/webhooks.ts'
import { builder, Webhook } from '../builder.ts'
import { Provider } from '../enums.ts'
import type { WebhookConfig } from '../rows.ts'
import { CommandInput } from './command.ts'

const CreateWebhookInput = builder.inputType('CreateWebhookInput', {
  fields: (t) => ({
    id: t.id({ description: 'Left out: made from the provider and a random part.' }),
    name: t.string({ required: true }),
    provider: t.field({ type: Provider, required: true }),
    secret: t.string({ description: 'Left out: Hookline makes one and returns it this once, unless the provider issues its own.' }),
    allowUnsigned: t.boolean({ defaultValue: false, description: 'A webhook that accepts unsigned deliveries must say so.' }),
    replayGuard: t.boolean({ defaultValue: false }),
    enabled: t.boolean({ defaultValue: true }),
    allowedIps: t.stringList(),
    rateLimitPerMinute: t.int(),
    credentials: t.field({
      type: 'JSON',
      description: "What the provider's API needs for comment, ask and respond, by name; stored encrypted, never read back.",
    }),
    scheme: t.field({ type: 'JSON', description: 'CUSTOM only: which header holds what, and how it is signed.' }),
    commands: t.field({ type: [CommandInput] }),
  }),
})

const UpdateWebhookInput = builder.inputType('UpdateWebhookInput', {
  fields: (t) => ({
    id: t.id({ required: true }),
    expectedVersion: t.int(),
    name: t.string(),
    enabled: t.boolean(),
    secret: t.string(),
    allowUnsigned: t.boolean(),
    replayGuard: t.boolean(),
    allowedIps: t.stringList(),
    rateLimitPerMinute: t.int(),
    credentials: t.field({ type: 'JSON' }),
    scheme: t.field({ type: 'JSON' }),
    commands: t.field({ type: [CommandInput], description: 'Replaces the whole list.' }),
  }),
})

const CreateWebhookPayload = builder.objectRef<{ webhook: WebhookConfig; secret: string | null }>('CreateWebhookPayload').implement({
  fields: (t) => ({
    webhook: t.expose('webhook', { type: Webhook }),
    secret: t.exposeString('secret', { nullable: true, description: 'The secret, shown this once.' }),
  }),
})
const CreateWebhookResult = builder.errorUnion('CreateWebhookResult', {
  types: [CreateWebhookPayload, InvalidInput, Conflict, Forbidden, Proposed],
  resolveType: () => 'CreateWebhookPayload',
})

const UpdateWebhookPayload = builder.objectRef<{ webhook: WebhookConfig }>('UpdateWebhookPayload').implement({
  fields: (t) => ({ webhook: t.expose('webhook', { type: Webhook }) }),
})
const UpdateWebhookResult = builder.errorUnion('UpdateWebhookResult', {
  types: [UpdateWebhookPayload, InvalidInput, NotFound, Conflict, Forbidden, Proposed],
  resolveType: () => 'UpdateWebhookPayload',
})

const DeleteWebhookPayload = builder.objectRef<{ deletedId: string }>('DeleteWebhookPayload').implement({
  fields: (t) => ({ deletedId: t.exposeID('deletedId') }),
})
const DeleteWebhookResult = builder.errorUnion('DeleteWebhookResult', {
  types: [DeleteWebhookPayload, NotFound, Conflict, Forbidden, Proposed],
  resolveType: () => 'DeleteWebhookPayload',
})

const RotateWebhookSecretPayload = builder.objectRef<{ webhook: WebhookConfig; secret: string }>('RotateWebhookSecretPayload').implement({
  fields: (t) => ({ webhook: t.expose('webhook', { type: Webhook }), secret: t.exposeString('secret') }),
})
const RotateWebhookSecretResult = builder.errorUnion('RotateWebhookSecretResult', {
  types: [RotateWebhookSecretPayload, InvalidInput, NotFound, Conflict, Forbidden, Proposed],
  resolveType: () => 'RotateWebhookSecretPayload',
})

// An agent's change may become a proposal. The registry checks the rights first and then the whole input, so what is JSON here may be anything.
builder.mutationFields((t) => ({
  createWebhook: t.field({
    type: CreateWebhookResult,
    args: { input: t.arg({ type: CreateWebhookInput, required: true }) },
    resolve: (_, { input }, { registry, viewer }) => makeChange(registry, viewer, 'createWebhook', input as CreateInput),
  }),
  updateWebhook: t.field({
    type: UpdateWebhookResult,
    args: { input: t.arg({ type: UpdateWebhookInput, required: true }) },
    resolve: async (_, { input }, { registry, viewer }) => ({
      webhook: await makeChange(registry, viewer, 'updateWebhook', input as UpdateInput),
    }),
  }),
  deleteWebhook: t.field({
    type: DeleteWebhookResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_, { id }, { registry, viewer }) => ({ deletedId: await makeChange(registry, viewer, 'deleteWebhook', { id }) }),
  }),
  enableWebhook: t.field({
    type: UpdateWebhookResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_, { id }, { registry, viewer }) => ({ webhook: await makeChange(registry, viewer, 'enableWebhook', { id }) }),
  }),
  disableWebhook: t.field({
    type: UpdateWebhookResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_, { id }, { registry, viewer }) => ({ webhook: await makeChange(registry, viewer, 'disableWebhook', { id }) }),
  }),
  renewWebhook: t.field({
    type: UpdateWebhookResult,
    description: 'Lets the time of a webhook that an agent has made run anew; where it was up, the webhook is enabled again.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_, { id }, { registry, viewer }) => ({ webhook: await makeChange(registry, viewer, 'renewWebhook', { id }) }),
  }),
  rotateWebhookSecret: t.field({
    type: RotateWebhookSecretResult,
    args: { id: t.arg.id({ required: true }), overlapSeconds: t.arg.int({ required: true, defaultValue: 86_400 }), secret: t.arg.string() },
    resolve: (_, input, { registry, viewer }) => makeChange(registry, viewer, 'rotateWebhookSecret', input),
  }),
  revertWebhook: t.field({
    type: UpdateWebhookResult,
    args: { id: t.arg.id({ required: true }), version: t.arg.int({ required: true }) },
    resolve: async (_, input, { registry, viewer }) => ({ webhook: await revertWebhook(registry, viewer, input) }),
  }),
  resetBreaker: t.field({
    type: UpdateWebhookResult,
    args: { webhookId: t.arg.id({ required: true }), thread: t.arg.string({ description: 'Left out: all of the webhook.' }) },
    resolve: async (_, { webhookId, thread }, { registry, viewer, loaders }) => {
      await resetBreaker(registry, viewer, webhookId, thread ?? null)
      return { webhook: (await loaders.webhook(webhookId))! }
    },
  }),
}))
