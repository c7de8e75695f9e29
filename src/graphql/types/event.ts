import type {
  Decision as Decided,
  EventStatus as Status,
  Subject,
  ConditionTrace as Trace,
  ActorTrust as Trust,
} from '../../model/event.ts'
import type { ProviderName } from '../../model/webhook.ts'
import { parseLossless } from '../../providers/payload.ts'
import { Action, builder, Command, Node, Question, Task, Webhook, WebhookEvent } from '../builder.ts'
import type { GraphqlContext } from '../context.ts'
import { ActorTrust, EventStatus, PayloadState, Provider } from '../enums.ts'
import type { EventBody, EventRow } from '../rows.ts'
import { EventFilterInput, listEvents, WebhookEventConnection, WebhookEventEdge } from './event-list.ts'

const EventSubject = builder.objectRef<Subject>('EventSubject').implement({
  fields: (t) => ({
    title: t.exposeString('title', { nullable: true }),
    body: t.exposeString('body', { nullable: true }),
    actor: t.exposeString('actor', { nullable: true }),
    actorTrust: t.field({ type: ActorTrust, resolve: ({ actorTrust }): Trust => actorTrust }),
    thread: t.exposeString('thread', { nullable: true }),
    url: t.exposeString('url', { nullable: true }),
  }),
})

export const ConditionTrace = builder.objectRef<Trace>('ConditionTrace').implement({
  fields: (t) => ({
    path: t.exposeString('path'),
    expected: t.field({ type: 'JSON', resolve: ({ expected }) => expected }),
    actual: t.field({ type: 'JSON', nullable: true, resolve: ({ actual }) => actual }),
    held: t.exposeBoolean('held'),
  }),
})

const Decision = builder.objectRef<Decided>('Decision').implement({
  fields: (t) => ({
    command: t.field({ type: Command, resolve: async ({ commandId }, _, { loaders }) => (await loaders.command(commandId))! }),
    commandVersion: t.exposeInt('commandVersion'),
    matched: t.exposeBoolean('matched'),
    trace: t.expose('trace', { type: [ConditionTrace] }),
  }),
})

builder.prismaObject('WebhookEvent', {
  interfaces: [Node],
  fields: (t) => ({
    id: t.exposeID('eventId'),
    webhook: t.field({ type: Webhook, resolve: async ({ webhookId }, _, { loaders }) => (await loaders.webhook(webhookId))! }),
    provider: t.field({ type: Provider, resolve: ({ provider }) => provider as ProviderName }),
    eventType: t.exposeString('eventType', {
      description: 'For example issues.opened, jira:issue_created, message.channels, issue.created.',
    }),
    deliveryId: t.exposeString('deliveryId', {
      description: "The provider's own id of the delivery, by which a repeated delivery is recognised.",
    }),
    status: t.field({ type: EventStatus, resolve: ({ status }) => status as Status }),
    statusReason: t.exposeString('statusReason', {
      nullable: true,
      description: 'Why it failed or runs no command (own comment, breaker), for a person to read.',
    }),
    subject: t.field({
      type: EventSubject,
      nullable: true,
      description: 'Provider-independent view: title, body, actor, thread and url of what happened.',
      resolve: ({ subjectJson }) => JSON.parse(subjectJson ?? 'null'),
    }),
    headers: t.field({ type: 'JSON', resolve: ({ headersJson }) => JSON.parse(headersJson) }),
    payload: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Numbers that JavaScript cannot hold exactly come as texts of their digits.',
      resolve: async (event, _, context) => payloadOf(await bodyOf(event, context)),
    }),
    payloadState: t.field({ type: PayloadState, resolve: ({ payloadState }) => payloadState as 'STORED' | 'ARCHIVED' | 'EXPIRED' }),
    rawBody: t.string({
      nullable: true,
      description: 'The bytes as they came, base64.',
      resolve: async (event, _, context) => bytesOf(await bodyOf(event, context)),
    }),
    verification: t.field({
      type: 'JSON',
      description: 'Which scheme and which secret verified it.',
      resolve: ({ verificationJson }) => JSON.parse(verificationJson),
    }),
    decisions: t.field({ type: [Decision], description: 'What each command of the webhook made of it, and why.', resolve: decisionsOf }),
    matchedCommands: t.field({
      type: [Command],
      resolve: async (event, _, { loaders }) => {
        const matched = decisionsOf(event).filter((decision) => decision.matched)
        const commands = await Promise.all(matched.map(({ commandId }) => loaders.command(commandId)))
        return commands.filter((command) => command !== undefined)
      },
    }),
    actions: t.field({ type: [Action], resolve: async ({ eventId }, _, { loaders }) => (await loaders.actionsOfEvent(eventId)) ?? [] }),
    tasks: t.field({ type: [Task], resolve: async ({ eventId }, _, { loaders }) => (await loaders.tasksOfEvent(eventId)) ?? [] }),
    questions: t.field({
      type: [Question],
      resolve: async ({ eventId }, _, { loaders }) => (await loaders.questionsOfEvent(eventId)) ?? [],
    }),
    responseSent: t.exposeBoolean('responseSent'),
    replayOf: t.field({
      type: WebhookEvent,
      nullable: true,
      resolve: ({ replayOf }, _, { loaders }) => (replayOf === null ? null : loaders.event(replayOf)),
    }),
    receivedAt: t.expose('createdAt', { type: 'DateTime' }),
    processedAt: t.expose('processedAt', { type: 'DateTime', nullable: true }),
  }),
})

builder.queryFields((t) => ({
  event: t.field({
    type: WebhookEvent,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, { loaders }) => loaders.event(id),
  }),
  events: t.connection(
    {
      type: WebhookEvent,
      description: 'Newest first.',
      args: { where: t.arg({ type: EventFilterInput }) },
      resolve: (_, args, context) => listEvents(args, context),
    },
    WebhookEventConnection,
    WebhookEventEdge,
  ),
}))

function decisionsOf({ decisionsJson }: EventRow): Decided[] {
  return JSON.parse(decisionsJson)
}

/** The body, read now unless it came with the row. */
async function bodyOf({ eventId, payloadJson, rawBody }: EventRow, { loaders }: GraphqlContext): Promise<EventBody> {
  if (payloadJson !== undefined && rawBody !== undefined) return { payloadJson, rawBody }
  return (await loaders.eventBody(eventId)) ?? { payloadJson: null, rawBody: null }
}

function payloadOf({ payloadJson }: EventBody): unknown {
  return payloadJson === null ? null : parseLossless(payloadJson.replace(/^\ufeff/, ''))
}

/** A JSON body is kept as its text only: UTF-8, byte for byte. */
function bytesOf({ payloadJson, rawBody }: EventBody): string | null {
  if (rawBody !== null) return Buffer.from(rawBody).toString('base64')
  return payloadJson === null ? null : Buffer.from(payloadJson).toString('base64')
}
