import { insert, type NewAction, type Statement } from '../backends/database/database.ts'
import type { ProviderName } from '../model/webhook.ts'

/** The worker's note that an action is to be carried out; it is deleted when the action has come to an end. */
export function jobStatement({ id, kind, target, nextAttemptAtMs }: NewAction, provider: ProviderName): Statement {
  return insert('action_jobs', { action_id: id, lane: laneOf(kind, target, provider), next_attempt_at: nextAttemptAtMs })
}

/** What is slowed down together: all that goes to a provider, all that is forwarded to one host or webhook. */
function laneOf(kind: string, target: string | null, provider: ProviderName): string {
  if (kind !== 'forward') return provider
  return `forward ${target !== null && URL.canParse(target) ? new URL(target).host : target}`
}
