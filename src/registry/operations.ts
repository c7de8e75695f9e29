import { auditEntry, insert, type Statement } from '../backends/database/database.ts'
import type { WebhookConfig } from '../backends/database/generated/sqlite/client.ts'
import { InvalidInput, NotFound } from '../errors.ts'
import { requireAllWebhooks, requireRole } from '../model/rights.ts'
import { actorOf, type Viewer } from '../model/viewer.ts'
import { OperationsInput, parseInput } from './inputs.ts'
import type { Registry } from './registry.ts'
import { TAKES_ANYTHING } from './targets.ts'

const NAME = 'operations'

/** The webhook whose events are what the server tells of itself; null: none, or it was deleted. @throws {Forbidden} */
export async function operationsWebhook({ db }: Registry, viewer: Viewer): Promise<WebhookConfig | null> {
  requireKeeper(viewer)
  const row = await db.prisma.operationsWebhook.findUnique({ where: { name: NAME } })
  return row && db.prisma.webhookConfig.findFirst({ where: { webhookId: row.webhookId, deletedAt: null } })
}

/**
 * Chooses it; `webhookId` null: nobody is told any more, and what still waits to be told is dropped.
 * @throws {Forbidden} all but an ADMIN that is not held to webhooks
 * @throws {NotFound | InvalidInput} its provider would not take what Hookline writes
 */
export async function setOperationsWebhook(registry: Registry, viewer: Viewer, input: OperationsInput): Promise<WebhookConfig | null> {
  requireKeeper(viewer)
  const { webhookId } = parseInput(OperationsInput, input)
  const { db, now } = registry
  const webhook = webhookId === null ? null : await db.prisma.webhookConfig.findFirst({ where: { webhookId, deletedAt: null } })
  if (webhookId !== null && !webhook) throw new NotFound('Webhook', webhookId)
  if (webhook && !TAKES_ANYTHING.includes(webhook.provider)) throw new InvalidInput([{ path: ['webhookId'], message: expected(webhook) }])
  const audited = { ...actorOf(viewer), verb: 'operations.set', subject: NAME, detail: { webhook_id: webhookId }, atMs: now() }
  await db.write([...(webhookId === null ? clearing() : choosing(webhookId, viewer, now())), auditEntry(audited)])
  return webhook
}

function choosing(webhookId: string, { name: setBy }: Viewer, setAt: number): Statement[] {
  const row = insert('operations_webhook', { name: NAME, webhook_id: webhookId, set_at: setAt, set_by: setBy })
  const columns = ['webhook_id', 'set_at', 'set_by'].map((column) => `${column} = excluded.${column}`)
  return [{ ...row, sql: `${row.sql} ON CONFLICT (name) DO UPDATE SET ${columns}` }]
}

function clearing(): Statement[] {
  return [
    { sql: 'DELETE FROM operations_webhook', params: [] },
    { sql: 'DELETE FROM notices', params: [] },
  ]
}

function expected({ webhookId, provider }: WebhookConfig): string {
  return `"${webhookId}" is a ${provider} webhook; expected one of ${TAKES_ANYTHING.join(' or ')}`
}

/** @throws {Forbidden} */
function requireKeeper(viewer: Viewer): void {
  requireRole(viewer, 'ADMIN')
  requireAllWebhooks(viewer, 'and the server tells of all')
}
