import { type RowSet, rowsOf } from '../../backends/database/database.ts'
import type { TaskStatus as Status } from '../../model/task.ts'
import type { Viewer } from '../../model/viewer.ts'
import { builder, Node, Task, WebhookEvent } from '../builder.ts'
import { TaskStatus } from '../enums.ts'
import { inboxOf } from '../inbox.ts'
import { pageOf, present } from '../page.ts'
import { countRows, findIds, isIn, withStatuses } from '../row-pages.ts'
import type { Task as TaskRow } from '../rows.ts'
import { taskConditions } from '../scope.ts'

builder.prismaObject('Task', {
  interfaces: [Node],
  fields: (t) => ({
    id: t.exposeID('taskId'),
    event: t.field({
      type: WebhookEvent,
      nullable: true,
      resolve: ({ eventId }, _, { loaders }) => (eventId === null ? null : loaders.event(eventId)),
    }),
    agent: t.exposeString('agent'),
    prompt: t.exposeString('prompt', { description: 'The rendered template: what the agent is asked to do.' }),
    status: t.field({ type: TaskStatus, resolve: ({ status }) => status as Status }),
    claimedBy: t.exposeString('claimedBy', { nullable: true }),
    leaseUntil: t.expose('leaseUntil', { type: 'DateTime', nullable: true }),
    attempt: t.exposeInt('attempt'),
    progress: t.exposeString('progress', { nullable: true }),
    result: t.field({ type: 'JSON', nullable: true, resolve: ({ resultJson }) => JSON.parse(resultJson ?? 'null') }),
    error: t.exposeString('error', { nullable: true }),
    inbox: t.field({
      type: [WebhookEvent],
      description: 'Later events of the same thread, where the command steers or queues.',
      resolve: ({ taskId }, _, context) => inboxOf(taskId, context),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
  }),
})

builder.queryFields((t) => ({
  task: t.field({
    type: Task,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_, { id }, { loaders }) => loaders.task(id),
  }),
  tasks: t.connection(
    {
      type: Task,
      description: 'Newest first.',
      args: { agent: t.arg.string(), statuses: t.arg({ type: [TaskStatus] }) },
      resolve: (_, args, { registry: { db }, viewer, loaders }) => {
        const set = taskSet(args, viewer)
        return pageOf<TaskRow>(args, {
          idOf: ({ taskId }) => taskId,
          find: async (window) => present(await Promise.all((await findIds(db, set, window)).map(loaders.task))),
          count: (limit) => countRows(db, set, limit),
        })
      },
    },
    { name: 'TaskConnection' },
    { name: 'TaskEdge' },
  ),
}))

function taskSet({ agent, statuses }: { agent?: string | null; statuses?: Status[] | null }, viewer: Viewer): RowSet {
  const conditions = [...taskConditions(viewer), ...(agent ? [isIn('agent', [agent])] : [])]
  return withStatuses({ ...rowsOf('tasks', 'task_id'), conditions }, statuses, 'COMPLETED')
}
