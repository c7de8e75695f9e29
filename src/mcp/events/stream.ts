import type { ServerContext } from '@modelcontextprotocol/server'
import type { InProcess } from '../../graphql/in-process.ts'
import type { Message } from '../../graphql/live/message.ts'
import type { CloseReason, LiveSubscription } from '../../graphql/live/subscription.ts'
import type { Viewer } from '../../model/viewer.ts'
import type { Outgoing } from '../outgoing.ts'
import type { Wanted } from './catalog.ts'
import { EventsError } from './errors.ts'
import { floorOf, readMessage } from './occurrence.ts'

export interface StreamRequest {
  wanted: Wanted
  cursor?: string | null
  maxAgeMs?: number
}

/** The extension asks for one at least every 30 s. */
const HEARTBEAT_MS = 15_000
const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId'

interface Deps {
  graphql: InProcess
  viewer: Viewer
  outgoing: Outgoing
  context: ServerContext
}

/**
 * Sends what happens as notifications until the client goes, its key is no longer good, or it takes too little.
 * @throws {EventsError} before anything was sent
 */
export async function stream({ wanted, cursor, maxAgeMs }: StreamRequest, { graphql, viewer, outgoing, context }: Deps): Promise<object> {
  const { signal, id } = context.mcpReq
  const variables = { ...wanted.variables, after: cursor ?? null }
  const opened = await graphql.open({ query: wanted.feed.query, variables }, { viewer, signal })
  if ('errors' in opened) throw EventsError.of(opened.errors![0]!)
  const subscription = opened as LiveSubscription
  const floorMs = floorOf({ cursor, maxAgeMs })
  let position = cursor ?? null
  let skipped = false
  const heartbeat = setInterval(() => tell('heartbeat', { cursor: position }), HEARTBEAT_MS)
  signal.addEventListener('abort', () => subscription.end())
  if (signal.aborted) subscription.end()
  subscription.attach({ send, bufferedBytes: outgoing.waitingBytes, close })
  await subscription.next()
  clearInterval(heartbeat)
  return { _meta: { [SUBSCRIPTION_ID]: id } }

  function send(message: Message): void {
    const read = readMessage(message, wanted, floorMs)
    position = message.cursor
    if (read.is === 'connected') tell('active', { cursor: position, truncated: false })
    if (read.is === 'truncated' || (read.is === 'too_old' && !skipped)) tell('active', { cursor: position, truncated: true })
    if (read.is === 'too_old') skipped = true
    if (read.is === 'failed') tell('error', { error: { code: -32603, message: 'One event could not be read' } })
    if (read.is === 'occurrence') tell('event', read.occurrence)
  }

  /** Whoever is too slow, or met a fault of ours, comes back with its cursor. */
  function close(reason: CloseReason): void {
    if (reason === 'forbidden')
      tell('terminated', { error: { code: -32024, message: 'Forbidden', data: { reason: 'The key is no longer good' } } })
    if (reason === 'slow') outgoing.drop()
  }

  function tell(what: string, params: object): void {
    const notification = { method: `notifications/events/${what}`, params: { ...params, _meta: { [SUBSCRIPTION_ID]: id } } }
    // The client has gone, which the signal tells too.
    context.mcpReq.notify(notification).catch(() => subscription.end())
  }
}
