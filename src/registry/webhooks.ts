import type { OwnCredentials } from '../actions/credentials.ts'
import { type Statement, update } from '../backends/database/database.ts'
import type { WebhookConfig } from '../backends/database/generated/sqlite/client.ts'
import { Conflict, Forbidden, InvalidInput, NotFound } from '../errors.ts'
import type { CredentialStatus } from '../model/credential.ts'
import { requireRole } from '../model/rights.ts'
import type { Viewer } from '../model/viewer.ts'
import { providers } from '../providers/index.ts'
import { schemesOf } from '../providers/scheme.ts'
import { type Change, type Current, changeWebhook, isOver, readCurrent, renewal } from './change.ts'
import { statusOf } from './check-credentials.ts'
import { isAddress, webhookIssues } from './checks.ts'
import { type Configuration, fromConfigJson, replaceCommands, toContent } from './configuration.ts'
import { parseInput, RotateInput, UpdateWebhookInput } from './inputs.ts'
import type { Registry } from './registry.ts'
import { credentialColumns, dropExpiredSecrets, endSecrets, makeSecret, openOwnCredentials, storeSecret } from './secrets.ts'
import { requireTargets } from './targets.ts'

export { createWebhook } from './create-webhook.ts'

const DEFAULT_OVERLAP_S = 24 * 60 * 60

/**
 * Changes what is given and leaves the rest. A new secret takes the place of all earlier ones at once; `rotateWebhookSecret`
 * lets both verify for a while.
 * @throws {Conflict} when the version is not `expectedVersion`
 */
export async function updateWebhook(registry: Registry, viewer: Viewer, input: UpdateWebhookInput): Promise<WebhookConfig> {
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  const { row, config } = await readCurrent(registry, viewer, String(input.id))
  const provider = providers[config.provider]
  const wanted = parseInput(UpdateWebhookInput, input, (value) => webhookIssues(provider, value, config.scheme))
  await requireTargets(registry, viewer, { id: row.webhookId, provider: config.provider }, wanted.commands ?? [], config.commands)
  requireMayMove(registry, viewer, wanted, row)
  const status = await statusOf(registry, provider, wanted.credentials)
  await changeWebhook(registry, viewer, { ...wanted, verb: 'webhook.update' }, (current) =>
    planUpdate(registry, viewer, { ...wanted, status }, current),
  )
  return readRow(registry, wanted.id)
}

/** Deliveries are answered with 404 from now on; events stay readable; the id stays taken. Answers the id. */
export async function deleteWebhook(registry: Registry, viewer: Viewer, id: string): Promise<string> {
  await changeWebhook(registry, viewer, { id, verb: 'webhook.delete' }, ({ config, nowMs }) => ({
    config: { ...config, enabled: false },
    also: [
      endSecrets(id, nowMs, nowMs),
      update('webhook_configs', { credentials: null, credential_status_json: null }, { webhook_id: id }),
    ],
    hasSecret: false,
    deletes: true,
  }))
  return id
}

/** While a webhook is disabled its deliveries are stored as HELD and run no command. */
export async function setWebhookEnabled(registry: Registry, viewer: Viewer, id: string, enabled: boolean): Promise<WebhookConfig> {
  const verb = enabled ? 'webhook.enable' : 'webhook.disable'
  await changeWebhook(registry, viewer, { id, verb }, ({ config }) => ({ config: { ...config, enabled } }))
  return readRow(registry, id)
}

/**
 * Lets the time of a webhook that an agent has made run anew; where it was up, the webhook is enabled again. For a webhook that
 * does not end there is nothing to do.
 */
export async function renewWebhook(registry: Registry, viewer: Viewer, id: string): Promise<WebhookConfig> {
  await changeWebhook(registry, viewer, { id, verb: 'webhook.renew' }, ({ row, config, nowMs }) => {
    if (row.expiresAt === null) return {}
    const enabled = config.enabled || isOver(row, nowMs)
    return { config: { ...config, enabled }, also: [renewal(id, nowMs)], note: { was_to_end: row.expiresAt.toISOString() } }
  })
  return readRow(registry, id)
}

/**
 * Stores a new secret; the earlier ones verify until the overlap ends. An overlap of 0 ends them now, also those of an
 * overlap that is open: what leaked can always be cut off.
 * @throws {Conflict} when the overlap of an earlier rotation is open
 * @throws {InvalidInput} when the provider issues its secrets and none is given
 */
export async function rotateWebhookSecret(
  registry: Registry,
  viewer: Viewer,
  input: RotateInput,
): Promise<{ webhook: WebhookConfig; secret: string }> {
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  const { config } = await readCurrent(registry, viewer, String(input.id))
  const provider = providers[config.provider]
  const wanted = parseInput(RotateInput, input, ({ secret }) => webhookIssues(provider, { secret }, config.scheme))
  if (!wanted.secret && provider.issuesSecret)
    throw new InvalidInput([{ path: ['secret'], message: `expected the secret that ${provider.title} shows: it issues its own` }])
  const secret = wanted.secret ?? makeSecret(provider, schemesOf(provider, config.scheme))
  const overlapS = wanted.overlapSeconds ?? DEFAULT_OVERLAP_S
  await changeWebhook(registry, viewer, { id: wanted.id, verb: 'webhook.rotate_secret' }, (current) =>
    planRotation(registry, current, secret, overlapS),
  )
  return { webhook: await readRow(registry, wanted.id), secret }
}

/** Makes the configuration of an earlier version the current one, as a new version. Secrets and credentials stay as they are. */
export async function revertWebhook(
  registry: Registry,
  viewer: Viewer,
  { id, version }: { id: string; version: number },
): Promise<WebhookConfig> {
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  const { config } = await readCurrent(registry, viewer, id)
  const found = await registry.db.prisma.webhookVersion.findUnique({ where: { webhookId_version: { webhookId: id, version } } })
  if (!found) throw new NotFound(`Version of webhook "${id}"`, String(version))
  const earlier = fromConfigJson(JSON.parse(found.configJson))
  await requireTargets(registry, viewer, { id, provider: config.provider }, earlier.commands, config.commands)
  await changeWebhook(registry, viewer, { id, verb: 'webhook.revert' }, (current) => ({
    config: {
      ...earlier,
      provider: current.config.provider,
      commands: replaceCommands(current.config.commands, earlier.commands, current.version),
    },
    note: { reverted_to: version },
  }))
  return readRow(registry, id)
}

type Wanted = ReturnType<typeof UpdateWebhookInput.parse>
type Checked = Wanted & { status: CredentialStatus | null }

function planUpdate(registry: Registry, viewer: Viewer, wanted: Checked, current: Current): Change {
  const secret = wanted.secret === 'stored' ? null : wanted.secret
  const statements = secret
    ? [endSecrets(wanted.id, current.nowMs, current.nowMs), storeSecret(registry.vault, wanted.id, secret, current.nowMs)]
    : []
  const credentials = planCredentials(registry, viewer, wanted, current)
  return {
    config: updated(current.config, wanted, current.version),
    also: [...statements, ...credentials],
    hasSecret: secret ? true : undefined,
    note: {
      ...(secret && { secret: 'replaced' }),
      ...(credentials.length > 0 && { credentials: Object.keys(wanted.credentials ?? {}).length > 0 ? 'replaced' : 'cleared' }),
    },
  }
}

function updated(config: Configuration, wanted: Wanted, version: number): Configuration {
  const { rateLimitPerMinute, commands } = wanted
  return {
    ...config,
    name: wanted.name ?? config.name,
    enabled: wanted.enabled ?? config.enabled,
    allowUnsigned: wanted.allowUnsigned ?? config.allowUnsigned,
    replayGuard: wanted.replayGuard ?? config.replayGuard,
    allowedIps: wanted.allowedIps === undefined ? config.allowedIps : (wanted.allowedIps ?? []),
    rateLimitPerMinute: rateLimitPerMinute === undefined ? config.rateLimitPerMinute : rateLimitPerMinute,
    scheme: wanted.scheme ?? config.scheme,
    commands: commands ? replaceCommands(config.commands, commands.map(toContent), version) : config.commands,
  }
}

/** Credentials are replaced whole, so a token never goes to another address than the one it was given with. */
function planCredentials(registry: Registry, viewer: Viewer, wanted: Checked, { row }: Current): Statement[] {
  if (wanted.credentials === undefined) return []
  requireMayMove(registry, viewer, wanted, row)
  const columns = credentialColumns(registry.vault, wanted.id, wanted.credentials, wanted.status)
  return [update('webhook_configs', columns, { webhook_id: wanted.id })]
}

/** @throws {Forbidden} */
function requireMayMove({ vault }: Registry, viewer: Viewer, { credentials }: Wanted, row: OwnCredentials): void {
  if (!credentials || viewer.role === 'ADMIN') return
  const earlier = openOwnCredentials(vault, row)
  const isMoved = Object.entries(credentials).some(([name, value]) => isAddress(name) && earlier[name] !== value)
  if (isMoved) throw new Forbidden('Only an ADMIN key may change the address that credentials are sent to')
}

function planRotation({ vault }: Registry, { row, nowMs }: Current, secret: string, overlapS: number): Change {
  const open = row.secrets.find(({ expiresAt }) => expiresAt !== null && expiresAt.getTime() > nowMs)
  if (open && overlapS > 0) {
    throw new Conflict(
      `The earlier secret of "${row.webhookId}" still verifies until ${open.expiresAt?.toISOString()}: rotate after that, or with overlapSeconds 0`,
    )
  }
  return {
    also: [
      dropExpiredSecrets(row.webhookId, nowMs),
      endSecrets(row.webhookId, nowMs + overlapS * 1000, nowMs),
      storeSecret(vault, row.webhookId, secret, nowMs),
    ],
    hasSecret: true,
    note: { secret: 'rotated', overlap_seconds: overlapS },
  }
}

function readRow({ db }: Registry, webhookId: string): Promise<WebhookConfig> {
  return db.prisma.webhookConfig.findUniqueOrThrow({ where: { webhookId } })
}
