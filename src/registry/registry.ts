import type { Database } from '../backends/database/database.ts'
import type { Vault } from '../backends/vault/vault.ts'
import { Forbidden, NotFound } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Role, Viewer } from '../model/viewer.ts'

/** What every write to webhooks, commands, secrets and keys needs. */
export interface Registry {
  db: Database
  vault: Vault
  /** Where the server is reached; no slash at the end. */
  baseUrl: string
  /** The process' view of a webhook is renewed before the caller is answered. */
  refreshWebhook(id: string): Promise<void>
  /** Milliseconds since 1970. */
  now(): number
  log: Logger
}

/** @throws {Forbidden} when the viewer's role is none of these */
export function requireRole(viewer: Viewer, ...roles: Role[]): void {
  if (!roles.includes(viewer.role))
    throw new Forbidden(`This takes a key with the role ${roles.join(' or ')}; "${viewer.name}" is ${viewer.role}`)
}

/** Whether a key is held to certain webhooks, and this is none of them: to its caller the webhook is not there. */
export function seesWebhook(viewer: Viewer, webhookId: string): boolean {
  return viewer.webhookIds.length === 0 || viewer.webhookIds.includes(webhookId)
}

/** @throws {NotFound} as for a webhook that was never made */
export function requireWebhook(viewer: Viewer, webhookId: string): void {
  if (!seesWebhook(viewer, webhookId)) throw new NotFound('Webhook', webhookId)
}
