import {
  callbackContext,
  credentialsContext,
  idempotencyContext,
  proposalContext,
  secretContext,
  sharedCredentialsContext,
  targetContext,
} from '../backends/vault/vault.ts'

/** A column that holds envelopes. */
export interface SealedColumn {
  table: string
  /** What a row is known by. */
  id: string
  column: string
  context(id: string): string
}

/** Every column that holds envelopes. Names are written in the code and never come from outside. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'webhook_secrets', id: 'secret_id', column: 'sealed', context: secretContext },
  { table: 'webhook_configs', id: 'webhook_id', column: 'credentials', context: credentialsContext },
  { table: 'provider_credentials', id: 'provider', column: 'sealed', context: sharedCredentialsContext },
  { table: 'forward_targets', id: 'url', column: 'sealed', context: targetContext },
  { table: 'forward_targets', id: 'url', column: 'earlier_sealed', context: targetContext },
  { table: 'mcp_callbacks', id: 'callback_id', column: 'sealed', context: callbackContext },
  { table: 'mcp_callbacks', id: 'callback_id', column: 'earlier_sealed', context: callbackContext },
  { table: 'proposals', id: 'proposal_id', column: 'sealed', context: proposalContext },
  { table: 'idempotency_keys', id: 'key_hash', column: 'response', context: idempotencyContext },
]
