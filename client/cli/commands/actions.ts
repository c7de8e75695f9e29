import type { Command } from 'commander'
import { type ActionStatus, ActionsDocument, RetryActionDocument } from '../../sdk/index.ts'
import { addPageOptions, enumValues, type PageOptions } from '../options.ts'
import { type Session, withExamples, withServer } from '../session.ts'
import { nextOf } from './webhooks.ts'

interface ListOptions extends PageOptions {
  event?: string
  status?: ActionStatus[]
}

export function addActions(program: Command): void {
  const actions = program.command('actions').description('what was written at the providers, and sent on')
  withExamples(actions, 'actions list --status exhausted')

  const list = addPageOptions(actions.command('list').description('list actions, newest first'))
    .option('--event <id>', 'of this event')
    .option('--status <status>', 'pending, running, retrying, succeeded, exhausted or skipped; several times', enumValues<ActionStatus>)
    .action(withServer(listActions))
  withExamples(list, 'actions list --status exhausted --json')

  const retry = actions.command('retry').argument('<id>').description('try an action again that was given up')
  withExamples(retry.action(withServer(retryAction)), 'actions retry act_…')
}

async function listActions({ hookline, out, signal }: Session, { limit, after, event, status }: ListOptions): Promise<void> {
  const { actions } = await hookline.request(ActionsDocument, { first: limit, after, eventId: event, statuses: status }, { signal })
  const items = actions.edges.map(({ node }) => node)
  out.rows({ items, next: nextOf(actions.pageInfo), none: 'There are no such actions.' }, [
    ['created', ({ createdAt }) => createdAt],
    ['id', ({ id }) => id],
    ['kind', ({ kind }) => kind],
    ['status', ({ status }) => status],
    ['event', ({ event }) => event.id],
    ['text', ({ text }) => text],
  ])
}

async function retryAction({ hookline, out, signal }: Session, _: unknown, id: string): Promise<void> {
  const { action } = (await hookline.request(RetryActionDocument, { id }, { signal })).retryAction
  out.thing(action, [
    ['id', action.id],
    ['kind', action.kind],
    ['status', action.status],
  ])
}
