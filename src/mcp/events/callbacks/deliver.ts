import { auditEntry, ExpectationFailed, type Statement, update } from '../../../backends/database/database.ts'
import type { Feed } from '../../../backends/feed/feed.ts'
import { EgressBlocked, EgressFailed } from '../../../errors.ts'
import type { InProcess } from '../../../graphql/in-process.ts'
import { startRounds } from '../../../model/rounds.ts'
import type { Viewer } from '../../../model/viewer.ts'
import { findKeyViewer } from '../../../registry/keys.ts'
import type { Registry } from '../../../registry/registry.ts'
import type { Catalog } from '../catalog.ts'
import { EventsError } from '../errors.ts'
import { type PollResult, poll } from '../poll.ts'
import { type Callback, MAX_MESSAGE_BYTES, post, readDue } from './callback.ts'
import { removal } from './subscribe.ts'

interface Deps {
  registry: Registry
  feed: Feed
  graphql: InProcess
  /** Made when there is the first callback. */
  catalog(): Catalog
}

export interface CallbackDeliveries {
  wake(): void
  close(): Promise<void>
}

const SWEEP_MS = 2000
const MAX_DUE = 1000
const MAX_AT_ONCE = 50
const PAGE = 50
const LEASE_MS = 60_000
/** A key that is revoked is heard of within this time while messages are under way. */
const KEY_CHECK_MS = 10_000
/** A callback that hears nothing moves on in the feed this often, so that it does not fall behind what is kept. */
const KEEP_UP_MS = 60_000
const FIRST_RETRY_MS = 5000
const LONGEST_RETRY_MS = 60 * 60 * 1000
/** What the extension has end a subscription. */
const ENDING = [410, 413]

interface Position {
  /** What the row says, and what is known to hold nothing for it up to here. */
  stored: string
  cursor: string
  keptAtMs: number
}

/** Why a callback is over. */
class Over extends Error {}

/**
 * Tells clients' URLs what has happened, each in order and one message at a time; a slow one holds up no other. What is not
 * taken is told again, with pauses, until the callback's time is up; each message is stored as told when it was taken.
 */
export function startCallbackDeliveries(deps: Deps): CallbackDeliveries {
  const { registry, feed, graphql } = deps
  const { db, log, now } = registry
  const underWay = new Map<string, Promise<void>>()
  const positions = new Map<string, Position>()
  const closing = new AbortController()
  const rounds = startRounds({ everyMs: SWEEP_MS, round: look, failed: (err) => log.error({ err }, 'callbacks could not be looked for') })
  const unlisten = feed.listen(rounds.wake)
  return { wake: rounds.wake, close }

  async function look(): Promise<boolean> {
    if (underWay.size >= MAX_AT_ONCE) return false
    const due = await readDue(db, now(), MAX_DUE)
    for (const callback of due.filter(({ id }) => !underWay.has(id)).slice(0, MAX_AT_ONCE - underWay.size)) {
      underWay.set(
        callback.id,
        serve(callback).finally(() => underWay.delete(callback.id)),
      )
    }
    return false
  }

  /** Never rejects. */
  async function serve(callback: Callback): Promise<void> {
    try {
      await tell(callback)
    } catch (error) {
      if (error instanceof Over) await end(callback, error.message)
      else if (!closing.signal.aborted && !(error instanceof ExpectationFailed))
        log.error({ err: error, callbackId: callback.id }, 'a callback could not be served')
    }
  }

  async function tell(callback: Callback): Promise<void> {
    if (callback.expiresAt <= now()) throw new Over('Its time is up')
    let cursor = positionOf(callback)
    for (let hasMore = true; hasMore && !closing.signal.aborted; ) {
      const page = await read(callback, cursor)
      hasMore = page.hasMore
      cursor = page.cursor
      if (page.events.length > 0 || page.truncated) await send(callback, page)
      else await keepUp(callback, cursor)
    }
  }

  /** @throws {Over} the key is gone, or may not hear of this any more */
  async function read({ keyId, name, argumentsJson }: Callback, cursor: string): Promise<PollResult> {
    const viewer = await requireViewer(keyId)
    try {
      const wanted = deps.catalog().find(name, JSON.parse(argumentsJson))
      return await poll({ wanted, cursor, maxEvents: PAGE }, graphql, { viewer, signal: closing.signal })
    } catch (error) {
      throw error instanceof EventsError && error.code !== -32603 ? new Over(error.message) : error
    }
  }

  async function requireViewer(keyId: string): Promise<Viewer> {
    const viewer = await findKeyViewer(registry, keyId)
    if (!viewer) throw new Over('The key is no longer good')
    return viewer
  }

  /** A page's messages, held under a lease: another process has the same callbacks before it. */
  async function send(callback: Callback, { events, truncated, cursor }: PollResult): Promise<void> {
    await lease(callback)
    let checkedAtMs = now()
    let told = positionOf(callback)
    try {
      if (truncated) await take(callback, `msg_gap_${callback.id}_${cursor}`, { type: 'gap', cursor: events[0]?.cursor ?? cursor })
      for (const event of events) {
        if (closing.signal.aborted) break
        if (now() - checkedAtMs > KEY_CHECK_MS) {
          await requireViewer(callback.keyId)
          await lease(callback, true)
          checkedAtMs = now()
        }
        await take(callback, event.eventId, fitting(event))
        told = event.cursor
      }
      await keep(callback, closing.signal.aborted ? told : cursor, { failures: 0, next_try_at: now(), lease_until: null })
    } catch (error) {
      if (!(error instanceof EgressFailed || error instanceof EgressBlocked || error instanceof NotTaken)) throw error
      const failures = callback.failures + 1
      log.warn({ callbackId: callback.id, failures, reason: error.message }, 'a callback has not taken what it was told')
      await keep(callback, told, { failures, next_try_at: now() + retryMs(failures), lease_until: null })
      throw new ExpectationFailed(0)
    }
  }

  /** @throws {Over} {NotTaken} {EgressFailed} {EgressBlocked} */
  async function take(callback: Callback, id: string, message: object): Promise<void> {
    const { status } = await post(registry, callback, { id, message })
    if (ENDING.includes(status)) throw new Over(`It answered ${status}`)
    if (status < 200 || status >= 300) throw new NotTaken(`It answered ${status}`)
  }

  /** @throws {ExpectationFailed} another process has it */
  async function lease({ id }: Callback, isOurs = false): Promise<void> {
    const free = isOurs ? '' : 'AND (lease_until IS NULL OR lease_until <= ?)'
    const params = isOurs ? [now() + LEASE_MS, id] : [now() + LEASE_MS, id, now()]
    await db.write([{ sql: `UPDATE mcp_callbacks SET lease_until = ? WHERE callback_id = ? ${free}`, params, expect: 1 }])
  }

  /** Where it is in the feed: what is stored, or ahead of that where there was nothing to tell. */
  function positionOf({ id, cursor }: Callback): string {
    const position = positions.get(id)
    return position?.stored === cursor ? position.cursor : cursor
  }

  async function keepUp(callback: Callback, cursor: string): Promise<void> {
    const before = positions.get(callback.id)
    const keptAtMs = before?.stored === callback.cursor ? before.keptAtMs : now()
    positions.set(callback.id, { stored: callback.cursor, cursor, keptAtMs })
    if (now() - keptAtMs > KEEP_UP_MS) await keep(callback, cursor, {})
  }

  async function keep(callback: Callback, cursor: string, more: Record<string, number | null>): Promise<void> {
    await db.write([update('mcp_callbacks', { cursor, ...more }, { callback_id: callback.id })])
    callback.cursor = cursor
    positions.set(callback.id, { stored: cursor, cursor, keptAtMs: now() })
  }

  /** Says so to the receiver, which need not hear it, and to the audit. */
  async function end(callback: Callback, reason: string): Promise<void> {
    positions.delete(callback.id)
    const { id, name, url } = callback
    const ended: Statement = auditEntry({
      actor: 'hookline',
      verb: 'mcp.callback_end',
      subject: id,
      detail: { name, url, reason },
      atMs: now(),
    })
    await db.write([...removal(id), ended]).catch((err) => log.error({ err, callbackId: id }, 'a callback could not be ended'))
    const message = { type: 'terminated', error: { code: -32024, message: reason } }
    await post(registry, callback, { id: `msg_terminated_${id}`, message }).catch(() => {})
  }

  async function close(): Promise<void> {
    closing.abort()
    unlisten()
    await rounds.close()
    await Promise.all(underWay.values())
  }
}

/** The receiver answered, and not that it has it. */
class NotTaken extends Error {}

/** What is larger than a message may be is named, and can be asked for. */
function fitting(event: PollResult['events'][number]): object {
  if (Buffer.byteLength(JSON.stringify(event)) <= MAX_MESSAGE_BYTES) return event
  return { ...event, data: { id: event.data.id, tooLarge: true } }
}

function retryMs(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS) * (0.8 + 0.4 * Math.random())
}
