import type { BlockList } from 'node:net'
import { type Credentials, openCredentials, readShared, type SharedCredentials } from '../actions/credentials.ts'
import { type Database, type LiveWebhookRow, toCommand } from '../backends/database/database.ts'
import type { Feed } from '../backends/feed/feed.ts'
import { secretContext, type Vault } from '../backends/vault/vault.ts'
import { type CommandIndex, prepare } from '../engine/command-index.ts'
import { Refused } from '../errors.ts'
import type { Logger } from '../log.ts'
import { toBlockList } from '../model/address-range.ts'
import type { ProviderName } from '../model/webhook.ts'
import { providers } from '../providers/index.ts'
import type { Provider } from '../providers/provider.ts'
import { schemesOf } from '../providers/scheme.ts'
import { prepareKeys, type Scheme, type VerifyingKey } from '../providers/signature.ts'

/** A webhook as deliveries meet it: decrypted, compiled, in memory. */
export interface LiveWebhook {
  id: string
  provider: Provider
  enabled: boolean
  allowUnsigned: boolean
  replayGuard: boolean
  /** Null: anyone. */
  allowedIps: BlockList | null
  rateLimitPerMinute: number | null
  /** Of a webhook that an agent has made: the key that made it, and how many deliveries all of that key's take in an hour. */
  quota: { keyId: string; eventsPerHour: number } | null
  schemes: readonly { scheme: Scheme; keys: readonly (VerifyingKey & { expiresAtMs: number | null })[] }[]
  commands: CommandIndex
  /** Its own, else those that its provider's webhooks share. */
  credentials: Credentials
  /** In whose name is written with them; null: not known. */
  account: string | null
  /** Threads whose breaker is open, with the reason; an empty thread stands for all. */
  stopped: ReadonlyMap<string, string>
}

export interface LiveWebhooks {
  /**
   * Undefined: unknown, deleted, or of another provider.
   * @throws {Refused} 503 `webhook_unusable`: it is there, but its secrets cannot be opened; the provider is to come back
   */
  find(provider: string, id: string): Promise<LiveWebhook | undefined> | LiveWebhook | undefined
  /** Reads one webhook anew; after it, deliveries meet what is stored. */
  refresh(id: string): Promise<void>
}

type Deps = { db: Database; feed: Feed; vault: Vault; log: Logger }
const WEBHOOK_CHANGES = new Set(['WEBHOOK_CREATED', 'WEBHOOK_UPDATED', 'WEBHOOK_DELETED'])
/** An id that is not there is looked up in the database at most this often, whoever asks for it. */
const MISS_MS = 1000
const MAX_MISSES = 10_000
const UNUSABLE_RETRY_S = 60

/** All webhooks that are not deleted, kept fresh by the change feed. */
export async function loadLiveWebhooks({ db, feed, vault, log }: Deps): Promise<LiveWebhooks> {
  const live = new Map<string, LiveWebhook>()
  const unusable = new Set<string>()
  const missedAtMs = new Map<string, number>()
  feed.listen((changes) => {
    for (const change of changes) if (WEBHOOK_CHANGES.has(change.kind)) void refreshLater(change.nodeId)
  })
  const shared = new Map((await db.prisma.providerCredential.findMany()).map((row) => [row.provider, row]))
  for (const row of await readRows({})) keep(row, shared.get(row.provider))
  return { find, refresh }

  function find(provider: string, id: string) {
    const webhook = live.get(id)
    if (webhook) return webhook.provider.name === provider ? webhook : undefined
    if (unusable.has(id))
      throw new Refused(503, 'webhook_unusable', 'This webhook cannot be used at the moment', { retryAfterS: UNUSABLE_RETRY_S })
    return findLate(provider, id)
  }

  async function findLate(provider: string, id: string): Promise<LiveWebhook | undefined> {
    const now = Date.now()
    if (now - (missedAtMs.get(id) ?? 0) < MISS_MS) return undefined
    if (missedAtMs.size >= MAX_MISSES) missedAtMs.clear()
    missedAtMs.set(id, now)
    const [known] = await db.read('SELECT 1 FROM webhook_configs WHERE webhook_id = ? AND deleted_at IS NULL', [id])
    if (!known) return undefined
    await refresh(id)
    const webhook = live.get(id)
    return webhook?.provider.name === provider ? webhook : undefined
  }

  async function refresh(id: string): Promise<void> {
    missedAtMs.delete(id)
    const [row] = await readRows({ webhookId: id })
    if (row) return keep(row, row.credentials === null ? await readShared(db, row.provider as ProviderName) : undefined)
    live.delete(id)
    unusable.delete(id)
  }

  async function refreshLater(id: string): Promise<void> {
    await refresh(id).catch((err) => log.error({ webhookId: id, err }, 'webhook could not be read anew'))
  }

  function keep(row: LiveWebhookRow, shared: SharedCredentials | undefined): void {
    try {
      live.set(row.webhookId, toLive(row, shared, vault))
      unusable.delete(row.webhookId)
    } catch (error) {
      live.delete(row.webhookId)
      unusable.add(row.webhookId)
      log.error({ webhookId: row.webhookId, err: error }, 'webhook cannot be used')
    }
  }

  function readRows(where: { webhookId?: string }): Promise<LiveWebhookRow[]> {
    return db.prisma.webhookConfig.findMany({
      where: { ...where, deletedAt: null },
      include: { secrets: true, commands: { where: { deletedAt: null } }, breakers: true },
    })
  }
}

function toLive(row: LiveWebhookRow, shared: SharedCredentials | undefined, vault: Vault): LiveWebhook {
  const provider = providers[row.provider as ProviderName]
  const secrets = row.secrets
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
    .map((secret) => ({
      id: secret.secretId,
      value: vault.open(secret.sealed, secretContext(secret.secretId)),
      expiresAtMs: secret.expiresAt?.getTime() ?? null,
    }))
  const expiry = new Map(secrets.map(({ id, expiresAtMs }) => [id, expiresAtMs]))
  const { credentials, account } = openCredentials(vault, row, shared)
  const schemes = schemesOf(provider, JSON.parse(row.schemeJson ?? 'null'))
  return {
    id: row.webhookId,
    provider,
    enabled: row.enabled,
    allowUnsigned: row.allowUnsigned,
    replayGuard: row.replayGuard,
    allowedIps: toAllowedIps(JSON.parse(row.allowedIpsJson)),
    rateLimitPerMinute: row.rateLimitPerMinute,
    quota:
      row.madeByKeyId === null || row.maxEventsPerHour === null ? null : { keyId: row.madeByKeyId, eventsPerHour: row.maxEventsPerHour },
    schemes: schemes.map((scheme) => ({
      scheme,
      keys: prepareKeys(scheme, secrets).map((key) => ({ ...key, expiresAtMs: expiry.get(key.secretId) ?? null })),
    })),
    commands: prepare(row.commands.map(toCommand), provider),
    credentials,
    account,
    stopped: new Map(row.breakers.map(({ thread, reason }) => [thread, reason])),
  }
}

function toAllowedIps(ranges: readonly string[]): BlockList | null {
  return ranges.length === 0 ? null : toBlockList(ranges)
}
