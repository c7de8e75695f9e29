import type { Database } from '../backends/database/database.ts'
import type { Viewer } from '../model/viewer.ts'
import { by, createBatch, groupBy, type Load } from './batch.ts'
import {
  type ApiKey,
  type EventBody,
  type EventRow,
  type Proposal,
  type Question,
  type Task,
  type WebhookAction,
  type WebhookCommand,
  type WebhookConfig,
  WITHOUT_BODY,
} from './rows.ts'
import { proposalScope, questionScope, taskScope, webhookScope } from './scope.ts'

/** The reads of one request, together with their like. What the viewer may not see is not found. */
export interface Loaders {
  webhook: Load<WebhookConfig>
  /** Deleted ones too: decisions name them. */
  command: Load<WebhookCommand>
  event: Load<EventRow>
  eventBody: Load<EventBody>
  action: Load<WebhookAction>
  task: Load<Task>
  question: Load<Question>
  proposal: Load<Proposal>
  apiKey: Load<ApiKey>
  actionsOfEvent: Load<WebhookAction[]>
  tasksOfEvent: Load<Task[]>
  questionsOfEvent: Load<Question[]>
  /** A batch of some other kind, made once for each name. */
  named<Value>(name: string, make: () => Load<Value>): Load<Value>
}

export function createLoaders({ prisma }: Database, viewer: Viewer): Loaders {
  const scope = webhookScope(viewer)
  const tasks = taskScope(viewer)
  const questions = questionScope(viewer)
  const others = new Map<string, Load<unknown>>()
  return {
    webhook: createBatch(async (ids) =>
      by(await prisma.webhookConfig.findMany({ where: { AND: [{ webhookId: { in: ids } }, scope] } }), (row) => row.webhookId),
    ),
    command: createBatch(async (ids) =>
      by(await prisma.webhookCommand.findMany({ where: { commandId: { in: ids }, ...scope } }), (row) => row.commandId),
    ),
    event: createBatch(async (ids) => {
      const rows: EventRow[] = await prisma.webhookEvent.findMany({ where: { eventId: { in: ids }, ...scope }, omit: WITHOUT_BODY })
      return by(rows, (row) => row.eventId)
    }),
    eventBody: createBatch(async (ids) => {
      const rows = await prisma.webhookEvent.findMany({
        where: { eventId: { in: ids }, ...scope },
        select: { eventId: true, ...WITHOUT_BODY },
      })
      return by(rows, (row) => row.eventId)
    }),
    action: createBatch(async (ids) =>
      by(await prisma.webhookAction.findMany({ where: { actionId: { in: ids }, ...scope } }), (row) => row.actionId),
    ),
    task: createBatch(async (ids) => by(await prisma.task.findMany({ where: { taskId: { in: ids }, ...tasks } }), (row) => row.taskId)),
    question: createBatch(async (ids) =>
      by(await prisma.question.findMany({ where: { questionId: { in: ids }, ...questions } }), (row) => row.questionId),
    ),
    proposal: createBatch(async (ids) => {
      const where = { AND: [{ proposalId: { in: ids } }, proposalScope(viewer)] }
      return by(await prisma.proposal.findMany({ where }), (row) => row.proposalId)
    }),
    apiKey: createBatch(async (ids) => by(await prisma.apiKey.findMany({ where: { keyId: { in: ids } } }), (row) => row.keyId)),
    actionsOfEvent: createBatch(async (ids) => {
      const rows = await prisma.webhookAction.findMany({ where: { eventId: { in: ids }, ...scope }, orderBy: { actionId: 'asc' } })
      return groupBy(rows, (row) => row.eventId)
    }),
    tasksOfEvent: createBatch(async (ids) => {
      const rows = await prisma.task.findMany({ where: { eventId: { in: ids }, ...tasks }, orderBy: { taskId: 'asc' } })
      return groupBy(rows, (row) => row.eventId!)
    }),
    questionsOfEvent: createBatch(async (ids) => {
      const rows = await prisma.question.findMany({ where: { eventId: { in: ids }, ...questions }, orderBy: { questionId: 'asc' } })
      return groupBy(rows, (row) => row.eventId)
    }),
    named,
  }

  function named<Value>(name: string, make: () => Load<Value>): Load<Value> {
    let load = others.get(name) as Load<Value> | undefined
    if (!load) others.set(name, (load = make()))
    return load
  }
}
