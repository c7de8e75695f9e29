import type { Command } from 'commander'
import {
  CancelTaskDocument,
  NotFoundError,
  RequeueTaskDocument,
  TaskDocument,
  type TaskStateFragment,
  type TaskStatus,
  TasksDocument,
} from '../../sdk/index.ts'
import { addPageOptions, enumValues, type PageOptions } from '../options.ts'
import type { Output } from '../output.ts'
import { type Session, withExamples, withServer } from '../session.ts'
import { plainLines } from '../text.ts'
import { nextOf } from './webhooks.ts'

interface ListOptions extends PageOptions {
  agent?: string
  status?: TaskStatus[]
}

export function addTasks(program: Command): void {
  const tasks = program.command('tasks').description('what agents have to do')
  withExamples(tasks, 'tasks list --agent planning')

  const list = addPageOptions(tasks.command('list').description('list tasks, newest first'))
    .option('--agent <name>', 'of this agent')
    .option('--status <status>', 'queued, claimed, completed, failed, dead or cancelled; several times', enumValues<TaskStatus>)
    .action(withServer(listTasks))
  withExamples(list, 'tasks list --status dead --status failed', 'tasks list --agent planning --json')

  const get = tasks.command('get').argument('<id>').description('show a task, its prompt and its result')
  withExamples(get.action(withServer(showTask)), 'tasks get task_…')

  const requeue = tasks.command('requeue').argument('<id>').description('queue a task again that has failed or was cancelled')
  withExamples(
    requeue.action(
      withServer(async ({ hookline, out, signal }, _, id: string) =>
        showState(out, (await hookline.request(RequeueTaskDocument, { id }, { signal })).requeueTask.task),
      ),
    ),
    'tasks requeue task_…',
  )

  const cancel = tasks.command('cancel').argument('<id>').description('cancel a task; who works on it is told')
  withExamples(
    cancel.action(
      withServer(async ({ hookline, out, signal }, _, id: string) =>
        showState(out, (await hookline.request(CancelTaskDocument, { id }, { signal })).cancelTask.task),
      ),
    ),
    'tasks cancel task_…',
  )
}

async function listTasks({ hookline, out, signal }: Session, { limit, after, agent, status }: ListOptions): Promise<void> {
  const { tasks } = await hookline.request(TasksDocument, { first: limit, after, agent, statuses: status }, { signal })
  const items = tasks.edges.map(({ node }) => node)
  out.rows({ items, next: nextOf(tasks.pageInfo), none: 'There are no such tasks.' }, [
    ['created', ({ createdAt }) => createdAt],
    ['id', ({ id }) => id],
    ['agent', ({ agent }) => agent],
    ['status', ({ status }) => status],
    ['attempt', ({ attempt }) => attempt],
    ['progress', ({ error, progress }) => error ?? progress],
  ])
}

async function showTask({ hookline, out, signal }: Session, _: unknown, id: string): Promise<void> {
  const { task } = await hookline.request(TaskDocument, { id }, { signal })
  if (!task) throw new NotFoundError({ code: 'not_found', message: `There is no task ${id}` })
  showState(out, task)
  out.text(`\n${plainLines(task.prompt)}`)
  if (task.result !== null) out.text(`\n${JSON.stringify(task.result, null, 2)}`)
}

function showState(out: Output, task: TaskStateFragment): void {
  out.thing(task, [
    ['id', task.id],
    ['agent', task.agent],
    ['status', task.status],
    ['attempt', task.attempt],
    ['held by', task.claimedBy],
    ['held until', task.leaseUntil],
    ['progress', task.progress],
    ['error', task.error],
  ])
}
