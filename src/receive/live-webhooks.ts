import { type Credentials, openCredentials, readAllShared, readShared, type SharedCredentials } from '../actions/credentials.ts'
import type { Database } from '../backends/database/database.ts'
import type { Feed } from '../backends/feed/feed.ts'
import { secretContext, type Vault } from '../backends/vault/vault.ts'
import { type CommandIndex, prepare } from '../engine/command-index.ts'
import { Refused } from '../errors.ts'
import type { Logger } from '../log.ts'
import { presetOf, toBlockList } from '../model/address-range.ts'
import type { ProviderName } from '../model/webhook.ts'
import { providers } from '../providers/index.ts'
import type { Provider } from '../providers/provider.ts'
import { schemesOf } from '../providers/scheme.ts'
import { prepareKeys, type Scheme, type VerifyingKey } from '../providers/signature.ts'
import type { AddressSet, IpRanges } from './ip-ranges.ts'
import { type LiveRow, readLiveRows } from './live-rows.ts'

/** A webhook as deliveries meet it: decrypted, compiled, in memory. */
export interface LiveWebhook {
  id: string
  provider: Provider
  enabled: boolean
  allowUnsigned: boolean
  replayGuard: boolean
  /** Null: anyone. Else whoever is in one of them. */
  allowedIps: readonly AddressSet[] | null
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
  /** The providers whose published addresses some webhook's allow list names. */
  presets(): ReadonlySet<ProviderName>
}

type Deps = { db: Database; feed: Feed; vault: Vault; ipRanges: Pick<IpRanges, 'set'>; log: Logger }
const WEBHOOK_CHANGES = new Set(['WEBHOOK_CREATED', 'WEBHOOK_UPDATED', 'WEBHOOK_DELETED'])
/** An id that is not there is looked up in the database at most this often, whoever asks for it. */
const MISS_MS = 1000
const MAX_MISSES = 10_000
const UNUSABLE_RETRY_S = 60

/** All webhooks that are not deleted, kept fresh by the change feed. */
export async function loadLiveWebhooks({ db, feed, vault, ipRanges, log }: Deps): Promise<LiveWebhooks> {
  const live = new Map<string, LiveWebhook>()
  const unusable = new Set<string>()
  const missedAtMs = new Map<string, number>()
  feed.listen((changes) => {
    for (const change of changes) if (WEBHOOK_CHANGES.has(change.kind)) void refreshLater(change.nodeId)
  })
  const shared = await readAllShared(db)
  for (const row of await readLiveRows(db)) keep(row, shared.get(row.provider))
  return { find, refresh, presets }

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
    const [row] = await readLiveRows(db, id)
    if (row) return keep(row, row.credentials === null ? await readShared(db, row.provider as ProviderName) : undefined)
    live.delete(id)
    unusable.delete(id)
  }

  async function refreshLater(id: string): Promise<void> {
    await refresh(id).catch((err) => log.error({ webhookId: id, err }, 'webhook could not be read anew'))
  }

  function keep(row: LiveRow, shared: SharedCredentials | undefined): void {
    try {
      live.set(row.webhookId, toLive(row, { shared, vault, ipRanges }))
      unusable.delete(row.webhookId)
    } catch (error) {
      live.delete(row.webhookId)
      unusable.add(row.webhookId)
      log.error({ webhookId: row.webhookId, err: error }, 'webhook cannot be used')
    }
  }

  function presets(): ReadonlySet<ProviderName> {
    const sets = [...live.values()].flatMap(({ allowedIps }) => allowedIps ?? [])
    return new Set(sets.flatMap(({ preset }) => preset ?? []))
  }
}

interface Around extends Pick<Deps, 'vault' | 'ipRanges'> {
  shared: SharedCredentials | undefined
}

function toLive(row: LiveRow, { shared, vault, ipRanges }: Around): LiveWebhook {
  const provider = providers[row.provider as ProviderName]
  const secrets = row.secrets.map(({ id, sealed, expiresAtMs }) => ({ id, value: vault.open(sealed, secretContext(id)), expiresAtMs }))
  const expiry = new Map(secrets.map(({ id, expiresAtMs }) => [id, expiresAtMs]))
  const { credentials, account } = openCredentials(vault, row, shared)
  const schemes = schemesOf(provider, JSON.parse(row.schemeJson ?? 'null'))
  return {
    id: row.webhookId,
    provider,
    enabled: row.enabled,
    allowUnsigned: row.allowUnsigned,
    replayGuard: row.replayGuard,
    allowedIps: toAllowedIps(JSON.parse(row.allowedIpsJson), ipRanges),
    rateLimitPerMinute: row.rateLimitPerMinute,
    quota:
      row.madeByKeyId === null || row.maxEventsPerHour === null ? null : { keyId: row.madeByKeyId, eventsPerHour: row.maxEventsPerHour },
    schemes: schemes.map((scheme) => ({
      scheme,
      keys: prepareKeys(scheme, secrets).map((key) => ({ ...key, expiresAtMs: expiry.get(key.secretId) ?? null })),
    })),
    commands: prepare(row.commands, provider),
    credentials,
    account,
    stopped: new Map(row.breakers.map(({ thread, reason }) => [thread, reason])),
  }
}

function toAllowedIps(entries: readonly string[], ipRanges: Deps['ipRanges']): LiveWebhook['allowedIps'] {
  if (entries.length === 0) return null
  const ranges = entries.filter((entry) => presetOf(entry) === null)
  const presets = entries.flatMap((entry) => presetOf(entry) ?? []) as ProviderName[]
  return [{ preset: null, list: toBlockList(ranges) }, ...presets.map(ipRanges.set)]
}
