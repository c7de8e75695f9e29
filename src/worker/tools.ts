import type { Tools } from '../actions/carry-out/job.ts'
import { credentialsOf } from '../actions/credentials.ts'
import { createMarks } from '../actions/marks.ts'
import type { SecretsGuard } from '../actions/secrets-guard.ts'
import { disableTarget, readTarget } from '../actions/targets.ts'
import type { Database } from '../backends/database/database.ts'
import type { Vault } from '../backends/vault/vault.ts'

interface Deps {
  db: Database
  vault: Vault
  guard: SecretsGuard
  now(): number
  fetch: Tools['fetch']
  deliver: Tools['deliver']
  /** Where the server is reached; no slash at the end. */
  baseUrl(): string
}

/** What carrying out actions takes of this server. */
export function createTools({ db, vault, guard, now, fetch, deliver, baseUrl }: Deps): Tools {
  return {
    fetch,
    deliver,
    nowMs: now,
    markOf: createMarks(vault).of,
    credentialsOf: async (webhookId, provider) => (await credentialsOf({ db, vault }, webhookId, provider)).credentials,
    withoutSecrets: guard.strike,
    pageOf: (eventId) => `${baseUrl()}/api/events/${eventId}`,
    targetOf: (target) => readTarget(db, vault, target, now()),
    disableTarget: (target, reason, event) => disableTarget(target, reason, event, now()),
  }
}
