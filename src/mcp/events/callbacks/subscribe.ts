import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { normalTarget } from '../../../actions/targets.ts'
import { auditEntry, insert, type Statement, update } from '../../../backends/database/database.ts'
import { callbackContext } from '../../../backends/vault/vault.ts'
import { EgressBlocked, EgressFailed } from '../../../errors.ts'
import type { InProcess } from '../../../graphql/in-process.ts'
import { actorOf, type Viewer } from '../../../model/viewer.ts'
import { isStandardSecret } from '../../../providers/scheme.ts'
import type { Registry } from '../../../registry/registry.ts'
import type { Connection } from '../../connection.ts'
import type { Catalog } from '../catalog.ts'
import { EventsError } from '../errors.ts'
import { poll } from '../poll.ts'
import { type Callback, callbackId, post, readCallback } from './callback.ts'

/** How long a callback lives unless it is asked for again, and when the client is to do so at the latest. */
const TTL_MS = 24 * 60 * 60 * 1000
const REFRESH_BEFORE_MS = 12 * 60 * 60 * 1000
/** How long messages are signed under the secret before, too. */
const EARLIER_SECRET_MS = 5 * 60 * 1000
const MAX_OF_KEY = 100

const Subscription = z.object({
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()).nullish(),
})
export const Subscribing = Subscription.extend({
  cursor: z.string().nullish(),
  delivery: z.object({ mode: z.literal('webhook'), url: z.string().max(2048), secret: z.string() }),
})
export const Unsubscribing = Subscription.extend({ delivery: z.object({ url: z.string().max(2048) }) })

export interface CallbackDeps {
  registry: Registry
  graphql: InProcess
  catalog: Catalog
  /** There is a callback that may have something to be told. */
  wake(): void
}

export interface Subscribed {
  id: string
  cursor: string
  /** What lies between the cursor that was handed in and this one is no longer kept. */
  truncated: boolean
  refreshBefore: string
}

/**
 * Has a client's URL told of what happens, or renews that.
 * @throws {EventsError} NotFound, InvalidParams, Forbidden, ResourceExhausted, CallbackEndpointError
 */
export async function subscribe(
  deps: CallbackDeps,
  connection: Pick<Connection, 'viewer' | 'readOnly'>,
  { name, arguments: given, cursor, delivery }: z.infer<typeof Subscribing>,
): Promise<Subscribed> {
  const viewer = requireKey(connection)
  const { registry } = deps
  const args = given ?? {}
  const wanted = deps.catalog.find(name, args)
  if (!isStandardSecret(delivery.secret))
    throw new EventsError('InvalidParams', 'delivery.secret: expected whsec_ and base64 of 24 to 64 bytes')
  const url = await requireUrl(registry, delivery.url)
  const id = callbackId(viewer.keyId, { url, name, args })
  const nowMs = registry.now()
  const found = await readCallback(registry.db, id, nowMs)
  const isLive = found !== null && found.expiresAt > nowMs
  if (!isLive) await requirePlace(registry, viewer)
  // Its own place in the feed is ahead of what the client has seen last; a new one begins at the client's.
  const page = isLive ? null : await poll({ wanted, cursor, maxEvents: 1 }, deps.graphql, { viewer, signal: AbortSignal.timeout(30_000) })
  const sealed = registry.vault.seal(delivery.secret, callbackContext(id))
  if (!isLive) await verify(registry, { id, url, sealed, earlierSealed: null })
  const start = found && isLive ? found.cursor : (cursor ?? page!.cursor)
  const row = { id, keyId: viewer.keyId, name, argumentsJson: JSON.stringify(args), url, sealed, cursor: start }
  await registry.db.write([
    ...(isLive ? renewal(registry, found, { ...row, secret: delivery.secret }) : [...removal(id), creation(row, nowMs)]),
    audit(registry, viewer, 'mcp.subscribe', { id, name, url }),
  ])
  deps.wake()
  return { id, cursor: start, truncated: page?.truncated ?? false, refreshBefore: new Date(nowMs + REFRESH_BEFORE_MS).toISOString() }
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
  if (await readCallback(registry.db, id, registry.now()))
    await registry.db.write([...removal(id), audit(registry, viewer, 'mcp.unsubscribe', { id, name, url })])
  return {}
}

export function removal(id: string): Statement[] {
  return [{ sql: 'DELETE FROM mcp_callbacks WHERE callback_id = ?', params: [id] }]
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

async function requirePlace({ db, now }: Registry, { keyId }: Viewer): Promise<void> {
  const sql = 'SELECT count(*) AS count FROM mcp_callbacks WHERE key_id = ? AND expires_at > ?'
  const [row] = await db.read<{ count: number }>(sql, [keyId, now()])
  if (row!.count >= MAX_OF_KEY)
    throw new EventsError('ResourceExhausted', `A key has at most ${MAX_OF_KEY} callbacks`, { limit: 'subscriptions', max: MAX_OF_KEY })
}

/** The receiver has to show that it wants to be told: it says the challenge again. @throws {EventsError} CallbackEndpointError */
async function verify(registry: Registry, callback: Pick<Callback, 'id' | 'url' | 'sealed' | 'earlierSealed'>): Promise<void> {
  const challenge = randomBytes(24).toString('base64url')
  const id = `msg_verification_${randomBytes(12).toString('hex')}`
  const { status, text } = await post(registry, callback, { id, message: { type: 'verification', challenge } }).catch((error) => {
    const isOurs = error instanceof EgressFailed || error instanceof EgressBlocked
    throw isOurs ? new EventsError('CallbackEndpointError', error.message, { reason: 'unreachable' }) : error
  })
  if (status >= 200 && status < 300 && challengeIn(text) === challenge) return
  const reason = status >= 500 ? 'http_5xx' : status >= 400 ? 'http_4xx' : 'challenge_failed'
  throw new EventsError('CallbackEndpointError', `The callback answered ${status} and not the challenge`, { reason })
}

function challengeIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { challenge?: unknown } | null)?.challenge
  } catch {
    return undefined
  }
}

interface Row {
  id: string
  keyId: string
  name: string
  argumentsJson: string
  url: string
  sealed: string
  cursor: string
}

function creation({ id, keyId, name, argumentsJson, url, sealed, cursor }: Row, nowMs: number): Statement {
  const times = { created_at: nowMs, expires_at: nowMs + TTL_MS, next_try_at: nowMs }
  return insert('mcp_callbacks', {
    callback_id: id,
    key_id: keyId,
    name,
    arguments_json: argumentsJson,
    url,
    sealed,
    cursor,
    failures: 0,
    ...times,
  })
}

/** Also ends the pause after failures: the client says that it is there. */
function renewal({ vault, now }: Registry, found: Callback, { id, sealed, secret }: Row & { secret: string }): Statement[] {
  const times = { expires_at: now() + TTL_MS, next_try_at: now(), failures: 0 }
  const isSame = vault.open(found.sealed, callbackContext(id)) === secret
  const secrets: Record<string, string | number> = isSame
    ? {}
    : { sealed, earlier_sealed: found.sealed, earlier_until: now() + EARLIER_SECRET_MS }
  return [update('mcp_callbacks', { ...times, ...secrets }, { callback_id: id })]
}

function audit({ now }: Registry, viewer: Viewer, verb: string, { id, name, url }: { id: string; name: string; url: string }): Statement {
  return auditEntry({ ...actorOf(viewer), verb, subject: id, detail: { name, url }, atMs: now() })
}
