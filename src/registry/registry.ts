import type { WithoutSecrets } from '../actions/struck.ts'
import type { Database } from '../backends/database/database.ts'
import type { Egress } from '../backends/egress/egress.ts'
import type { Vault } from '../backends/vault/vault.ts'
import type { Logger } from '../log.ts'
import type { ProviderName } from '../model/webhook.ts'
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
  /** The addresses that providers publish. */
  ipRanges: {
    /** Waits for a provider's list where there is none yet. @throws {AppError} it cannot be had; the message says why */
    need(provider: ProviderName): Promise<void>
    /** Null: the provider publishes none. */
    status(provider: ProviderName): { fetchedAt: Date | null; count: number; error: string | null } | null
  }
  /** Puts into the audit, within bounds, what was asked for and not allowed. */
  auditRefusal(refusal: AuditedRefusal): void
  /** For texts that callers hand in: they are stored, shown to others and sent. */
  withoutSecrets: WithoutSecrets
  /** Something was stored that is to be sent. */
  outgoing(): void
  /** Milliseconds since 1970. */
  now(): number
  log: Logger
}
