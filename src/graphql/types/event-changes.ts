import { Forbidden, InvalidInput, NotFound } from '../../errors.ts'
import type { Json } from '../../model/json.ts'
import { requireRole } from '../../model/rights.ts'
import { builder, WebhookEvent } from '../builder.ts'
import type { GraphqlContext } from '../context.ts'
import { replayEvents } from '../replay-events.ts'
import type { EventRow } from '../rows.ts'
import { EventFilterInput } from './event-list.ts'

const SendTestEventPayload = builder.objectRef<{ event: EventRow }>('SendTestEventPayload').implement({
  fields: (t) => ({ event: t.expose('event', { type: WebhookEvent }) }),
})
const SendTestEventResult = builder.errorUnion('SendTestEventResult', {
  types: [SendTestEventPayload, InvalidInput, NotFound, Forbidden],
  resolveType: () => 'SendTestEventPayload',
})

const ReplayEventPayload = builder.objectRef<{ event: EventRow }>('ReplayEventPayload').implement({
  fields: (t) => ({ event: t.expose('event', { type: WebhookEvent }) }),
})
const ReplayEventResult = builder.errorUnion('ReplayEventResult', {
  types: [ReplayEventPayload, NotFound, Forbidden],
  resolveType: () => 'ReplayEventPayload',
})

const ReplayEventsPayload = builder.objectRef<{ count: number }>('ReplayEventsPayload').implement({
  description: 'It goes on in the background; its events come over the feed.',
  fields: (t) => ({ count: t.exposeInt('count') }),
})
const ReplayEventsResult = builder.errorUnion('ReplayEventsResult', {
  types: [ReplayEventsPayload, InvalidInput, Forbidden],
  resolveType: () => 'ReplayEventsPayload',
})

builder.mutationFields((t) => ({
  sendTestEvent: t.field({
    type: SendTestEventResult,
    description: 'The Test button: a delivery signed as the provider signs, sent through the real route.',
    args: { webhookId: t.arg.id({ required: true }), eventType: t.arg.string({ required: true }), payload: t.arg({ type: 'JSON' }) },
    resolve: async (_, { webhookId, eventType, payload }, context) => {
      const { viewer, loaders, receive } = context
      requireRole(viewer, 'ADMIN', 'OPERATOR')
      const webhook = await loaders.webhook(webhookId)
      if (!webhook || webhook.deletedAt) throw new NotFound('Webhook', webhookId)
      return storedEvent(context, await receive.sendTestEvent(webhookId, eventType, (payload ?? null) as Json))
    },
  }),
  replayEvent: t.field({
    type: ReplayEventResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_, { id }, context) => {
      const { viewer, loaders, receive } = context
      requireRole(viewer, 'ADMIN', 'OPERATOR')
      if (!(await loaders.event(id))) throw new NotFound('Event', id)
      return storedEvent(context, await receive.replayEvent(id))
    },
  }),
  replayEvents: t.field({
    type: ReplayEventsResult,
    args: { where: t.arg({ type: EventFilterInput, required: true }) },
    resolve: (_, { where }, context) => replayEvents(context, where),
  }),
}))

async function storedEvent({ loaders }: GraphqlContext, { eventId }: { eventId: string }): Promise<{ event: EventRow }> {
  const event = await loaders.event(eventId)
  if (!event) throw new NotFound('Event', eventId)
  return { event }
}
