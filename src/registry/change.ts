import { isDeepStrictEqual } from 'node:util'
import { notice } from '../actions/notice.ts'
import {
  auditEntry,
  ExpectationFailed,
  feedEntry,
  insert,
  type Statement,
  update,
  type WebhookWithParts,
} from '../backends/database/database.ts'
import { Conflict, NotFound } from '../errors.ts'
import type { ChangeKind } from '../model/feed.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { NoticeKind } from '../model/notice.ts'
import { requireRole, requireWebhook } from '../model/rights.ts'
import { actorOf, type Viewer } from '../model/viewer.ts'
import { type Configuration, commandStatements, toColumns, toConfigJson, toConfiguration } from './configuration.ts'
import type { PendingChange, Registry } from './registry.ts'
import { registerTargets } from './targets.ts'

/** A webhook as it stands, and the version that a change of it will have. */
export interface Current {
  row: WebhookWithParts
  config: Configuration
  version: number
  nowMs: number
}

/** What a change comes to. */
export interface Change {
  /** Default: as it stands. */
  config?: Configuration
  /** What else belongs to the unit: secrets, credentials. */
  also?: Statement[]
  /** Default: as it stands. */
  hasSecret?: boolean
  /** What the audit says beside the configuration's differences; no values of secrets. */
  note?: JsonObject
  /** A tombstone is set; the webhook's id stays taken. */
  deletes?: boolean
}

export interface Wanted {
  id: string
  /** The version that the caller has seen; left out: the change is made on top of whatever is there. */
  expectedVersion?: number | null
  /** For the audit: `webhook.update`. */
  verb: string
  /** What is written with the change, and also where nothing changes: it is given the version that stands afterwards. */
  beside?: (version: number) => Statement[]
}

const MAX_TRIES = 5

/**
 * Changes a webhook as one unit: its row, its commands, its next version, the feed and the audit. Of two changes at
 * once one is made on top of the other. A change that changes nothing makes no version.
 * @throws {NotFound} when it is not there, deleted, or not for this viewer
 * @throws {Conflict} when its version is not the expected one
 */
export async function changeWebhook(registry: Registry, viewer: Viewer, wanted: Wanted, plan: (current: Current) => Change): Promise<void> {
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  for (let tries = 1; ; tries++) {
    const current = await readCurrent(registry, viewer, wanted.id)
    requireVersion(current, wanted.expectedVersion)
    const pending = toPending(registry, current, plan(current), viewer, wanted.verb)
    const beside = wanted.beside?.(pending ? current.version : current.row.version) ?? []
    if (pending === null && beside.length === 0) return
    try {
      await (pending ? commitChange(registry, { ...pending, unit: [...pending.unit, ...beside] }) : registry.db.write(beside))
      break
    } catch (error) {
      if (!(error instanceof ExpectationFailed)) throw error
      if (tries === MAX_TRIES) throw new Conflict(`Webhook "${wanted.id}" is being changed by others; try again`)
    }
  }
  await Promise.all([registry.refreshWebhook(wanted.id), registry.learnSecrets()])
}

export async function commitChange({ db, commit }: Registry, pending: PendingChange): Promise<void> {
  await (commit ? commit(pending) : db.write(pending.unit))
}

/** @throws {NotFound} */
export async function readCurrent(registry: Registry, viewer: Viewer, id: string): Promise<Current> {
  requireWebhook(viewer, id)
  const row = await registry.db.prisma.webhookConfig.findFirst({
    where: { webhookId: id, deletedAt: null },
    include: { secrets: true, commands: { where: { deletedAt: null } } },
  })
  if (!row) throw new NotFound('Webhook', id)
  return { row, config: toConfiguration(row), version: row.version + 1, nowMs: registry.now() }
}

/** The row of webhook_versions that each version leaves. */
export function versionStatement(id: string, version: { version: number; by: string; atMs: number; json: string }): Statement {
  return insert('webhook_versions', {
    webhook_id: id,
    version: version.version,
    at: version.atMs,
    by: version.by,
    config_json: version.json,
  })
}

/** Whether the time of a webhook that an agent has made is up: it is, or is about to be, disabled. */
export function isOver({ expiresAt }: Pick<WebhookWithParts, 'expiresAt'>, nowMs: number): boolean {
  return expiresAt !== null && expiresAt.getTime() <= nowMs
}

/** Lets the time of a webhook that an agent has made run anew, by the policy that the agent's key has today. */
export function renewal(webhookId: string, nowMs: number): Statement {
  const sql = `UPDATE webhook_configs SET expires_at =
    (SELECT ? + expires_after_seconds * 1000 FROM agent_policies WHERE key_id = made_by_key_id) WHERE webhook_id = ?`
  return { sql, params: [nowMs, webhookId] }
}

function requireVersion({ row }: Current, expected: number | null | undefined): void {
  if (expected === null || expected === undefined || expected === row.version) return
  throw new Conflict(`Webhook "${row.webhookId}" is at version ${row.version}, not ${expected}: read it again, then change it`)
}

/** Null: nothing would change. */
function toPending(registry: Registry, current: Current, change: Change, viewer: Viewer, verb: string): PendingChange | null {
  const { row, version, nowMs } = current
  const { config = current.config, also = [], hasSecret = row.secret !== null, deletes = false } = change
  if (!deletes && also.length === 0 && isDeepStrictEqual(config, current.config)) return null
  const json = toConfigJson(row.webhookId, config, hasSecret)
  const text = JSON.stringify(json)
  const detail = { version, ...difference(toConfigJson(row.webhookId, current.config, row.secret !== null), json), ...change.note }
  const kind: ChangeKind = deletes ? 'WEBHOOK_DELETED' : 'WEBHOOK_UPDATED'
  const columns = {
    ...toColumns(config),
    secret: hasSecret ? 'stored' : null,
    config_json: text,
    version,
    updated_at: nowMs,
    deleted_at: deletes ? nowMs : null,
  }
  const unit = [
    update('webhook_configs', columns, { webhook_id: row.webhookId, version: row.version }, 1),
    ...commandStatements(row.webhookId, current.config.commands, config.commands, nowMs),
    ...registerTargets(registry, viewer, config.commands, current.config.commands),
    ...also,
    ...(config.enabled && isOver(row, nowMs) ? [renewal(row.webhookId, nowMs)] : []),
    versionStatement(row.webhookId, { version, by: viewer.name, atMs: nowMs, json: text }),
    feedEntry(kind, row.webhookId, { webhookId: row.webhookId, atMs: nowMs }),
    auditEntry({ ...actorOf(viewer), verb, subject: row.webhookId, detail, atMs: nowMs }),
    ...toldOf(current, change, viewer),
  ]
  return { webhookId: row.webhookId, provider: config.provider, version, detail, unit }
}

/** What those who run the server hear of a change. */
function toldOf({ row: { webhookId }, config: before, version, nowMs: atMs }: Current, change: Change, { name }: Viewer): Statement[] {
  const { config = before, note = {}, deletes = false } = change
  const told = (kind: NoticeKind, title: string, ofItself: boolean) =>
    notice({
      kind,
      title,
      body: `By ${name}`,
      data: { webhook_id: webhookId, version, by: name },
      webhookId: ofItself ? null : webhookId,
      eventId: null,
      atMs,
    })
  return [
    ...(deletes ? [told('webhook.deleted', `The webhook ${webhookId} was deleted`, false)] : []),
    ...(before.enabled && !config.enabled && !deletes ? [told('webhook.disabled', `The webhook ${webhookId} was disabled`, false)] : []),
    ...(note.secret ? [told('secret.rotated', `The webhook ${webhookId} has another secret`, true)] : []),
  ]
}

/** The fields that differ, before and after; of lists, the members that differ. */
function difference(before: JsonObject, after: JsonObject): { before: JsonObject; after: JsonObject } {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  )
  const pick = (from: JsonObject, other: JsonObject) => Object.fromEntries(names.map((name) => [name, without(from[name], other[name])]))
  return { before: pick(before, after), after: pick(after, before) }
}

function without(value: Json | undefined, other: Json | undefined): Json {
  if (!Array.isArray(value) || !Array.isArray(other)) return value ?? null
  return value.filter((member) => !other.some((one) => isDeepStrictEqual(member, one)))
}
