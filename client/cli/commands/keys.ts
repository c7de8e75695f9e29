import type { Command } from 'commander'
import { type ApiKeyStateFragment, ApiKeysDocument, CreateApiKeyDocument, RevokeApiKeyDocument, type Role } from '../../sdk/index.ts'
import { enumValue, several, timeToCome } from '../options.ts'
import { say } from '../output.ts'
import { confirm } from '../prompt.ts'
import { type Session, withExamples, withServer } from '../session.ts'

interface CreateOptions {
  role: Role
  agent?: string
  webhook?: string[]
  expires?: string
}

export function addKeys(program: Command): void {
  const keys = program.command('keys').description('API keys: who may do what')
  withExamples(keys, 'keys list')

  withExamples(keys.command('list').description('list keys, without their values').action(withServer(listKeys)), 'keys list --json')

  const create = keys
    .command('create')
    .argument('<name>', 'what people know it by')
    .description('make a key, and show it this once')
    .requiredOption('--role <role>', 'admin, operator, viewer or agent', enumValue<Role>)
    .option('--agent <agent>', 'of the role agent: whose tasks it takes')
    .option('--webhook <id>', 'it sees this webhook only; several times', several)
    .option('--expires <time>', 'when it ends: 30d, or 2027-01-31', timeToCome)
    .action(withServer(createKey))
  withExamples(
    create,
    'keys create "planning on build-7" --role agent --agent planning',
    'keys create dashboards --role viewer --expires 2027-01-31',
  )

  const revoke = keys.command('revoke').argument('<id>').description('end a key at once').option('-y, --yes', 'do not ask')
  withExamples(revoke.action(withServer(revokeKey)), 'keys revoke key_… --yes')
}

async function listKeys({ hookline, out, signal }: Session): Promise<void> {
  const { apiKeys } = await hookline.request(ApiKeysDocument, {}, { signal })
  out.rows({ items: apiKeys, none: 'There are no keys.' }, [
    ['id', ({ id }) => id],
    ['name', ({ name }) => name],
    ['role', ({ role }) => role],
    ['agent', ({ agent }) => agent],
    ['hint', ({ hint }) => hint],
    ['last used', ({ lastUsedAt }) => lastUsedAt],
    ['state', stateOf],
  ])
}

function stateOf({ revokedAt, expiresAt }: ApiKeyStateFragment): string {
  if (revokedAt) return 'revoked'
  if (!expiresAt) return 'valid'
  return Date.parse(expiresAt) < Date.now() ? 'expired' : `until ${expiresAt}`
}

async function createKey({ hookline, out, signal }: Session, options: CreateOptions, name: string): Promise<void> {
  const { role, agent, webhook: webhookIds, expires: expiresAt } = options
  const { createApiKey } = await hookline.request(CreateApiKeyDocument, { name, role, agent, webhookIds, expiresAt }, { signal })
  const { key, apiKey } = createApiKey
  out.thing({ key, apiKey }, [
    ['id', apiKey.id],
    ['name', apiKey.name],
    ['role', apiKey.role],
    ['key', key],
  ])
  say('The key is shown this once.')
}

async function revokeKey({ hookline, out, signal }: Session, options: { yes?: boolean }, id: string): Promise<void> {
  await confirm(`End the key ${id}? Whoever uses it is shut out at once.`, options)
  const { apiKey } = (await hookline.request(RevokeApiKeyDocument, { id }, { signal })).revokeApiKey
  out.thing(apiKey, [
    ['id', apiKey.id],
    ['name', apiKey.name],
    ['state', stateOf(apiKey)],
  ])
}
