import { Conflict, Forbidden, InvalidInput, NotFound } from '../../errors.ts'
import { cancelTask, completeTask, failTask, heartbeatTask, releaseTask, requeueTask } from '../../worker/tasks.ts'
import { builder, Task } from '../builder.ts'
import { claimWithin } from '../claim.ts'
import type { Task as TaskRow } from '../rows.ts'

const ClaimTaskPayload = builder.objectRef<{ task: TaskRow | null; leaseToken: string | null }>('ClaimTaskPayload').implement({
  fields: (t) => ({ task: t.expose('task', { type: Task, nullable: true }), leaseToken: t.exposeString('leaseToken', { nullable: true }) }),
})
const ClaimTaskResult = builder.errorUnion('ClaimTaskResult', {
  types: [ClaimTaskPayload, InvalidInput, Forbidden],
  resolveType: () => 'ClaimTaskPayload',
})
const TaskPayload = builder.objectRef<{ task: TaskRow }>('TaskPayload').implement({
  fields: (t) => ({ task: t.expose('task', { type: Task }) }),
})
const TaskResult = builder.errorUnion('TaskResult', {
  types: [TaskPayload, InvalidInput, NotFound, Conflict, Forbidden],
  resolveType: () => 'TaskPayload',
})

builder.mutationFields((t) => ({
  claimTask: t.field({
    type: ClaimTaskResult,
    description: 'The oldest task that waits for this agent; null data when none came within waitSeconds.',
    args: {
      agent: t.arg.string({ required: true }),
      leaseSeconds: t.arg.int({ required: true, defaultValue: 60 }),
      waitSeconds: t.arg.int({ required: true, defaultValue: 0 }),
    },
    resolve: async (_, input, context) => (await claimWithin(context, input)) ?? { task: null, leaseToken: null },
  }),
  heartbeatTask: t.field({
    type: TaskResult,
    args: { id: t.arg.id({ required: true }), leaseToken: t.arg.string({ required: true }), progress: t.arg.string() },
    resolve: async (_, input, { registry, viewer }) => ({ task: await heartbeatTask(registry, viewer, input) }),
  }),
  completeTask: t.field({
    type: TaskResult,
    args: {
      id: t.arg.id({ required: true }),
      leaseToken: t.arg.string({ required: true }),
      result: t.arg({ type: 'JSON' }),
      reply: t.arg.string({ description: "Posted at the event's source." }),
    },
    resolve: async (_, input, { registry, viewer }) => ({ task: await completeTask(registry, viewer, input) }),
  }),
  failTask: t.field({
    type: TaskResult,
    args: {
      id: t.arg.id({ required: true }),
      leaseToken: t.arg.string({ required: true }),
      error: t.arg.string({ required: true }),
      retry: t.arg.boolean({ required: true, defaultValue: true }),
    },
    resolve: async (_, input, { registry, viewer }) => ({ task: await failTask(registry, viewer, input) }),
  }),
  releaseTask: t.field({
    type: TaskResult,
    args: { id: t.arg.id({ required: true }), leaseToken: t.arg.string({ required: true }) },
    resolve: async (_, input, { registry, viewer }) => ({ task: await releaseTask(registry, viewer, input) }),
  }),
  requeueTask: t.field({
    type: TaskResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_, { id }, { registry, viewer }) => ({ task: await requeueTask(registry, viewer, id) }),
  }),
  cancelTask: t.field({
    type: TaskResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_, { id }, { registry, viewer }) => ({ task: await cancelTask(registry, viewer, id) }),
  }),
}))
