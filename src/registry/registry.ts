import type { WithoutSecrets } from '../actions/struck.ts'
import type { Database, Statement } from '../backends/database/database.ts'
import type { Egress } from '../backends/egress/egress.ts'
import type { Vault } from '../backends/vault/vault.ts'
import type { Logger } from '../log.ts'
import type { JsonObject } from '../model/json.ts'
import type { ProviderName } from '../model/webhook.ts'
import type { AuditedRefusal } from './audit-refusals.ts'

/** A change of a webhook that was checked and is about to be written. */
export interface PendingChange {
  webhookId: string
  provider: ProviderName
  /** The version that it makes; 1: the webhook is new. */
  version: number
  /** What the audit says of it: what was there before and after, in the words of config files; no values of secrets. */
  detail: JsonObject
  unit: readonly Statement[]
}

/** What every write to webhooks, commands, secrets and keys needs. */
export interface Registry {
  db: Database
  /** Takes a webhook's change in place of the database; left out: it is written as it is. */
  commit?(change: PendingChange): Promise<unknown>
  vault: Vault
  /** The way out, for what is checked before it is saved. */
  egress: Pick<Egress, 'fetch' | 'checkTarget'>
  /** Where the server is reached; no slash at the end. */
  baseUrl: string
  /** The process' view of a webhook is renewed before the caller is answered. */
  refreshWebhook(id: string): Promise<void>
  /** Has what is secret from now on struck out of what goes out. */
  learnSecrets(): Promise<void>
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
  /** Takes in what lies in the folder of config files by now. */
  lookAtConfigFiles(): Promise<void>
  /** Milliseconds since 1970. */
  now(): number
  log: Logger
}
