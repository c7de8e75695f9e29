import { auditEntry, type Database } from '../backends/database/database.ts'
import type { Logger } from '../log.ts'

/** Something that was asked for and not allowed, for the audit. */
export interface AuditedRefusal {
  /** The key's name; `unknown` for a sign-in, and for a key that is nobody's. */
  actor: string
  address: string | undefined
  /** `refused` or `sign_in.failed`. */
  verb: string
  /** What was asked for: a mutation, a route. */
  subject: string
  reason: string
  /** The error's code. */
  code?: string
  /** The end of a key that is nobody's, as lists of keys show it. */
  keyHint?: string
}

interface Deps {
  db: Pick<Database, 'write'>
  log: Logger
  now(): number
}

const WINDOW_MS = 60_000
/** Rows in a minute: with the one that counts the rest at most 31, about 20 MB in a day. */
const PER_MINUTE = 30
/** So that one caller leaves room for the others. */
const PER_CALLER = 5
const MAX_SUBJECT_CHARS = 200

/**
 * Writes what was refused into the audit, at most so much that no flood fills the disk: five rows a minute for one actor and
 * address, 30 in all. The rest of a minute is counted in one row, `refused.more`, after it.
 */
export function createAuditRefusals({ db, log, now }: Deps): (refusal: AuditedRefusal) => void {
  let endsAtMs = 0
  let written = new Map<string, number>()
  let rows = 0
  let more = 0
  let timer: NodeJS.Timeout | undefined
  return note

  function note(refusal: AuditedRefusal): void {
    if (now() >= endsAtMs) open()
    const caller = JSON.stringify([refusal.actor, refusal.address])
    const earlier = written.get(caller) ?? 0
    if (rows >= PER_MINUTE || earlier >= PER_CALLER) return void more++
    rows++
    written.set(caller, earlier + 1)
    const { reason, code, keyHint, ...entry } = refusal
    const detail = { reason, ...(code && { code }), ...(keyHint && { key_hint: keyHint }) }
    write({ ...entry, subject: refusal.subject.slice(0, MAX_SUBJECT_CHARS), detail })
  }

  function open(): void {
    close()
    endsAtMs = now() + WINDOW_MS
    clearTimeout(timer)
    timer = setTimeout(close, WINDOW_MS).unref()
  }

  function close(): void {
    if (more > 0) write({ actor: 'hookline', verb: 'refused.more', subject: 'audit', detail: { count: more } })
    written = new Map()
    rows = 0
    more = 0
  }

  /** Not waited for: the caller is refused in any case. */
  function write(entry: { actor: string; address?: string; verb: string; subject: string; detail: object }): void {
    db.write([auditEntry({ ...entry, atMs: now() })]).catch((err) => log.warn({ err, verb: entry.verb }, 'a refusal is not in the audit'))
  }
}
