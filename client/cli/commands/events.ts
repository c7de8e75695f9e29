import type { Command } from 'commander'
import { EventDocument, EventsDocument, NotFoundError } from '../../sdk/index.ts'
import { addPageOptions, type PageOptions } from '../options.ts'
import { type Session, withExamples, withServer } from '../session.ts'
import { addFilterOptions, EVENT_COLUMNS, type FilterOptions, toFilter } from './event-filter.ts'
import { addReplay } from './events-replay.ts'
import { addTail } from './events-tail.ts'
import { nextOf } from './webhooks.ts'

export function addEvents(program: Command): void {
  const events = program.command('events').description('what the providers have delivered')
  withExamples(events, 'events list --since 1h')

  const list = addFilterOptions(events.command('list').description('list events, newest first'))
  withExamples(
    addPageOptions(list).action(withServer(listEvents)),
    'events list --webhook github-issues-001 --status failed',
    'events list --since 1h --json',
  )

  const get = events.command('get').argument('<id>').description('show an event: what came, what was decided, what was done')
  withExamples(get.action(withServer(showEvent)), 'events get evt_…', 'events get evt_… --json')

  addTail(events)
  addReplay(events)
}

async function listEvents({ hookline, out, signal }: Session, options: PageOptions & FilterOptions): Promise<void> {
  const given = { first: options.limit, after: options.after, where: toFilter(options) }
  const { events } = await hookline.request(EventsDocument, given, { signal })
  const items = events.edges.map(({ node }) => node)
  out.rows({ items, next: nextOf(events.pageInfo), none: 'There are no such events.' }, EVENT_COLUMNS)
}

async function showEvent({ hookline, out, signal }: Session, _: unknown, id: string): Promise<void> {
  const { event } = await hookline.request(EventDocument, { id }, { signal })
  if (!event) throw new NotFoundError({ code: 'not_found', message: `There is no event ${id}` })
  out.thing(event, [
    ['id', event.id],
    ['webhook', event.webhook.id],
    ['type', event.eventType],
    ['delivery', event.deliveryId],
    ['received', event.receivedAt],
    ['status', event.status],
    ['reason', event.statusReason],
    ['title', event.subject?.title],
    ['by', event.subject?.actor && `${event.subject.actor} (${event.subject.actorTrust})`],
    ['url', event.subject?.url],
    ['replay of', event.replayOf?.id],
    ['commands', event.decisions.map(({ matched, command }) => `${matched ? 'ran' : 'not'} ${command.trigger}`).join(', ')],
    ['tasks', event.tasks.map(({ id, agent, status }) => `${id} ${agent} ${status}`).join(', ')],
    ['actions', event.actions.map(({ id, kind, status }) => `${id} ${kind} ${status}`).join(', ')],
    ['questions', event.questions.map(({ id, status }) => `${id} ${status}`).join(', ')],
  ])
  if (event.payload !== null) out.text(`\n${JSON.stringify(event.payload, null, 2)}`)
}
