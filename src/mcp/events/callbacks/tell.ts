import { auditEntry, ExpectationFailed, type Statement } from '../../../backends/database/database.ts'
import { EgressBlocked, EgressFailed } from '../../../errors.ts'
import type { InProcess } from '../../../graphql/in-process.ts'
import { decodeCursor, encodeCursor } from '../../../model/cursor.ts'
import type { Viewer } from '../../../model/viewer.ts'
import { findKeyViewer } from '../../../registry/keys.ts'
import type { Registry } from '../../../registry/registry.ts'
import type { Catalog } from '../catalog.ts'
import { EventsError } from '../errors.ts'
import { type PollResult, poll } from '../poll.ts'
import { type Callback, MAX_MESSAGE_BYTES, post, readCallback, removal } from './callback.ts'
import type { Places } from './places.ts'

export interface TellerDeps {
  registry: Registry
  graphql: InProcess
  /** Made when there is the first callback. */
  catalog(): Catalog
  places: Places
  /** The server is stopping. */
  signal: AbortSignal
}

const PAGE = 50
const LEASE_MS = 60_000
/** While messages are under way, its key, its secret and whether it is still wanted are looked at this often. */
const CHECK_MS = 5000
/** A callback that hears nothing moves on in the feed this often, so that it does not fall behind what is kept. */
const KEEP_UP_MS = 60_000
const FIRST_RETRY_MS = 5000
const LONGEST_RETRY_MS = 60 * 60 * 1000
/** What the extension has end a subscription. */
const ENDING = [410, 413]

/** Why a callback is over. */
class Over extends Error {
  /** The receiver itself has ended it, and is not told. */
  readonly isKnown: boolean

  constructor(message: string, isKnown = false) {
    super(message)
    this.isKnown = isKnown
  }
}

/** The receiver answered, and not that it has it. */
class NotTaken extends Error {}

/**
 * Tells one callback what has happened behind its place. What is not taken is told again, with pauses, until the callback's
 * time is up; a page of messages is stored as told when it was taken.
 */
export function createTeller({ registry, graphql, catalog, places, signal }: TellerDeps) {
  const { db, log, now } = registry
  return { serve }

  /** False: it failed, or another process has it. Never rejects. */
  async function serve(callback: Callback): Promise<boolean> {
    try {
      await tell(callback)
      return true
    } catch (error) {
      if (error instanceof Over) return await end(callback, error)
      if (!signal.aborted && !(error instanceof ExpectationFailed)) await pause(callback, error)
      return false
    }
  }

  async function tell(callback: Callback): Promise<void> {
    if (callback.expiresAt <= now()) throw new Over('Its time is up')
    let cursor = places.of(callback).cursor
    for (let hasMore = true; hasMore && !signal.aborted; ) {
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
      const wanted = catalog().find(name, JSON.parse(argumentsJson))
      return await poll({ wanted, cursor, maxEvents: PAGE }, graphql, { viewer, signal })
    } catch (error) {
      throw error instanceof EventsError && error.code !== -32603 ? new Over(error.message) : error
    }
  }

  async function requireViewer(keyId: string): Promise<Viewer> {
    const viewer = await findKeyViewer(registry, keyId)
    if (!viewer) throw new Over('The key is no longer good')
    return viewer
  }

  /** A page's messages, under a lease: another process sees the same callbacks. */
  async function send(callback: Callback, page: PollResult): Promise<void> {
    await lease(callback)
    const told = { cursor: places.of(callback).cursor }
    try {
      await takeAll(callback, page, told)
      await keep(callback, signal.aborted ? told.cursor : page.cursor, { failures: 0, next_try_at: now(), lease_until: null })
    } catch (error) {
      if (!(error instanceof EgressFailed || error instanceof EgressBlocked || error instanceof NotTaken)) throw error
      const failures = callback.failures + 1
      log.warn({ callbackId: callback.id, failures, reason: error.message }, 'a callback has not taken what it was told')
      await keep(callback, told.cursor, { failures, next_try_at: now() + retryMs(failures), lease_until: null })
      throw new ExpectationFailed(0)
    }
  }

  /** `told` follows what was taken. */
  async function takeAll(callback: Callback, { events, truncated, cursor }: PollResult, told: { cursor: string }): Promise<void> {
    let { secrets, checkedAtMs } = { secrets: callback, checkedAtMs: now() }
    if (truncated) {
      const behind = events[0] ? encodeCursor(decodeCursor(events[0].cursor) - 1) : cursor
      await take(secrets, `msg_gap_${callback.id}_${behind}`, { type: 'gap', cursor: behind })
      told.cursor = behind
    }
    for (const event of events) {
      if (signal.aborted) return
      if (now() - checkedAtMs > CHECK_MS) {
        await requireViewer(callback.keyId)
        secrets = await leaseOn(callback)
        checkedAtMs = now()
      }
      await take(secrets, event.eventId, fitting(event))
      told.cursor = event.cursor
    }
  }

  /** @throws {Over} {NotTaken} {EgressFailed} {EgressBlocked} */
  async function take(callback: Callback, id: string, message: object): Promise<void> {
    const { status } = await post(registry, callback, { id, message })
    if (ENDING.includes(status)) throw new Over(`It answered ${status}`, true)
    if (status < 200 || status >= 300) throw new NotTaken(`It answered ${status}`)
  }

  /** @throws {ExpectationFailed} another process has it or has moved it on, or it is no longer wanted */
  async function lease({ id, cursor }: Callback): Promise<void> {
    const sql =
      'UPDATE mcp_callbacks SET lease_until = ? WHERE callback_id = ? AND cursor = ? AND (lease_until IS NULL OR lease_until <= ?)'
    await db.write([{ sql, params: [now() + LEASE_MS, id, cursor, now()], expect: 1 }])
  }

  /** Holds the lease for longer; answers the callback as it is now. @throws {ExpectationFailed} it is no longer wanted */
  async function leaseOn({ id, cursor }: Callback): Promise<Callback> {
    const sql = 'UPDATE mcp_callbacks SET lease_until = ? WHERE callback_id = ? AND cursor = ?'
    await db.write([{ sql, params: [now() + LEASE_MS, id, cursor], expect: 1 }])
    const found = await readCallback(db, id, now())
    if (!found) throw new ExpectationFailed(0)
    return found
  }

  /** A fault of ours, or a secret that cannot be opened: not tried again with everything that happens. */
  async function pause({ id, cursor, failures }: Callback, err: unknown): Promise<void> {
    log.error({ err, callbackId: id }, 'a callback could not be served')
    const sql = 'UPDATE mcp_callbacks SET failures = ?, next_try_at = ?, lease_until = NULL WHERE callback_id = ? AND cursor = ?'
    await db.write([{ sql, params: [failures + 1, now() + retryMs(failures + 1), id, cursor] }]).catch(() => {})
  }

  async function keepUp(callback: Callback, cursor: string): Promise<void> {
    const { stored, storedAtMs } = places.move(callback, cursor)
    if (cursor !== stored && now() - storedAtMs > KEEP_UP_MS) await keep(callback, cursor, {})
  }

  /** Only on top of what was read: who has ended it and asked for it anew begins where the new one begins. */
  async function keep(callback: Callback, cursor: string, more: Record<string, number | null>): Promise<void> {
    const set = { cursor, ...more }
    const sql = `UPDATE mcp_callbacks SET ${Object.keys(set).map((column) => `${column} = ?`)} WHERE callback_id = ? AND cursor = ?`
    await db.write([{ sql, params: [...Object.values(set), callback.id, callback.cursor], expect: 1 }])
    callback.cursor = cursor
    places.move(callback, cursor)
  }

  /** Says so to the receiver, which need not hear it, and to the audit. False: it could not be ended. */
  async function end(callback: Callback, { message: reason, isKnown }: Over): Promise<boolean> {
    const { id, name, url } = callback
    places.forget(id)
    const detail = { name, url, reason }
    const ended: Statement = auditEntry({ actor: 'hookline', verb: 'mcp.callback_end', subject: id, detail, atMs: now() })
    try {
      await db.write([removal(callback), ended])
    } catch (err) {
      if (!(err instanceof ExpectationFailed)) log.error({ err, callbackId: id }, 'a callback could not be ended')
      return false
    }
    const message = { type: 'terminated', error: { code: -32024, message: reason } }
    if (!isKnown) await post(registry, callback, { id: `msg_terminated_${id}`, message }).catch(() => {})
    return true
  }
}

/** What is larger than a message may be is named, and can be asked for. */
function fitting(event: PollResult['events'][number]): object {
  if (Buffer.byteLength(JSON.stringify(event)) <= MAX_MESSAGE_BYTES) return event
  return { ...event, data: { id: event.data.id, tooLarge: true } }
}

function retryMs(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS) * (0.8 + 0.4 * Math.random())
}
