import type { OwnCredentials } from '../actions/credentials.ts'
import type { Database } from '../backends/database/database.ts'
import type { ActionKind, Coalesce, Command } from '../model/command.ts'

/** What deliveries need of a webhook, as it is stored. */
export interface LiveRow extends OwnCredentials {
  enabled: boolean
  allowUnsigned: boolean
  replayGuard: boolean
  allowedIpsJson: string
  rateLimitPerMinute: number | null
  schemeJson: string | null
  madeByKeyId: string | null
  maxEventsPerHour: number | null
  /** Newest first. */
  secrets: readonly StoredSecret[]
  commands: readonly Command[]
  /** Those that are open. */
  breakers: readonly StoredBreaker[]
}

interface StoredSecret {
  id: string
  sealed: string
  expiresAtMs: number | null
}

interface StoredBreaker {
  /** Empty: the whole webhook. */
  thread: string
  reason: string
}

interface OfWebhook {
  webhookId: string
}

/** Yes and no are 1 and 0. */
type StoredWebhook = Omit<LiveRow, 'enabled' | 'allowUnsigned' | 'replayGuard' | 'secrets' | 'commands' | 'breakers'> &
  Record<'enabled' | 'allowUnsigned' | 'replayGuard', number>
type StoredCommand = Omit<Command, 'conditions' | 'enabled' | 'stop'> & Record<'enabled' | 'stop', number> & { conditionsJson: string }

const WEBHOOKS = `SELECT webhook_id AS "webhookId", provider, enabled, allow_unsigned AS "allowUnsigned", replay_guard AS "replayGuard",
  allowed_ips_json AS "allowedIpsJson", rate_limit_per_minute AS "rateLimitPerMinute", scheme_json AS "schemeJson", credentials,
  credential_status_json AS "credentialStatusJson", made_by_key_id AS "madeByKeyId", max_events_per_hour AS "maxEventsPerHour"
  FROM webhook_configs WHERE deleted_at IS NULL`
const SECRETS = `SELECT webhook_id AS "webhookId", secret_id AS "id", sealed, expires_at AS "expiresAtMs" FROM webhook_secrets WHERE TRUE`
const COMMANDS = `SELECT webhook_id AS "webhookId", command_id AS "id", version, "trigger", action, agent, template, target,
  conditions_json AS "conditionsJson", priority, stop, enabled, "coalesce", max_concurrent AS "maxConcurrent"
  FROM webhook_commands WHERE deleted_at IS NULL`
const BREAKERS = 'SELECT webhook_id AS "webhookId", thread, reason FROM breakers WHERE TRUE'

/**
 * All that are not deleted, or one of them. By statements: the first query through Prisma has its compiler loaded, which takes a
 * quarter of a start, and deliveries wait for these.
 */
export async function readLiveRows(db: Database, id?: string): Promise<LiveRow[]> {
  const [only, params] = id === undefined ? ['', []] : [' AND webhook_id = ?', [id]]
  const [webhooks, secrets, commands, breakers] = await Promise.all([
    db.read<StoredWebhook>(WEBHOOKS + only, params),
    db.read<StoredSecret & OfWebhook>(`${SECRETS}${only} ORDER BY created_at DESC`, params),
    db.read<StoredCommand & OfWebhook>(`${COMMANDS}${only} ORDER BY command_id`, params),
    db.read<StoredBreaker & OfWebhook>(BREAKERS + only, params),
  ])
  const [secretsOf, commandsOf, breakersOf] = [byWebhook(secrets), byWebhook(commands), byWebhook(breakers)]
  return webhooks.map((webhook) => ({
    ...webhook,
    enabled: webhook.enabled === 1,
    allowUnsigned: webhook.allowUnsigned === 1,
    replayGuard: webhook.replayGuard === 1,
    secrets: secretsOf(webhook),
    commands: commandsOf(webhook).map(toCommand),
    breakers: breakersOf(webhook),
  }))
}

function byWebhook<T extends OfWebhook>(rows: readonly T[]): (webhook: OfWebhook) => T[] {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(row.webhookId)
    if (group) group.push(row)
    else groups.set(row.webhookId, [row])
  }
  return ({ webhookId }) => groups.get(webhookId) ?? []
}

function toCommand({ conditionsJson, ...row }: StoredCommand): Command {
  return {
    ...row,
    action: row.action as ActionKind,
    coalesce: row.coalesce as Coalesce,
    conditions: JSON.parse(conditionsJson),
    stop: row.stop === 1,
    enabled: row.enabled === 1,
  }
}
