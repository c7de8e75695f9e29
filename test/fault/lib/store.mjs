// What the database holds, read from a copy: a look at the file itself would recover it before the server does.
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'

/** Hands a copy of the database to `look`. */
export function withCopy(file, look) {
  const dir = mkdtempSync(path.join(tmpdir(), 'hookline-copy-'))
  try {
    for (const suffix of ['', '-wal']) if (existsSync(file + suffix)) copyFileSync(file + suffix, path.join(dir, `db${suffix}`))
    const db = new Database(path.join(dir, 'db'))
    try {
      return look(db)
    } finally {
      db.close()
    }
  } finally {
    rmSync(dir, { recursive: true })
  }
}

/** By webhook and delivery id, every event with what was made of it. */
export function readEvents(db) {
  const rows = db
    .prepare(
      `SELECT event_id AS id, webhook_id AS webhookId, delivery_id AS deliveryId, status, CAST(payload_json AS BLOB) AS payload, raw_body AS rawBody,
         (SELECT count(*) FROM tasks WHERE tasks.event_id = e.event_id) AS tasks,
         (SELECT count(DISTINCT command_id) FROM tasks WHERE tasks.event_id = e.event_id) AS commands,
         (SELECT count(*) FROM webhook_actions a WHERE a.event_id = e.event_id AND a.kind = 'create_task') AS actions
       FROM webhook_events e`,
    )
    .all()
  const events = new Map()
  for (const row of rows) {
    const key = keyOf(row)
    events.set(key, [...(events.get(key) ?? []), row])
  }
  return events
}

export const keyOf = ({ webhookId, deliveryId }) => `${webhookId} ${deliveryId}`

export const integrity = (db) => db.pragma('integrity_check', { simple: true })

/** Positions that the feed lacks between its first and its last entry. */
export function feedGaps(db) {
  const { first, last, entries } = db.prepare('SELECT min(seq) AS first, max(seq) AS last, count(*) AS entries FROM change_feed').get()
  return entries === 0 ? 0 : last - first + 1 - entries
}

/** The first row whose hash is not that of the row before and its own content; null: the chain holds. */
export function brokenAudit(db) {
  let before = ''
  for (const row of db.prepare('SELECT * FROM audit_log ORDER BY seq').all()) {
    const content = JSON.stringify([row.audit_id, row.at, row.actor, row.verb, row.subject, row.detail_json])
    if (
      createHash('sha256')
        .update(before + content)
        .digest('hex') !== row.hash
    )
      return row.audit_id
    before = row.hash
  }
  return null
}
