import type { ProviderName } from '../../model/webhook.ts'
import { builder, Command, Node, Webhook, WebhookEvent } from '../builder.ts'
import { Provider, StatsWindow } from '../enums.ts'
import { pageOf, windowQuery } from '../page.ts'
import type { WebhookConfig } from '../rows.ts'
import { webhookScope } from '../scope.ts'
import { Breaker } from './breaker.ts'
import { CredentialStatus, sharedStatuses, statusOf } from './credential.ts'
import { EventFilterInput, listEventsOfWebhook, WebhookEventConnection, WebhookEventEdge } from './event-list.ts'
import { lastEvents } from './last-event.ts'
import { statsOf, WebhookStats } from './webhook-stats.ts'

const WebhookVersion = builder.prismaObject('WebhookVersion', {
  fields: (t) => ({
    version: t.exposeInt('version'),
    at: t.expose('at', { type: 'DateTime' }),
    by: t.exposeString('by'),
    config: t.field({ type: 'JSON', resolve: ({ configJson }) => JSON.parse(configJson) }),
  }),
})

const WebhookSecret = builder.prismaObject('WebhookSecret', {
  fields: (t) => ({
    id: t.exposeID('secretId'),
    hint: t.exposeString('hint'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', nullable: true }),
  }),
})

builder.prismaObject('WebhookConfig', {
  name: 'Webhook',
  description: 'A registered endpoint at which one provider delivers its events.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.exposeID('webhookId', { description: 'The webhook_id of the REST API and of the config files, for example github-issues-001.' }),
    name: t.exposeString('name'),
    provider: t.field({ type: Provider, resolve: ({ provider }) => provider as ProviderName }),
    endpoint: t.exposeString('endpoint', { description: 'The path: /webhooks/{provider}/{id}.' }),
    url: t.string({
      description: 'WEBHOOK_BASE_URL followed by endpoint: what a person pastes at the provider.',
      resolve: ({ endpoint }, _, { registry }) => registry.baseUrl + endpoint,
    }),
    enabled: t.exposeBoolean('enabled'),
    hasSecret: t.boolean({ resolve: ({ secret }) => secret !== null }),
    allowUnsigned: t.exposeBoolean('allowUnsigned'),
    replayGuard: t.exposeBoolean('replayGuard', { description: 'The same signature under another delivery id is a repeat.' }),
    version: t.exposeInt('version', { description: "Grows with each change; hand it back as expectedVersion to lose no one's update." }),
    versions: t.relation('versions', { type: WebhookVersion, description: 'Newest first.', query: { orderBy: { version: 'desc' } } }),
    credentialStatus: t.field({
      type: CredentialStatus,
      nullable: true,
      description: "Of its own credentials, else of those that the provider's webhooks share; null: there are none.",
      resolve: (row, _, { registry, loaders }) => {
        if (row.deletedAt !== null) return null
        return row.credentials === null
          ? loaders.named('shared credentials', () => sharedStatuses(registry.db))(row.provider)
          : statusOf(row)
      },
    }),
    deletedAt: t.expose('deletedAt', { type: 'DateTime', nullable: true }),
    secrets: t.relation('secrets', {
      type: WebhookSecret,
      description: 'The secrets that verify today, newest first, each without its value.',
      query: (_, { registry }) => ({
        where: { OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(registry.now()) } }] },
        orderBy: [{ createdAt: 'desc' }, { secretId: 'desc' }],
      }),
    }),
    allowedIps: t.stringList({ resolve: ({ allowedIpsJson }) => JSON.parse(allowedIpsJson) }),
    rateLimitPerMinute: t.exposeInt('rateLimitPerMinute', { nullable: true }),
    scheme: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Of a CUSTOM webhook: which header holds what, and how it is signed.',
      resolve: ({ schemeJson }) => (schemeJson === null ? null : JSON.parse(schemeJson)),
    }),
    breakers: t.relation('breakers', {
      type: Breaker,
      description: 'What runs no command until `resetBreaker`.',
      query: { orderBy: { thread: 'asc' } },
    }),
    commands: t.relation('commands', {
      type: Command,
      description: 'In the order in which they are tried.',
      query: { where: { deletedAt: null }, orderBy: [{ priority: 'desc' }, { commandId: 'asc' }] },
    }),
    events: t.connection(
      {
        type: WebhookEvent,
        description: 'Newest first.',
        args: { where: t.arg({ type: EventFilterInput }) },
        resolve: ({ webhookId }, args, context) => listEventsOfWebhook(webhookId, args, context),
      },
      WebhookEventConnection,
      WebhookEventEdge,
    ),
    stats: t.field({
      type: WebhookStats,
      args: { window: t.arg({ type: StatsWindow, required: true, defaultValue: 'DAY' }) },
      resolve: async ({ webhookId }, { window }, { registry, loaders }) =>
        (await loaders.named(`stats ${window}`, () => statsOf(registry.db, window, registry.now()))(webhookId))!,
    }),
    lastEventAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When its newest event came; null: none is stored.',
      resolve: async ({ webhookId }, _, { registry, loaders }) => {
        const last = await loaders.named('last events', () => lastEvents(registry.db))(webhookId)
        return typeof last?.atMs === 'number' ? new Date(last.atMs) : null
      },
    }),
    createdBy: t.exposeString('createdBy', {
      description: "Who made it: a person's or an agent's key name, `config-file`, or `brain-agent`.",
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a webhook that an agent has made is disabled, unless `renewWebhook` lets its time run anew.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
  }),
})

builder.queryFields((t) => ({
  webhook: t.field({
    type: Webhook,
    nullable: true,
    description: 'Also a deleted one, which says when it was deleted: its id stays taken and its events stay readable.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, { loaders }) => loaders.webhook(id),
  }),
  webhooks: t.connection(
    {
      type: Webhook,
      description: 'Those that are not deleted, by id.',
      args: {
        provider: t.arg({ type: Provider }),
        enabled: t.arg.boolean(),
        search: t.arg.string({ description: 'A part of the name or the id.' }),
      },
      resolve: (_, args, { registry, viewer }) => {
        const { webhookConfig } = registry.db.prisma
        const where = { AND: [{ deletedAt: null }, webhookScope(viewer), filterOf(args)] }
        return pageOf<WebhookConfig>(
          args,
          {
            idOf: ({ webhookId }) => webhookId,
            find: (window) => {
              const { range, ...query } = windowQuery('webhookId', window)
              return webhookConfig.findMany({ where: { AND: [where, range] }, ...query })
            },
            count: (take) => webhookConfig.count({ where, take }),
          },
          'asc',
        )
      },
    },
    { name: 'WebhookConnection' },
    { name: 'WebhookEdge' },
  ),
}))

interface Filter {
  provider?: ProviderName | null
  enabled?: boolean | null
  search?: string | null
}

function filterOf({ provider, enabled, search }: Filter) {
  return {
    ...(provider ? { provider } : {}),
    ...(typeof enabled === 'boolean' ? { enabled } : {}),
    ...(search ? { OR: [{ name: { contains: search } }, { webhookId: { contains: search } }] } : {}),
  }
}
