import { Forbidden, InvalidInput, NotFound, ProviderFailure } from '../../errors.ts'
import { requestAction, retryAction } from '../../registry/event-actions.ts'
import { forwardEvent } from '../../registry/forward-event.ts'
import { Action, builder } from '../builder.ts'
import type { GraphqlContext } from '../context.ts'
import type { WebhookAction } from '../rows.ts'

const ActionPayload = builder.objectRef<{ action: WebhookAction }>('ActionPayload').implement({
  fields: (t) => ({ action: t.expose('action', { type: Action }) }),
})
const ActionResult = builder.errorUnion('ActionResult', {
  types: [ActionPayload, InvalidInput, NotFound, ProviderFailure, Forbidden],
  resolveType: () => 'ActionPayload',
})

// What goes out is carried out after the answer: the action tells by its status, and over the feed, what became of it.
builder.mutationFields((t) => ({
  comment: t.field({
    type: ActionResult,
    args: { eventId: t.arg.id({ required: true }), message: t.arg.string({ required: true }) },
    resolve: async (_, { eventId, message }, context) => {
      const { registry, viewer } = context
      return stored(context, await requestAction(registry, viewer, eventId, { kind: 'comment', text: message, field: 'message' }))
    },
  }),
  respond: t.field({
    type: ActionResult,
    args: { eventId: t.arg.id({ required: true }), response: t.arg.string({ required: true }) },
    resolve: async (_, { eventId, response }, context) => {
      const { registry, viewer } = context
      return stored(context, await requestAction(registry, viewer, eventId, { kind: 'respond', text: response, field: 'response' }))
    },
  }),
  forward: t.field({
    type: ActionResult,
    args: { eventId: t.arg.id({ required: true }), target: t.arg.string({ required: true }) },
    resolve: async (_, { eventId, target }, context) =>
      stored(context, await forwardEvent(context.registry, context.viewer, eventId, target)),
  }),
  retryAction: t.field({
    type: ActionResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_, { id }, context) => {
      await retryAction(context.registry, context.viewer, id)
      return stored(context, id)
    },
  }),
}))

async function stored({ loaders }: GraphqlContext, id: string): Promise<{ action: WebhookAction }> {
  return { action: (await loaders.action(id))! }
}
