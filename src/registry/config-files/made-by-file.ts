import { auditEntry } from '../../backends/database/database.ts'
import { secretContext } from '../../backends/vault/vault.ts'
import { InvalidInput } from '../../errors.ts'
import { actorOf, type Viewer } from '../../model/viewer.ts'
import { providers } from '../../providers/index.ts'
import { webhookIssues } from '../checks.ts'
import { isSameContent, toConfiguration as toStoredConfiguration } from '../configuration.ts'
import { toConfiguration } from '../create-webhook.ts'
import { CreateWebhookInput, parseInput } from '../inputs.ts'
import type { Registry } from '../registry.ts'
import { CONFIG_FILE_VIEWER } from './viewer.ts'

/** Looked at; more of one name and provider are not made by hand. */
const CANDIDATES = 20

/**
 * The webhook that a config file has made of the same content: whoever drops a file and then asks for the webhook gets that
 * one. Null: there is none. `secret`: the one that was made for it and shown to nobody yet, this once.
 */
export async function findMadeByFile(
  registry: Registry,
  viewer: Viewer,
  input: CreateWebhookInput,
): Promise<{ webhookId: string; secret: string | null } | null> {
  const maySee = viewer.role !== 'VIEWER' && viewer.webhookIds.length === 0
  const wanted = maySee ? readOrNull(input) : null
  if (!wanted || wanted.secret || wanted.credentials) return null
  await registry.lookAtConfigFiles()
  const { prisma } = registry.db
  const rows = await prisma.webhookConfig.findMany({
    where: {
      ...{ name: wanted.name, provider: wanted.provider, webhookId: wanted.id ?? undefined },
      ...{ createdBy: CONFIG_FILE_VIEWER.name, deletedAt: null },
    },
    include: { secrets: true, commands: { where: { deletedAt: null } } },
    take: CANDIDATES,
  })
  const found = rows.find((row) => isSameContent(toConfiguration(wanted), toStoredConfiguration(row)))
  if (!found) return null
  // To an agent no secret is shown that it has not made.
  const isUnseen = viewer.role !== 'AGENT' && (await markSeen(registry, viewer, found.webhookId))
  const [secret] = found.secrets
  const value = isUnseen && secret ? registry.vault.open(secret.sealed, secretContext(secret.secretId)) : null
  return { webhookId: found.webhookId, secret: value }
}

/** An input that is refused finds nothing: to make the webhook will say what is wrong. */
function readOrNull(input: CreateWebhookInput) {
  try {
    return parseInput(CreateWebhookInput, input, (value) => webhookIssues(providers[value.provider], value))
  } catch (error) {
    if (error instanceof InvalidInput) return null
    throw error
  }
}

/** Whether this caller is the first to be shown the secret. */
async function markSeen({ db, now }: Registry, viewer: Viewer, webhookId: string): Promise<boolean> {
  const [seen = []] = await db.write([
    {
      sql: 'UPDATE config_files SET secret_unseen = 0 WHERE webhook_id = ? AND secret_unseen = 1 RETURNING webhook_id',
      params: [webhookId],
    },
  ])
  if (seen.length === 0) return false
  await db.write([auditEntry({ ...actorOf(viewer), verb: 'webhook.show_secret', subject: webhookId, detail: {}, atMs: now() })])
  return true
}
