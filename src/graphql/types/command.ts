import { Conflict, Forbidden, InvalidInput, NotFound, Proposed } from '../../errors.ts'
import type { ActionKind as Kind, Coalesce as Mode } from '../../model/command.ts'
import type { CommandInput as AddInput, UpdateCommandInput as UpdateInput } from '../../registry/inputs.ts'
import { makeChange } from '../../registry/leash.ts'
import { builder, Command, Node, Webhook } from '../builder.ts'
import { ActionKind, Coalesce } from '../enums.ts'
import type { WebhookCommand } from '../rows.ts'

builder.prismaObject('WebhookCommand', {
  name: 'Command',
  description: "When `trigger` names the event's type and `conditions` hold, render `template` and do `action`.",
  interfaces: [Node],
  fields: (t) => ({
    id: t.exposeID('commandId'),
    webhook: t.field({ type: Webhook, resolve: async ({ webhookId }, _, { loaders }) => (await loaders.webhook(webhookId))! }),
    trigger: t.exposeString('trigger', {
      description: 'An event type or a pattern: `issues.opened`, `issues.*`, `issue_comment` (any of its actions), `*`.',
    }),
    action: t.field({ type: ActionKind, resolve: ({ action }) => action as Kind }),
    agent: t.exposeString('agent', { nullable: true }),
    template: t.exposeString('template'),
    conditions: t.field({ type: 'JSON', resolve: ({ conditionsJson }) => JSON.parse(conditionsJson) }),
    priority: t.exposeInt('priority', { description: 'Higher runs first.' }),
    stop: t.exposeBoolean('stop', { description: 'When it matches, commands of lower priority are not tried.' }),
    enabled: t.exposeBoolean('enabled'),
    target: t.exposeString('target', {
      nullable: true,
      description: 'FORWARD only: an https URL, or the id of another webhook of this server.',
    }),
    coalesce: t.field({
      type: Coalesce,
      description: 'CREATE_TASK: what happens to an event of a thread whose task is not finished.',
      resolve: ({ coalesce }) => coalesce as Mode,
    }),
    maxConcurrent: t.exposeInt('maxConcurrent', { nullable: true }),
  }),
})

export const CommandInput = builder.inputType('CommandInput', {
  fields: (t) => ({
    trigger: t.string({ required: true }),
    action: t.field({ type: ActionKind, required: true }),
    agent: t.string(),
    template: t.string({ defaultValue: '' }),
    conditions: t.field({ type: 'JSON' }),
    priority: t.int({ defaultValue: 0 }),
    stop: t.boolean({ defaultValue: false }),
    enabled: t.boolean({ defaultValue: true }),
    target: t.string(),
    coalesce: t.field({ type: Coalesce, defaultValue: 'NEW' }),
    maxConcurrent: t.int(),
  }),
})

const UpdateCommandInput = builder.inputType('UpdateCommandInput', {
  fields: (t) => ({
    id: t.id({ required: true }),
    expectedVersion: t.int(),
    trigger: t.string(),
    action: t.field({ type: ActionKind }),
    agent: t.string(),
    template: t.string(),
    conditions: t.field({ type: 'JSON' }),
    priority: t.int(),
    stop: t.boolean(),
    enabled: t.boolean(),
    target: t.string(),
    coalesce: t.field({ type: Coalesce }),
    maxConcurrent: t.int(),
  }),
})

const CommandPayload = builder.objectRef<{ command: WebhookCommand }>('CommandPayload').implement({
  fields: (t) => ({ command: t.expose('command', { type: Command }) }),
})
const CommandResult = builder.errorUnion('CommandResult', {
  types: [CommandPayload, InvalidInput, NotFound, Conflict, Forbidden, Proposed],
  resolveType: () => 'CommandPayload',
})
const DeleteCommandPayload = builder.objectRef<{ deletedId: string }>('DeleteCommandPayload').implement({
  fields: (t) => ({ deletedId: t.exposeID('deletedId') }),
})
const DeleteCommandResult = builder.errorUnion('DeleteCommandResult', {
  types: [DeleteCommandPayload, NotFound, Conflict, Forbidden, Proposed],
  resolveType: () => 'DeleteCommandPayload',
})

builder.mutationFields((t) => ({
  addCommand: t.field({
    type: CommandResult,
    args: { webhookId: t.arg.id({ required: true }), command: t.arg({ type: CommandInput, required: true }) },
    resolve: async (_, { webhookId, command }, { registry, viewer }) => ({
      command: await makeChange(registry, viewer, 'addCommand', { webhookId, command: command as AddInput }),
    }),
  }),
  updateCommand: t.field({
    type: CommandResult,
    args: { input: t.arg({ type: UpdateCommandInput, required: true }) },
    resolve: async (_, { input }, { registry, viewer }) => ({
      command: await makeChange(registry, viewer, 'updateCommand', input as UpdateInput),
    }),
  }),
  deleteCommand: t.field({
    type: DeleteCommandResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_, { id }, { registry, viewer }) => ({ deletedId: await makeChange(registry, viewer, 'deleteCommand', { id }) }),
  }),
}))
