import type { Command } from 'commander'
import type { EventFilter, EventStatus, EventSummaryFragment, Provider } from '../../sdk/index.ts'
import { enumValues, pointInTime, several } from '../options.ts'
import type { Colours } from '../output.ts'
import type { Column } from '../table.ts'
import { plain } from '../text.ts'

export interface FilterOptions {
  webhook?: string[]
  provider?: Provider[]
  type?: string[]
  status?: EventStatus[]
  search?: string
  since?: string
  until?: string
}

/** The options that say which events are meant. */
export function addFilterOptions(command: Command): Command {
  return command
    .option('--webhook <id>', 'of this webhook; several times', several)
    .option('--provider <provider>', 'of this provider; several times', enumValues<Provider>)
    .option('--type <type>', 'of this type, such as issues or issues.opened; several times', several)
    .option('--status <status>', 'received, processing, processed, failed, held or replayed; several times', enumValues<EventStatus>)
    .option('--search <text>', 'with this in its title or text')
    .option('--since <time>', 'received since: 15m, 2h, 7d, or a time', pointInTime)
    .option('--until <time>', 'received before', pointInTime)
}

/** Undefined: no option was given. */
export function toFilter(options: FilterOptions): EventFilter | undefined {
  const filter = {
    webhookIds: options.webhook,
    providers: options.provider,
    eventTypes: options.type,
    statuses: options.status,
    search: options.search,
    receivedAfter: options.since,
    receivedBefore: options.until,
  }
  return Object.values(filter).some((value) => value !== undefined) ? filter : undefined
}

export const EVENT_COLUMNS: readonly Column<EventSummaryFragment>[] = [
  ['received', ({ receivedAt }) => receivedAt],
  ['id', ({ id }) => id],
  ['webhook', ({ webhook }) => webhook.id],
  ['type', ({ eventType }) => eventType],
  ['status', ({ status }) => status],
  ['title', ({ subject, statusReason }) => statusReason ?? subject?.title],
]

const COLOURS: Readonly<Record<string, 'red' | 'green' | 'yellow'>> = { FAILED: 'red', HELD: 'yellow', PROCESSED: 'green' }

/** An event on one line. */
export function eventLine(event: EventSummaryFragment, colours: Colours): string {
  const colour = COLOURS[event.status]
  const status = colour ? colours[colour](event.status) : event.status
  const words = [event.receivedAt, event.id, event.webhook.id, event.eventType, status, plain(event.statusReason ?? event.subject?.title)]
  return words
    .map((word) => (word === status ? word : plain(word)))
    .join('  ')
    .trimEnd()
}
