import { type RowSet, rowsOf } from '../../backends/database/database.ts'
import type { ActionKind as Kind } from '../../model/command.ts'
import type { ActionStatus as Status } from '../../model/task.ts'
import type { Viewer } from '../../model/viewer.ts'
import { Action, builder, Command, Node, WebhookEvent } from '../builder.ts'
import { ActionKind, ActionStatus } from '../enums.ts'
import { pageOf, present } from '../page.ts'
import { countRows, findIds, isIn, withStatuses } from '../row-pages.ts'
import type { WebhookAction } from '../rows.ts'
import { webhookConditions } from '../scope.ts'

const Attempt = builder.prismaObject('ActionAttempt', {
  name: 'Attempt',
  fields: (t) => ({
    number: t.exposeInt('number'),
    at: t.expose('at', { type: 'DateTime' }),
    durationMs: t.exposeInt('durationMs'),
    statusCode: t.exposeInt('statusCode', { nullable: true }),
    error: t.exposeString('error', { nullable: true }),
    response: t.exposeString('response', { nullable: true, description: 'The first 20 kB.' }),
  }),
})

builder.prismaObject('WebhookAction', {
  name: 'Action',
  description: 'One thing done because of one event: by a command, or asked for through the API.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.exposeID('actionId'),
    event: t.field({ type: WebhookEvent, resolve: async ({ eventId }, _, { loaders }) => (await loaders.event(eventId))! }),
    command: t.field({
      type: Command,
      nullable: true,
      resolve: ({ commandId }, _, { loaders }) => (commandId === null ? null : loaders.command(commandId)),
    }),
    kind: t.field({ type: ActionKind, resolve: ({ kind }) => kind as Kind }),
    status: t.field({ type: ActionStatus, resolve: ({ status }) => status as Status }),
    text: t.exposeString('text', { description: 'The rendered template, or the text that was given.' }),
    agent: t.exposeString('agent', { nullable: true, description: "The command's agent, or the one whose key asked for it." }),
    requestedBy: t.exposeString('requestedBy', {
      nullable: true,
      description: 'The name of the key that asked for it through the API; null: a command did.',
    }),
    way: t.exposeString('way', {
      nullable: true,
      description:
        'How it went out: `answer` (to the delivery itself), `response_url`, `comment`, `forward`; null: it has not, or made a task.',
    }),
    url: t.exposeString('url', { nullable: true, description: 'Where it can be seen at the provider, once it is there.' }),
    attempts: t.relation('attempts', { type: Attempt, query: { orderBy: { number: 'asc' } } }),
    nextAttemptAt: t.expose('nextAttemptAt', { type: 'DateTime', nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
  }),
})

builder.queryField('actions', (t) =>
  t.connection(
    {
      type: Action,
      description: 'Newest first.',
      args: { eventId: t.arg.id(), statuses: t.arg({ type: [ActionStatus] }) },
      resolve: (_, args, { registry: { db }, viewer, loaders }) => {
        const set = actionSet(args, viewer)
        return pageOf<WebhookAction>(args, {
          idOf: ({ actionId }) => actionId,
          find: async (window) => present(await Promise.all((await findIds(db, set, window)).map(loaders.action))),
          count: (limit) => countRows(db, set, limit),
        })
      },
    },
    { name: 'ActionConnection' },
    { name: 'ActionEdge' },
  ),
)

function actionSet({ eventId, statuses }: { eventId?: string | null; statuses?: Status[] | null }, viewer: Viewer): RowSet {
  const conditions = [...webhookConditions(viewer), ...(eventId ? [isIn('event_id', [eventId])] : [])]
  return withStatuses({ ...rowsOf('webhook_actions', 'action_id'), conditions }, statuses, 'SUCCEEDED')
}
