import { builder, WebhookEvent } from '../builder.ts'
import type { GraphqlContext } from '../context.ts'
import { EventStatus, Provider } from '../enums.ts'
import { type EventFilter, eventSet } from '../event-filter.ts'
import { countByWebhook, idsByWebhook } from '../event-pages.ts'
import { type PageArgs, pageOf, present } from '../page.ts'
import { countRows, findIds } from '../row-pages.ts'
import type { EventRow } from '../rows.ts'

// Lists of events: of all, and of one webhook.

export const EventFilterInput = builder.inputType('EventFilter', {
  fields: (t) => ({
    webhookIds: t.idList(),
    providers: t.field({ type: [Provider] }),
    eventTypes: t.stringList({ description: 'Patterns as in Command.trigger.' }),
    statuses: t.field({ type: [EventStatus] }),
    search: t.string({ description: 'Full-text over subject and payload.' }),
    receivedAfter: t.field({ type: 'DateTime' }),
    receivedBefore: t.field({ type: 'DateTime' }),
  }),
})

export const WebhookEventEdge = builder.edgeObject({ type: WebhookEvent, name: 'WebhookEventEdge' })
export const WebhookEventConnection = builder.connectionObject({ type: WebhookEvent, name: 'WebhookEventConnection' }, WebhookEventEdge)

type ListArgs = PageArgs & { where?: EventFilter | null }

export async function listEvents(args: ListArgs, { registry: { db }, viewer, loaders }: GraphqlContext) {
  const set = await eventSet(db, args.where ?? {}, viewer)
  return pageOf<EventRow>(args, {
    idOf: ({ eventId }) => eventId,
    find: async (window) => present(await Promise.all((await findIds(db, set, window)).map(loaders.event))),
    count: (limit) => countRows(db, set, limit),
  })
}

/** The same page of several webhooks, asked for in one go, is one statement. */
export async function listEventsOfWebhook(webhookId: string, args: ListArgs, { registry: { db }, viewer, loaders }: GraphqlContext) {
  const filterKey = JSON.stringify(args.where ?? {})
  const set = await eventSet(db, args.where ?? {}, viewer)
  return pageOf<EventRow>(args, {
    idOf: ({ eventId }) => eventId,
    find: async (window) => {
      const idsOf = loaders.named(`event ids ${filterKey} ${JSON.stringify(window)}`, () => idsByWebhook(db, set, window))
      return present(await Promise.all(((await idsOf(webhookId)) ?? []).map(loaders.event)))
    },
    count: async (limit) => {
      const countOf = loaders.named(`event count ${filterKey} ${limit}`, () => countByWebhook(db, set, limit))
      return (await countOf(webhookId)) ?? 0
    },
  })
}
