import { createHash } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import { auditContent, type Database } from '../backends/database/database.ts'

/** What a look through the whole audit has found. */
export interface AuditVerification {
  ok: boolean
  /** How many entries were found to be sound, from the first one on. */
  entries: number
  /** The first entry that does not follow from those before it; null also where what is wrong is no longer there. */
  firstBadId: string | null
  reason: string | null
  /** The hash of the last sound entry, which covers all before it; empty: there is none. */
  head: string
}

/** A row of the audit as it is stored. */
export interface AuditLine {
  seq: number
  id: string
  atMs: number
  actor: string
  verb: string
  subject: string
  detailJson: string
  hash: string
}

type Reader = Pick<Database, 'read' | 'lastAudit'>

/** An entry may hold a webhook with all its commands, so pages are small. */
const PAGE = 50

/** The whole audit, oldest first, read in pages; what is added meanwhile comes last. */
export async function* readAudit(db: Reader): AsyncGenerator<AuditLine> {
  const sql = `SELECT seq, audit_id AS "id", at AS "atMs", actor, verb, subject, detail_json AS "detailJson", hash
    FROM audit_log WHERE seq > ? ORDER BY seq LIMIT ?`
  for (let after = 0; ; ) {
    const page = await db.read<AuditLine>(sql, [after, PAGE])
    yield* page
    if (page.length < PAGE) return
    after = page.at(-1)!.seq
    // Reads are synchronous: others get their turn between pages.
    await breathe()
  }
}

/** An entry as a line of JSON. */
export function toJsonLine({ atMs, detailJson, ...line }: AuditLine): string {
  return `${JSON.stringify({ ...line, at: new Date(atMs).toISOString(), detail: JSON.parse(detailJson) })}\n`
}

/**
 * Holds each entry of the audit against the one before it. Whoever can write the file can also make a log anew that is sound
 * in itself, or cut off its end: `knownHead`, the head of an earlier export that is kept elsewhere, must be part of it still.
 */
export async function verifyAudit(db: Reader, knownHead?: string): Promise<AuditVerification> {
  const found = { entries: 0, head: '', lastId: 'the beginning', seq: 0, headIsThere: knownHead === undefined }
  for await (const line of readAudit(db)) {
    const reason = problemWith(line, found)
    if (reason !== null) return { ok: false, entries: found.entries, firstBadId: line.id, reason, head: found.head }
    Object.assign(found, { entries: found.entries + 1, head: line.hash, lastId: line.id, seq: line.seq })
    if (line.hash === knownHead) found.headIsThere = true
  }
  const reason =
    (await problemWithEnd(db, found)) ?? (found.headIsThere ? null : `No entry has the hash ${knownHead}: the log was cut off or made anew`)
  return { ok: reason === null, entries: found.entries, firstBadId: null, reason, head: found.head }
}

function problemWith(line: AuditLine, before: { head: string; seq: number }): string | null {
  if (line.seq !== before.seq + 1) return `Entries are missing before it: ${before.seq + 1} to ${line.seq - 1}`
  const expected = createHash('sha256')
    .update(before.head + auditContent(line))
    .digest('hex')
  if (line.hash === expected) return null
  return 'Its hash does not follow from what it says and from the entry before it: it was changed, put in or moved'
}

/** The database remembers the last number that it gave; numbers of what was undone are given again. */
async function problemWithEnd(db: Reader, { seq, lastId }: { seq: number; lastId: string }): Promise<string | null> {
  const given = await db.lastAudit()
  if (given <= seq) return null
  const [added] = await db.read('SELECT 1 FROM audit_log WHERE seq = ?', [seq + 1])
  return added ? null : `Entries are missing after ${lastId}: ${seq + 1} to ${given}`
}
