import { InvalidInput } from '../../errors.ts'
import { decodeCursor, encodeCursor } from '../../model/cursor.ts'
import type { Change } from '../../model/feed.ts'
import { Action, builder, Node, Proposal, Question, Task, Webhook, WebhookEvent } from '../builder.ts'
import type { GraphqlContext } from '../context.ts'
import { ChangeKind } from '../enums.ts'
import { checkFilter, type EventFilter, holdsFor } from '../event-filter.ts'
import { type LiveMessage, type LiveNode, type LiveSource, live } from '../live/source.ts'
import type { EventRow, Proposal as ProposalRow, Question as QuestionRow, Task as TaskRow, WebhookAction, WebhookConfig } from '../rows.ts'
import { seesChange, seesNode } from '../scope.ts'
import { EventFilterInput } from './event-list.ts'

// The change feed and the streams that read from it. The row that comes with a change has Prisma's field names, so its
// own fields need no further read.

interface RowOf {
  WebhookEvent: EventRow
  Task: TaskRow
  Question: QuestionRow
  Proposal: ProposalRow
  Webhook: WebhookConfig
  Action: WebhookAction
}

const EventMessage = builder.objectRef<LiveMessage>('EventMessage').implement({
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'FeedCursor' }),
    kind: t.expose('kind', { type: ChangeKind }),
    event: t.field({ type: WebhookEvent, nullable: true, resolve: ({ node }) => rowOf('WebhookEvent', node) }),
  }),
})
const TaskMessage = builder.objectRef<LiveMessage>('TaskMessage').implement({
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'FeedCursor' }),
    kind: t.expose('kind', { type: ChangeKind }),
    task: t.field({ type: Task, nullable: true, resolve: ({ node }) => rowOf('Task', node) }),
  }),
})
const QuestionMessage = builder.objectRef<LiveMessage>('QuestionMessage').implement({
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'FeedCursor' }),
    kind: t.expose('kind', { type: ChangeKind }),
    question: t.field({ type: Question, nullable: true, resolve: ({ node }) => rowOf('Question', node) }),
  }),
})
const WebhookMessage = builder.objectRef<LiveMessage>('WebhookMessage').implement({
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'FeedCursor' }),
    kind: t.expose('kind', { type: ChangeKind }),
    webhook: t.field({ type: Webhook, nullable: true, resolve: ({ node }) => rowOf('Webhook', node) }),
    webhookId: t.exposeID('nodeId', { nullable: true }),
  }),
})
const ActionMessage = builder.objectRef<LiveMessage>('ActionMessage').implement({
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'FeedCursor' }),
    kind: t.expose('kind', { type: ChangeKind }),
    action: t.field({ type: Action, nullable: true, resolve: ({ node }) => rowOf('Action', node) }),
  }),
})
const ProposalMessage = builder.objectRef<LiveMessage>('ProposalMessage').implement({
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'FeedCursor' }),
    kind: t.expose('kind', { type: ChangeKind }),
    proposal: t.field({ type: Proposal, nullable: true, resolve: ({ node }) => rowOf('Proposal', node) }),
  }),
})
const FeedMessage = builder.objectRef<LiveMessage>('FeedMessage').implement({
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'FeedCursor' }),
    kind: t.expose('kind', { type: ChangeKind }),
    at: t.field({ type: 'DateTime', resolve: ({ atMs }) => new Date(atMs) }),
    node: t.field({ type: Node, nullable: true, resolve: ({ node }) => node }),
  }),
})

builder.queryField('feedCursor', (t) =>
  t.field({
    type: 'FeedCursor',
    description: 'Now: subscribe from here after a query, and nothing lies between.',
    resolve: (_, _args, { feed }) => encodeCursor(feed.position()),
  }),
)

builder.subscriptionFields((t) => ({
  events: t.field({
    type: EventMessage,
    args: { after: t.arg({ type: 'FeedCursor' }), where: t.arg({ type: EventFilterInput }) },
    subscribe: (_, { after, where }, context) => {
      const filter = liveFilter(where)
      const isWanted = ({ kind, webhookId }: Change) =>
        kind.startsWith('EVENT_') && (!filter.webhookIds || filter.webhookIds.includes(webhookId ?? ''))
      return stream(context, { after, wants: isWanted, holds: (node) => holdsFor(filter, node as unknown as EventRow) })
    },
    resolve: (message) => message,
  }),
  tasks: t.field({
    type: TaskMessage,
    description: 'Tasks for this agent as they are queued, claimed, finished: what an agent waits on.',
    args: { after: t.arg({ type: 'FeedCursor' }), agent: t.arg.string() },
    subscribe: (_, { after, agent }, context) =>
      stream(context, { after, wants: (change) => change.kind.startsWith('TASK_') && (!agent || change.agent === agent) }),
    resolve: (message) => message,
  }),
  questions: t.field({
    type: QuestionMessage,
    args: { after: t.arg({ type: 'FeedCursor' }), id: t.arg.id() },
    subscribe: (_, { after, id }, context) =>
      stream(context, { after, wants: ({ kind, nodeId }) => kind.startsWith('QUESTION_') && (!id || nodeId === id) }),
    resolve: (message) => message,
  }),
  webhooks: t.field({
    type: WebhookMessage,
    args: { after: t.arg({ type: 'FeedCursor' }) },
    subscribe: (_, { after }, context) => stream(context, { after, wants: ({ kind }) => kind.startsWith('WEBHOOK_') }),
    resolve: (message) => message,
  }),
  actions: t.field({
    type: ActionMessage,
    args: { after: t.arg({ type: 'FeedCursor' }), eventId: t.arg.id() },
    subscribe: (_, { after, eventId }, context) =>
      stream(context, { after, wants: ({ kind }) => kind.startsWith('ACTION_'), holds: (node) => !eventId || node.eventId === eventId }),
    resolve: (message) => message,
  }),
  proposals: t.field({
    type: ProposalMessage,
    args: { after: t.arg({ type: 'FeedCursor' }) },
    subscribe: (_, { after }, context) => stream(context, { after, wants: ({ kind }) => kind.startsWith('PROPOSAL_') }),
    resolve: (message) => message,
  }),
  feed: t.field({
    type: FeedMessage,
    description: 'Everything, in one order.',
    args: { after: t.arg({ type: 'FeedCursor' }), kinds: t.arg({ type: [ChangeKind] }) },
    subscribe: (_, { after, kinds }, context) => stream(context, { after, wants: ({ kind }) => !kinds || kinds.includes(kind) }),
    resolve: (message) => message,
  }),
}))

/** A stream of the changes that are wanted, as far as the viewer may hear of them. */
function stream(
  { viewer }: GraphqlContext,
  { after, wants, holds }: Omit<LiveSource, 'after'> & { after?: string | null },
): AsyncIterable<LiveMessage> {
  if (typeof after === 'string') decodeCursor(after)
  return live({
    after: after ?? null,
    wants: (change) => wants(change) && seesChange(viewer, change),
    holds: (node) => seesNode(viewer, node) && (holds?.(node) ?? true),
  })
}

/** @throws {InvalidInput} on what is wrong with any filter, and on a search: it is indexed only after the answer */
function liveFilter(where: EventFilter | null | undefined): EventFilter {
  const filter = where ?? {}
  checkFilter(filter)
  if (filter.search) throw new InvalidInput([{ path: ['where', 'search'], message: 'search is not offered in subscriptions' }])
  return filter
}

function rowOf<Name extends keyof RowOf>(typename: Name, node: LiveNode | null): RowOf[Name] | null {
  return node?.__typename === typename ? (node as unknown as RowOf[Name]) : null
}
