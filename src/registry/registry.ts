import type { Database } from '../backends/database/database.ts'
import type { Egress } from '../backends/egress/egress.ts'
import type { Vault } from '../backends/vault/vault.ts'
import type { Logger } from '../log.ts'
import type { AuditedRefusal } from './audit-refusals.ts'

/** What every write to webhooks, commands, secrets and keys needs. */
export interface Registry {
  db: Database
  vault: Vault
  /** The way out, for what is checked before it is saved. */
  egress: Pick<Egress, 'fetch' | 'checkTarget'>
  /** Where the server is reached; no slash at the end. */
  baseUrl: string
  /** The process' view of a webhook is renewed before the caller is answered. */
  refreshWebhook(id: string): Promise<void>
  /** Puts into the audit, within bounds, what was asked for and not allowed. */
  auditRefusal(refusal: AuditedRefusal): void
  /** Something was stored that is to be sent. */
  outgoing(): void
  /** Takes in what lies in the folder of config files by now. */
  lookAtConfigFiles(): Promise<void>
  /** Milliseconds since 1970. */
  now(): number
  log: Logger
}
