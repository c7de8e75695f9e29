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

/** What one loader is made with. */
interface Reads {
  prisma: Database['prisma']
  viewer: Viewer
}

/** What the viewer may not see is not found. */
const MAKERS = {
  webhook: ({ prisma, viewer }: Reads): Load<WebhookConfig> =>
    createBatch(async (ids) => {
      const where = { AND: [{ webhookId: { in: ids } }, webhookScope(viewer)] }
      return by(await prisma.webhookConfig.findMany({ where }), (row) => row.webhookId)
    }),
  /** Deleted ones too: decisions name them. */
  command: ({ prisma, viewer }: Reads): Load<WebhookCommand> =>
    createBatch(async (ids) => {
      const where = { commandId: { in: ids }, ...webhookScope(viewer) }
      return by(await prisma.webhookCommand.findMany({ where }), (row) => row.commandId)
    }),
  event: ({ prisma, viewer }: Reads): Load<EventRow> =>
    createBatch(async (ids) => {
      const where = { eventId: { in: ids }, ...webhookScope(viewer) }
      const rows: EventRow[] = await prisma.webhookEvent.findMany({ where, omit: WITHOUT_BODY })
      return by(rows, (row) => row.eventId)
    }),
  eventBody: ({ prisma, viewer }: Reads): Load<EventBody> =>
    createBatch(async (ids) => {
      const where = { eventId: { in: ids }, ...webhookScope(viewer) }
      const rows = await prisma.webhookEvent.findMany({ where, select: { eventId: true, ...WITHOUT_BODY } })
      return by(rows, (row) => row.eventId)
    }),
  action: ({ prisma, viewer }: Reads): Load<WebhookAction> =>
    createBatch(async (ids) => {
      const where = { actionId: { in: ids }, ...webhookScope(viewer) }
      return by(await prisma.webhookAction.findMany({ where }), (row) => row.actionId)
    }),
  task: ({ prisma, viewer }: Reads): Load<Task> =>
    createBatch(async (ids) => {
      const where = { taskId: { in: ids }, ...taskScope(viewer) }
      return by(await prisma.task.findMany({ where }), (row) => row.taskId)
    }),
  question: ({ prisma, viewer }: Reads): Load<Question> =>
    createBatch(async (ids) => {
      const where = { questionId: { in: ids }, ...questionScope(viewer) }
      return by(await prisma.question.findMany({ where }), (row) => row.questionId)
    }),
  proposal: ({ prisma, viewer }: Reads): Load<Proposal> =>
    createBatch(async (ids) => {
      const where = { AND: [{ proposalId: { in: ids } }, proposalScope(viewer)] }
      return by(await prisma.proposal.findMany({ where }), (row) => row.proposalId)
    }),
  apiKey: ({ prisma }: Reads): Load<ApiKey> =>
    createBatch(async (ids) => by(await prisma.apiKey.findMany({ where: { keyId: { in: ids } } }), (row) => row.keyId)),
  actionsOfEvent: ({ prisma, viewer }: Reads): Load<WebhookAction[]> =>
    createBatch(async (ids) => {
      const where = { eventId: { in: ids }, ...webhookScope(viewer) }
      return groupBy(await prisma.webhookAction.findMany({ where, orderBy: { actionId: 'asc' } }), (row) => row.eventId)
    }),
  /** Those that an event made, and those that it came to later. */
  tasksOfEvent: (reads: Reads): Load<Task[]> => createBatch((ids) => tasksOfEvents(reads, ids)),
  questionsOfEvent: ({ prisma, viewer }: Reads): Load<Question[]> =>
    createBatch(async (ids) => {
      const where = { eventId: { in: ids }, ...questionScope(viewer) }
      return groupBy(await prisma.question.findMany({ where, orderBy: { questionId: 'asc' } }), (row) => row.eventId)
    }),
}

async function tasksOfEvents({ prisma, viewer }: Reads, ids: string[]): Promise<Map<string, Task[]>> {
  const joined = await prisma.taskInbox.findMany({ where: { eventId: { in: ids } } })
  // Two reads: for one with OR, SQLite would go through all tasks.
  const which = [{ eventId: { in: ids } }, ...(joined.length > 0 ? [{ taskId: { in: joined.map(({ taskId }) => taskId) } }] : [])]
  const found = await Promise.all(which.map((one) => prisma.task.findMany({ where: { AND: [one, taskScope(viewer)] } })))
  const rows = [...by(found.flat(), ({ taskId }) => taskId).values()].sort((a, b) => (a.taskId < b.taskId ? -1 : 1))
  const places = groupBy(joined, ({ taskId }) => taskId)
  const eventsOf = ({ taskId, eventId }: Task) => [eventId!, ...(places.get(taskId) ?? []).map((joining) => joining.eventId)]
  const pairs = rows.flatMap((task) => eventsOf(task).map((eventId) => ({ eventId, task })))
  return new Map([...groupBy(pairs, ({ eventId }) => eventId)].map(([id, tasks]) => [id, tasks.map(({ task }) => task)]))
}

type Made = { readonly [Name in keyof typeof MAKERS]: ReturnType<(typeof MAKERS)[Name]> }

/** The reads of one request, together with their like. */
export interface Loaders extends Made {
  /** A batch of some other kind, made once for each name. */
  named<Value>(name: string, make: () => Load<Value>): Load<Value>
}

/** Each is made when it is first asked for: a subscriber keeps its loaders as long as it stays, and needs few. */
export function createLoaders({ prisma }: Database, viewer: Viewer): Loaders {
  return new LazyLoaders({ prisma, viewer }) as LazyLoaders & Made
}

class LazyLoaders {
  readonly reads: Reads
  #made: Map<string, Load<unknown>> | undefined

  constructor(reads: Reads) {
    this.reads = reads
  }

  named<Value>(name: string, make: () => Load<Value>): Load<Value> {
    this.#made ??= new Map()
    let load = this.#made.get(name) as Load<Value> | undefined
    if (!load) this.#made.set(name, (load = make()))
    return load
  }
}

for (const [name, make] of Object.entries(MAKERS))
  Object.defineProperty(LazyLoaders.prototype, name, {
    get(this: LazyLoaders) {
      return this.named<unknown>(name, () => make(this.reads) as Load<unknown>)
    },
  })
