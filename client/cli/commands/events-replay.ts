import type { Command } from 'commander'
import { type EventFilter, EventsDocument, HooklineError, ReplayEventDocument } from '../../sdk/index.ts'
import { UsageError, wordsOf } from '../errors.ts'
import { EXIT, type Exit, exitOf } from '../exit-codes.ts'
import { createProgress, say, sayRetry } from '../output.ts'
import { confirm } from '../prompt.ts'
import { type Session, withExamples, withServer } from '../session.ts'
import { plain } from '../text.ts'
import { addFilterOptions, type FilterOptions, toFilter } from './event-filter.ts'

interface ReplayOptions extends FilterOptions {
  yes?: boolean
}

const PAGE = 100

export function addReplay(events: Command): void {
  const replay = events
    .command('replay')
    .argument('[ids...]')
    .description('decide events anew, each as an event of its own, by the commands of today: by id, or all that the options name')
    .option('-y, --yes', 'do not ask')
    .action(withServer(replayEvents))
  withExamples(addFilterOptions(replay), 'events replay evt_…', 'events replay --status failed --since 2h')
}

async function replayEvents(session: Session, options: ReplayOptions, given: string[]): Promise<Exit> {
  const ids = given.length > 0 ? given : await findAll(session, options)
  if (given.length === 0 && ids.length > 0) await confirm(`Replay ${ids.length} events?`, options)
  if (ids.length === 0) say('There are no such events.')
  const progress = createProgress()
  let exit: Exit = EXIT.ok
  for (const [index, id] of ids.entries()) {
    exit = (await replayOne(session, id)) || exit
    progress.show(`${index + 1} of ${ids.length}`)
  }
  progress.end()
  return exit
}

/** One that cannot be replayed does not keep the others from it. */
async function replayOne({ hookline, out, signal }: Session, id: string): Promise<Exit> {
  try {
    const { event } = (await hookline.request(ReplayEventDocument, { id }, { signal, retry: sayRetry })).replayEvent
    out.message({ id, replay: event }, `${plain(id)} → ${event.id}  ${event.status}`)
    return EXIT.ok
  } catch (error) {
    if (!(error instanceof HooklineError)) throw error
    say(`${id}: ${wordsOf(error)}`)
    return exitOf(error)
  }
}

/** Oldest first, as they came. */
async function findAll({ hookline, signal }: Session, options: ReplayOptions): Promise<string[]> {
  const where: EventFilter | undefined = toFilter(options)
  if (!where) throw new UsageError('Say which events: by id, or by options such as --status failed --since 2h.')
  // What is replayed is an event itself: without an end the list would grow from its own replays.
  const bounded = { ...where, receivedBefore: where.receivedBefore ?? new Date().toISOString() }
  const ids: string[] = []
  for (let after: string | null | undefined; after !== null; ) {
    const { events } = await hookline.request(EventsDocument, { first: PAGE, after, where: bounded }, { signal, retry: sayRetry })
    ids.push(...events.edges.map(({ node }) => node.id))
    after = events.pageInfo.hasNextPage ? events.pageInfo.endCursor : null
  }
  return ids.reverse()
}
