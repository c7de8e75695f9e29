import { randomInt } from 'node:crypto'
import { auditEntry, ExpectationFailed, feedEntry, insert, type Statement } from '../backends/database/database.ts'
import type { WebhookConfig } from '../backends/database/generated/sqlite/client.ts'
import { Conflict, Forbidden } from '../errors.ts'
import type { CredentialStatus } from '../model/credential.ts'
import type { JsonObject } from '../model/json.ts'
import { requireRole } from '../model/rights.ts'
import { actorOf, type Viewer } from '../model/viewer.ts'
import { endpointOf } from '../model/webhook.ts'
import { providers } from '../providers/index.ts'
import { schemesOf } from '../providers/scheme.ts'
import { commitChange, versionStatement } from './change.ts'
import { statusOf } from './check-credentials.ts'
import { webhookIssues } from './checks.ts'
import { type Configuration, commandStatements, replaceCommands, toColumns, toConfigJson, toContent } from './configuration.ts'
import { CreateWebhookInput, parseInput } from './inputs.ts'
import { requirePresets } from './presets.ts'
import type { PendingChange, Registry } from './registry.ts'
import { credentialColumns, makeSecret, storeSecret } from './secrets.ts'
import { registerTargets, requireTargets } from './targets.ts'

interface Making {
  /** Default true; false: without a secret that is given there is none, whatever the provider. */
  makesSecret?: boolean
  /** What is written with the webhook. */
  beside?: readonly Statement[]
}

const ID_CHARS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const RANDOM_CHARS = 8

/**
 * Registers a webhook. `secret` is the one that was given or made, shown this once; null where the provider issues its own
 * and none was given.
 * @throws {Conflict} when the id is taken, also by a webhook that was deleted
 */
export async function createWebhook(
  registry: Registry,
  viewer: Viewer,
  input: CreateWebhookInput,
  { makesSecret = true, beside = [] }: Making = {},
): Promise<{ webhook: WebhookConfig; secret: string | null }> {
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  if (viewer.webhookIds.length > 0) throw new Forbidden(`"${viewer.name}" is held to its webhooks and makes no others`)
  const wanted = parseInput(CreateWebhookInput, input, (value) => webhookIssues(providers[value.provider], value))
  const id = wanted.id ?? `${wanted.provider}-${randomText(RANDOM_CHARS)}`
  const config = toConfiguration(wanted)
  const secret = wanted.secret ?? (makesSecret ? secretFor(config) : null)
  await requireTargets(registry, viewer, { id, provider: config.provider }, config.commands)
  await requirePresets(registry, config.allowedIps)
  const status = await statusOf(registry, providers[config.provider], wanted.credentials)
  const pending = toPending(registry, viewer, { id, config, secret, credentials: wanted.credentials, status })
  await store(registry, { ...pending, unit: [...pending.unit, ...beside] })
  await Promise.all([registry.refreshWebhook(id), registry.learnSecrets()])
  return { webhook: await registry.db.prisma.webhookConfig.findUniqueOrThrow({ where: { webhookId: id } }), secret }
}

type Wanted = ReturnType<typeof CreateWebhookInput.parse>
interface New {
  id: string
  config: Configuration
  secret: string | null
  credentials: Wanted['credentials']
  status: CredentialStatus | null
}

/** What an input that was read comes to. */
export function toConfiguration(wanted: Wanted): Configuration {
  return {
    name: wanted.name,
    provider: wanted.provider,
    enabled: wanted.enabled ?? true,
    allowUnsigned: wanted.allowUnsigned ?? false,
    replayGuard: wanted.replayGuard ?? false,
    allowedIps: wanted.allowedIps ?? [],
    rateLimitPerMinute: wanted.rateLimitPerMinute ?? null,
    scheme: (wanted.scheme as JsonObject | null | undefined) ?? null,
    commands: replaceCommands([], (wanted.commands ?? []).map(toContent), 1),
  }
}

function secretFor({ provider, scheme }: Configuration): string | null {
  return providers[provider].issuesSecret ? null : makeSecret(providers[provider], schemesOf(providers[provider], scheme))
}

function toPending(registry: Registry, viewer: Viewer, { id, config, secret, credentials, status }: New): PendingChange {
  const { vault } = registry
  const nowMs = registry.now()
  const json = toConfigJson(id, config, secret !== null)
  const text = JSON.stringify(json)
  const detail = { version: 1, after: json, ...(credentials && { credentials: 'stored' }) }
  const row = insert('webhook_configs', {
    webhook_id: id,
    provider: config.provider,
    endpoint: endpointOf(config.provider, id),
    ...toColumns(config),
    secret: secret === null ? null : 'stored',
    ...credentialColumns(vault, id, credentials, status),
    config_json: text,
    created_at: nowMs,
    created_by: viewer.name,
    updated_at: nowMs,
    version: 1,
  })
  const unit: Statement[] = [
    { ...row, sql: `${row.sql} ON CONFLICT (webhook_id) DO NOTHING`, expect: 1 },
    ...commandStatements(id, [], config.commands, nowMs),
    ...registerTargets(registry, viewer, config.commands),
    ...(secret === null ? [] : [storeSecret(vault, id, secret, nowMs)]),
    versionStatement(id, { version: 1, by: viewer.name, atMs: nowMs, json: text }),
    feedEntry('WEBHOOK_CREATED', id, { webhookId: id, atMs: nowMs }),
    auditEntry({ ...actorOf(viewer), verb: 'webhook.create', subject: id, detail, atMs: nowMs }),
  ]
  return { webhookId: id, provider: config.provider, version: 1, detail, unit }
}

async function store(registry: Registry, pending: PendingChange): Promise<void> {
  try {
    await commitChange(registry, pending)
  } catch (error) {
    if (error instanceof ExpectationFailed)
      throw new Conflict(`The webhook id "${pending.webhookId}" is taken; an id stays taken after its webhook is deleted`)
    throw error
  }
}

function randomText(chars: number): string {
  return Array.from({ length: chars }, () => ID_CHARS[randomInt(ID_CHARS.length)]).join('')
}
