import { randomUUID } from 'node:crypto'
import { type Database, ExpectationFailed, type Statement } from '../backends/database/database.ts'
import type { Logger } from '../log.ts'

interface Deps {
  db: Database
  log: Logger
  now(): number
  /** No other server can be on this database: nobody is waited for. */
  isAlone: boolean
  /** How long a server that has died, or hangs, keeps the work from others. Default: 10 s. */
  leaseMs?: number
}

/** Work that one of several servers does: what nobody asks for, and what must not be done twice. */
export interface Duty {
  /** Whether it is this server's now. */
  isMine(): boolean
  /** For what only the holder may do: each unit is refused with `DutyLost` when another has taken over. */
  db: Database
  /** Gives it up, so that another takes it at once. */
  close(): Promise<void>
}

/** Another server does this work now. Nothing was written. */
class DutyLost extends Error {}

const LEASE_MS = 10_000
/** Parts of a lease: how often it is renewed, and how long before its end the holder stops by itself. */
const RENEWALS = 3
const SLACK = 0.1
/** Between two looks of those who wait. */
const LOOK_EVERY_MS = 1000
const FOREVER_MS = Number.MAX_SAFE_INTEGER

/**
 * Takes the duty as soon as nobody has it. Each taking raises its token, and each write of the holder proves in its own commit that
 * the token is still its own: whoever sleeps past its lease and wakes cannot write
 * (https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html).
 */
export async function startDuty({ db, log, now, isAlone, leaseMs = LEASE_MS }: Deps, name = 'scheduled'): Promise<Duty> {
  const holder = randomUUID()
  const heldMs = isAlone ? FOREVER_MS : leaseMs
  let held: { token: number; untilMs: number } | null = null
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let working = Promise.resolve()
  await work()

  return { isMine, db: { ...db, write }, close }

  function isMine(): boolean {
    return held !== null && !closed && performance.now() < held.untilMs - SLACK * leaseMs
  }

  async function write(unit: readonly Statement[]) {
    if (held === null) throw new DutyLost(`another server does what is "${name}"`)
    try {
      return (await db.write([proof(held.token), ...unit])).slice(1)
    } catch (error) {
      if (!(error instanceof ExpectationFailed)) throw error
      if (error.index > 0) throw new ExpectationFailed(error.index - 1)
      held = null
      throw new DutyLost(`another server has taken over what is "${name}"`)
    }
  }

  function proof(token: number): Statement {
    return { sql: 'UPDATE duties SET holder = holder WHERE name = ? AND token = ?', params: [name, token], expect: 1 }
  }

  async function work(): Promise<void> {
    await (held ? renew(held.token) : take()).catch((error) => log.warn({ err: error }, 'scheduled work: the database was not asked'))
    if (!closed && !(isAlone && held)) timer = setTimeout(again, held ? leaseMs / RENEWALS : LOOK_EVERY_MS).unref()
  }

  function again(): void {
    working = work()
  }

  async function take(): Promise<void> {
    if (!isAlone && !(await isFree())) return
    const askedAt = performance.now()
    const [rows] = await db.write([
      {
        sql: `UPDATE duties SET holder = ?, token = token + 1, until = ? WHERE name = ? AND (until <= ? OR ? = 1) RETURNING token`,
        params: [holder, untilOf(now()), name, now(), isAlone ? 1 : 0],
      },
    ])
    const token = rows?.[0]?.token
    if (token === undefined) return
    held = { token: Number(token), untilMs: askedAt + heldMs }
    if (!isAlone) log.info('this server does the scheduled work now')
  }

  async function isFree(): Promise<boolean> {
    return (await db.read('SELECT 1 FROM duties WHERE name = ? AND until <= ?', [name, now()])).length > 0
  }

  async function renew(token: number): Promise<void> {
    const askedAt = performance.now()
    const unit = { sql: 'UPDATE duties SET until = ? WHERE name = ? AND token = ?', params: [untilOf(now()), name, token], expect: 1 }
    try {
      await db.write([unit])
      held = { token, untilMs: askedAt + heldMs }
    } catch (error) {
      if (!(error instanceof ExpectationFailed)) throw error
      held = null
      log.warn('another server does the scheduled work now')
    }
  }

  function untilOf(nowMs: number): number {
    return isAlone ? FOREVER_MS : nowMs + leaseMs
  }

  async function close(): Promise<void> {
    if (closed) return
    closed = true
    clearTimeout(timer)
    await working
    if (held === null) return
    const unit = { sql: 'UPDATE duties SET holder = NULL, until = 0 WHERE name = ? AND token = ?', params: [name, held.token] }
    await db.write([unit]).catch(() => {})
  }
}
