import type { Command } from 'commander'
import { type EventMessage, EventsDocument } from '../../sdk/index.ts'
import { ENVIRONMENT } from '../environment.ts'
import { UsageError } from '../errors.ts'
import { createForwarder, type Forwarder } from '../listen/forward.ts'
import { openPosition, type Position } from '../listen/position.ts'
import { pointInTime, several } from '../options.ts'
import { say, sayConnections, sayRetry } from '../output.ts'
import { type Session, withExamples, withServer } from '../session.ts'

interface ListenOptions {
  forward: string
  webhook?: string[]
  since?: string
  skipBacklog?: boolean
  signSecret?: string
}

const PAGE = 100

export function addListen(program: Command): void {
  const listen = program
    .command('listen')
    .description('hand deliveries on to a program on this machine, as they came, in order; what came meanwhile is caught up with')
    .requiredOption('--forward <url>', 'where to, such as http://localhost:3000/hooks')
    .option('--webhook <id>', 'of this webhook only; several times', several)
    .option('--since <time>', 'begin with what came since: 15m, 2h, or a time', pointInTime)
    .option('--skip-backlog', 'begin with what comes from now on')
    .option('--sign-secret <secret>', 'sign what is handed on by Standard Webhooks; or set HOOKLINE_SIGN_SECRET')
    .action(withServer(listenForEvents))
  withExamples(
    listen,
    'listen --forward http://localhost:3000',
    'listen --forward http://localhost:3000/hooks --webhook github-issues-001 --since 1h',
  )
}

async function listenForEvents(session: Session, options: ListenOptions): Promise<void> {
  const { url, signal, hookline } = session
  const target = targetOf(options.forward)
  const forwarder = createForwarder(session, { target, secret: options.signSecret ?? ENVIRONMENT.signSecret })
  const position = openPosition({ url, target, webhookIds: options.webhook ?? [] })
  // Taken before the backlog is read: what comes in between is in both, and handed on once.
  const now = await hookline.cursor()
  const kept = options.skipBacklog || options.since ? undefined : position.read()
  const done = options.since ? await forwardSince(session, options, forwarder) : new Set<string>()
  if (signal.aborted) return
  const after = kept ?? now
  position.keep(after)
  say(`Handing on to ${target}, ${kept ? 'from where the last run has stopped' : 'from now on'}.`)
  await follow(session, { options, forwarder, position, after, done })
}

interface Following {
  options: ListenOptions
  forwarder: Forwarder
  position: Position
  after: string
  /** Ids of the events that are handed on already. */
  done: ReadonlySet<string>
}

async function follow({ hookline, signal }: Session, { options, forwarder, position, after, done }: Following): Promise<void> {
  for await (const message of hookline.events({ webhookIds: options.webhook }, { after, signal, ...sayConnections() })) {
    if (isDelivery(message) && !done.has(message.event.id)) await forwarder.forward(message.event)
    // An event that was broken off is handed on by the next run.
    if (signal.aborted) return
    position.keep(message.cursor)
  }
}

function isDelivery(message: EventMessage): message is Exclude<EventMessage, { kind: 'TRUNCATED' }> {
  if (message.kind !== 'TRUNCATED') return message.kind === 'EVENT_RECEIVED'
  say('Some events are no longer kept in the stream: --since hands them on.')
  return false
}

/** Oldest first; answers their ids. */
async function forwardSince({ hookline, signal }: Session, options: ListenOptions, forwarder: Forwarder): Promise<Set<string>> {
  const where = { webhookIds: options.webhook, receivedAfter: options.since }
  const done = new Set<string>()
  for (let before: string | null | undefined; before !== null && !signal.aborted; ) {
    const { events } = await hookline.request(EventsDocument, { last: PAGE, before, where }, { signal, retry: sayRetry })
    for (const { node } of events.edges.toReversed()) {
      if (signal.aborted) break
      await forwarder.forward(node)
      done.add(node.id)
    }
    before = events.pageInfo.hasPreviousPage ? events.pageInfo.startCursor : null
  }
  return done
}

/** @throws {UsageError} */
function targetOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw new UsageError(`"${text}" is no address such as http://localhost:3000`)
  return url.href
}
