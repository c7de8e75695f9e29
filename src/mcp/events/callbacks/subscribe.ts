import { z } from 'zod'
import { normalTarget } from '../../../actions/targets.ts'
import { auditEntry, ExpectationFailed, feedBefore, type Statement } from '../../../backends/database/database.ts'
import type { Limiter } from '../../../backends/limiter/limiter.ts'
import { EgressBlocked } from '../../../errors.ts'
import type { InProcess } from '../../../graphql/in-process.ts'
import { whatIsKept } from '../../../graphql/live/missed.ts'
import { decodeCursor, encodeCursor } from '../../../model/cursor.ts'
import { actorOf, type Viewer } from '../../../model/viewer.ts'
import { isStandardSecret } from '../../../providers/scheme.ts'
import type { Registry } from '../../../registry/registry.ts'
import type { Connection } from '../../connection.ts'
import type { Catalog } from '../catalog.ts'
import { EventsError } from '../errors.ts'
import { poll } from '../poll.ts'
import { callbackId, readCallback } from './callback.ts'
import { type Asked, creation, deletion, MAX_OF_KEY, placesTaken, renewal } from './rows.ts'
import { verify } from './verify.ts'

/** How long a callback lives unless it is asked for again; a client may want less, and more is not given. */
const DEFAULT_TTL_MS = 12 * 60 * 60 * 1000
const MIN_TTL_MS = 60 * 1000
const MAX_TTL_MS = 24 * 60 * 60 * 1000

const Subscription = z.object({
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()).nullish(),
})
export const Subscribing = Subscription.extend({
  cursor: z.string().nullish(),
  maxAgeMs: z.number().int().min(0).optional(),
  /** Null asks for no end, which nobody is given. */
  ttlMs: z.number().int().min(0).nullish(),
  delivery: z.object({ mode: z.literal('webhook'), url: z.string().max(2048), secret: z.string() }),
})
export const Unsubscribing = Subscription.extend({ delivery: z.object({ url: z.string().max(2048) }) })

export interface CallbackDeps {
  registry: Registry
  limiter: Limiter
  graphql: InProcess
  catalog: Catalog
  /** There is a callback that may have something to be told. */
  wake(): void
}

export interface Subscribed {
  id: string
  cursor: string
  /** What lies between the cursor that was handed in and this one is left out. */
  truncated: boolean
  /** When it ends. */
  refreshBefore: string
}

/**
 * Has a client's URL told of what happens, or renews that.
 * @throws {EventsError} NotFound, InvalidParams, Forbidden, ResourceExhausted, CallbackEndpointError
 */
export async function subscribe(
  deps: CallbackDeps,
  connection: Pick<Connection, 'viewer' | 'readOnly'>,
  request: z.infer<typeof Subscribing>,
): Promise<Subscribed> {
  const viewer = requireKey(connection)
  const { registry } = deps
  const asked = await check(deps, viewer, request)
  const found = await readCallback(registry.db, asked.id, registry.now())
  const isLive = found !== null && found.expiresAt > registry.now()
  // Its own place in the feed is ahead of what the client has seen last; a new one begins at the client's.
  const begin = isLive ? { cursor: found.cursor, truncated: false } : await beginning(deps, viewer, request)
  if (!isLive) await requireWanted(deps, asked)
  const statements = isLive ? [renewal(registry, found, asked)] : creation(registry, { ...asked, cursor: begin.cursor })
  await registry.db.write([...statements, audit(registry, viewer, 'mcp.subscribe', asked)]).catch((error) => {
    if (!(error instanceof ExpectationFailed)) throw error
    throw isLive ? new EventsError('InternalError', 'It has just ended: ask again') : tooMany()
  })
  deps.wake()
  return { id: asked.id, ...begin, refreshBefore: new Date(asked.expiresAt).toISOString() }
}

/** @throws {EventsError} what is asked for cannot be, whatever the receiver says */
async function check({ catalog, registry }: CallbackDeps, { keyId }: Viewer, request: z.infer<typeof Subscribing>): Promise<Asked> {
  const { name, delivery } = request
  const args = request.arguments ?? {}
  catalog.find(name, args)
  if (!isStandardSecret(delivery.secret))
    throw new EventsError('InvalidParams', 'delivery.secret: expected whsec_ and base64 of 24 to 64 bytes')
  const url = await requireUrl(registry, delivery.url)
  const id = callbackId(keyId, { url, name, args })
  const expiresAt = registry.now() + ttlOf(request)
  return { id, keyId, name, argumentsJson: JSON.stringify(args), url, secret: delivery.secret, expiresAt }
}

function ttlOf({ ttlMs }: z.infer<typeof Subscribing>): number {
  if (ttlMs === null) return MAX_TTL_MS
  return Math.min(Math.max(ttlMs ?? DEFAULT_TTL_MS, MIN_TTL_MS), MAX_TTL_MS)
}

/** Where a new callback begins. @throws {EventsError} the key may not hear of this, or the cursor is none */
async function beginning(
  { catalog, graphql, registry: { db, now } }: CallbackDeps,
  viewer: Viewer,
  { name, arguments: given, cursor, maxAgeMs }: z.infer<typeof Subscribing>,
): Promise<Pick<Subscribed, 'cursor' | 'truncated'>> {
  const wanted = catalog.find(name, given ?? {})
  const page = await poll({ wanted, cursor, maxEvents: 1 }, graphql, { viewer, signal: AbortSignal.timeout(30_000) })
  if (cursor === null || cursor === undefined) return { cursor: page.cursor, truncated: false }
  const before = decodeCursor(cursor)
  const floor = maxAgeMs === undefined ? 0 : await feedBefore(db, now() - maxAgeMs)
  const start = Math.max(await whatIsKept(db, before), floor)
  return { cursor: encodeCursor(start), truncated: start !== before }
}

/** There is room for it, and its receiver says that it wants it: once for each URL of a key. @throws {EventsError} */
async function requireWanted(deps: CallbackDeps, asked: Asked): Promise<void> {
  const { all, sameUrl } = await placesTaken(deps.registry, asked)
  if (all >= MAX_OF_KEY) throw tooMany()
  if (sameUrl === 0) await verify(deps, asked)
}

function tooMany(): EventsError {
  return new EventsError('ResourceExhausted', `A key has at most ${MAX_OF_KEY} callbacks`, { limit: 'subscriptions', max: MAX_OF_KEY })
}

/** Ends it. What is not there is ended already. @throws {EventsError} Forbidden, InvalidParams */
export async function unsubscribe(
  { registry }: Pick<CallbackDeps, 'registry'>,
  connection: Pick<Connection, 'viewer' | 'readOnly'>,
  { name, arguments: given, delivery }: z.infer<typeof Unsubscribing>,
): Promise<Record<string, never>> {
  const viewer = requireKey(connection)
  if (!URL.canParse(delivery.url)) throw new EventsError('InvalidParams', 'delivery.url: expected a URL')
  const url = normalTarget(delivery.url)
  const id = callbackId(viewer.keyId, { url, name, args: given ?? {} })
  const found = await readCallback(registry.db, id, registry.now())
  if (found) await registry.db.write([deletion(id), audit(registry, viewer, 'mcp.unsubscribe', found)])
  return {}
}

/** A callback lives and ends with a key. */
function requireKey({ viewer, readOnly }: Pick<Connection, 'viewer' | 'readOnly'>): Viewer {
  if (readOnly) throw new EventsError('Forbidden', 'This connection is held to reading')
  if (viewer.session !== undefined) throw new EventsError('Forbidden', 'Callbacks are for API keys, not for the session of a browser')
  return viewer
}

/** The URL as it is kept. @throws {EventsError} */
async function requireUrl({ egress }: Registry, url: string): Promise<string> {
  if (!URL.canParse(url)) throw new EventsError('InvalidParams', 'delivery.url: expected a URL')
  try {
    await egress.checkTarget(url)
    return normalTarget(url)
  } catch (error) {
    if (error instanceof EgressBlocked) throw new EventsError('CallbackEndpointError', error.message, { reason: 'blocked' })
    throw error
  }
}

function audit({ now }: Registry, viewer: Viewer, verb: string, { id, name, url }: { id: string; name: string; url: string }): Statement {
  return auditEntry({ ...actorOf(viewer), verb, subject: id, detail: { name, url }, atMs: now() })
}
