import { auditEntry, type Database, type Statement } from '../backends/database/database.ts'
import { targetContext, type Vault } from '../backends/vault/vault.ts'
import { notice } from './notice.ts'

/** What a delivery to a target is signed with. */
export interface OpenTarget {
  secret: string
  /** The one before, while receivers may know no other; null: there is none. */
  earlierSecret: string | null
  /** Why nothing is sent there; null: it is in use. */
  disabledReason: string | null
}

/** The one way in which a target's URL is written where it names the target: no fragment, host in lower case. */
export function normalTarget(text: string): string {
  const url = new URL(text)
  url.hash = ''
  return url.href
}

/** Of a URL only where it leads: the rest may be what keeps it secret. A webhook's id as it is. */
export function shownTarget(target: string): string {
  return URL.canParse(target) ? new URL(target).origin : target
}

/** Null: nobody has registered this URL. @throws {Error} when the secret cannot be opened */
export async function readTarget(db: Database, vault: Vault, url: string, nowMs: number): Promise<OpenTarget | null> {
  const name = normalTarget(url)
  const [row] = await db.read<{ sealed: string; earlier: string | null; disabledAt: number | null; disabledReason: string | null }>(
    `SELECT sealed, CASE WHEN earlier_until > ? THEN earlier_sealed END AS earlier, disabled_at AS "disabledAt", disabled_reason AS "disabledReason"
     FROM forward_targets WHERE url = ?`,
    [nowMs, name],
  )
  if (!row) return null
  const disabledReason = row.disabledAt === null ? null : (row.disabledReason ?? 'It is disabled')
  const open = (sealed: string) => vault.open(sealed, targetContext(name))
  return { secret: open(row.sealed), earlierSecret: row.earlier === null ? null : open(row.earlier), disabledReason }
}

/**
 * Nothing more is sent to a target until a person enables it again. A target that is disabled already stays as it is. `event` is
 * what could not be sent there.
 */
export function disableTarget(url: string, reason: string, event: { id: string; webhookId: string }, atMs: number): Statement[] {
  const name = normalTarget(url)
  const isInUse = 'url = ? AND disabled_at IS NULL'
  const audit = auditEntry({ actor: 'hookline', verb: 'target.disable', subject: name, detail: { reason }, atMs })
  return [
    notice({
      kind: 'target.disabled',
      title: `Nothing more is sent to ${shownTarget(url)}`,
      body: reason,
      data: { target: shownTarget(url), webhook_id: event.webhookId, event_id: event.id },
      webhookId: event.webhookId,
      eventId: event.id,
      where: { sql: `EXISTS (SELECT 1 FROM forward_targets WHERE ${isInUse})`, params: [name] },
      atMs,
    }),
    {
      sql: audit.sql.replace(/VALUES \(([\s\S]*)\)$/, `SELECT $1 WHERE EXISTS (SELECT 1 FROM forward_targets WHERE ${isInUse})`),
      params: [...audit.params, name],
    },
    { sql: `UPDATE forward_targets SET disabled_at = ?, disabled_reason = ? WHERE ${isInUse}`, params: [atMs, reason, name] },
  ]
}
