import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { type EventFilter, type EventMessage, type EventSummaryFragment, EventsDocument } from '../../sdk/index.ts'
import { UsageError } from '../errors.ts'
import { wholeNumber } from '../options.ts'
import { say, sayConnections } from '../output.ts'
import { writeWhole } from '../profiles.ts'
import { type Session, withExamples, withServer } from '../session.ts'
import { addFilterOptions, eventLine, type FilterOptions, toFilter } from './event-filter.ts'

interface TailOptions extends FilterOptions {
  follow?: boolean
  limit: number
  cursorFile?: string
  changes?: boolean
}

/** Without --changes: an event as it comes, and that it has failed. */
const SHOWN = new Set(['EVENT_RECEIVED', 'EVENT_FAILED'])

export function addTail(events: Command): void {
  const tail = addFilterOptions(events.command('tail').description('show the last events, oldest first, and those that come'))
    .option('-f, --follow', 'go on with those that come; a cut connection is taken up where it broke')
    .option('-n, --limit <number>', 'how many of the last to begin with, 0 to 100', wholeNumber(0, 100), 10)
    .option('--cursor-file <file>', 'keep the position there, and begin where an earlier run has stopped')
    .option('--changes', 'a line too when an event was decided')
    .action(withServer(tailEvents))
  withExamples(tail, 'events tail --follow', 'events tail --follow --provider github --json --cursor-file position.txt')
}

async function tailEvents(session: Session, options: TailOptions): Promise<void> {
  if (options.cursorFile && !options.follow) throw new UsageError('--cursor-file goes with --follow.')
  const where = toFilter(options)
  const kept = options.cursorFile === undefined ? undefined : readCursor(options.cursorFile)
  // Taken before the list is read: what comes in between is in both, and shown once.
  const after = kept ?? (options.follow ? await session.hookline.cursor() : undefined)
  const shown = kept === undefined ? await showLast(session, where, options.limit) : new Set<string>()
  if (options.follow) await follow(session, { ...options, where, after, shown })
}

async function showLast({ hookline, out, signal }: Session, where: EventFilter | undefined, first: number): Promise<Set<string>> {
  if (first === 0) return new Set()
  const { events } = await hookline.request(EventsDocument, { first, where }, { signal })
  const last = events.edges.map(({ node }) => node).reverse()
  for (const event of last) out.message(messageOf(event), eventLine(event, out.colours))
  return new Set(last.map(({ id }) => id))
}

/** An event that was there already, in the form of those that come. */
function messageOf(event: EventSummaryFragment) {
  return { kind: 'EVENT_RECEIVED', cursor: null, event }
}

interface Following extends TailOptions {
  where?: EventFilter
  after?: string
  /** Ids of the events that are shown already. */
  shown: ReadonlySet<string>
}

async function follow({ hookline, out, signal }: Session, { where, after, shown, cursorFile, changes }: Following): Promise<void> {
  const keep = (cursor: string) => cursorFile !== undefined && writeWhole(cursorFile, cursor)
  if (after !== undefined) keep(after)
  for await (const message of hookline.events(where, { after, signal, ...sayConnections() })) {
    if (message.kind === 'TRUNCATED') say('Some events are no longer kept in the stream: `hookline events list` shows them.')
    else if (isNew(message) && (changes || SHOWN.has(message.kind))) out.message(message, eventLine(message.event, out.colours))
    keep(message.cursor)
  }

  function isNew({ kind, event }: Exclude<EventMessage, { kind: 'TRUNCATED' }>): boolean {
    return kind !== 'EVENT_RECEIVED' || !shown.has(event.id)
  }
}

function readCursor(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new UsageError(`The position cannot be read: ${(error as Error).message}`)
  }
}
