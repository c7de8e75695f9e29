import { type Command, Option } from 'commander'
import {
  CreateWebhookDocument,
  type CreateWebhookInput,
  type Provider,
  UpdateWebhookDocument,
  type UpdateWebhookInput,
} from '../../sdk/index.ts'
import { UsageError } from '../errors.ts'
import { enumValue, json, several, wholeNumber } from '../options.ts'
import { readStdin } from '../prompt.ts'
import { type Session, withExamples, withServer } from '../session.ts'
import { showSecret, showState } from './webhook-shown.ts'

interface Fields {
  name?: string
  allowUnsigned?: boolean
  replayGuard?: boolean
  allowIp?: string[]
  rateLimit?: number
  secretStdin?: boolean
  scheme?: unknown
  credentialsStdin?: boolean
  command?: unknown[]
  disabled?: boolean
}

interface CreateOptions extends Fields {
  id?: string
}

interface UpdateOptions extends Fields {
  anyIp?: boolean
  noRateLimit?: boolean
  expectedVersion?: number
}

/** `create` and `update`. */
export function addWebhookChanges(webhooks: Command): void {
  const create = webhooks
    .command('create')
    .argument('<provider>', 'such as github')
    .description('make a webhook, and show its secret this once')
  addFields(create)
    .option('--id <id>', 'its id, a part of its address; left out: one is made')
    .option('--disabled', 'it is to take no deliveries yet')
    .action(withServer(createWebhook))
  withExamples(
    create,
    'webhooks create github --name "Issues"',
    `webhooks create github --name "Issues" --command '{"trigger":"issues.opened","action":"CREATE_TASK","agent":"planning"}'`,
  )

  const update = webhooks
    .command('update')
    .argument('<id>')
    .description('change what is given of a webhook; --command replaces all commands')
  addFields(update)
    .addOption(new Option('--any-ip', 'take deliveries from everywhere').conflicts('allowIp'))
    .option('--expected-version <number>', 'refuse when somebody else has changed it since', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action(withServer(updateWebhook))
  withExamples(update, 'webhooks update github-issues-001 --name "All issues" --rate-limit 600')
}

function addFields(command: Command): Command {
  return command
    .option('--name <name>', 'what people see')
    .option('--allow-unsigned', 'take deliveries without a signature')
    .option('--replay-guard', 'take the same signature under another delivery id for a repeat')
    .option('--allow-ip <range>', 'take deliveries from here only: an address or CIDR range; several times', several)
    .option('--rate-limit <number>', 'deliveries a minute', wholeNumber(1, 1_000_000))
    .addOption(
      new Option('--secret-stdin', 'read the secret from standard input, where the provider makes it').conflicts('credentialsStdin'),
    )
    .option('--credentials-stdin', "read the credentials for the provider's API from standard input, as JSON")
    .option('--scheme <json>', 'of a custom webhook: which header holds what', json)
    .option('--command <json>', 'a command, as docs/integrators.md describes it; several times', (text, before: unknown[] = []) => [
      ...before,
      json(text),
    ])
}

async function createWebhook({ hookline, out, signal }: Session, options: CreateOptions, provider: string): Promise<void> {
  const fields = await toInput(options)
  const input = { ...fields, id: options.id, provider: enumValue<Provider>(provider), enabled: !options.disabled } as CreateWebhookInput
  input.name ??= `${provider} webhook`
  showSecret(out, (await hookline.request(CreateWebhookDocument, { input }, { signal, retry: false })).createWebhook)
}

async function updateWebhook({ hookline, out, signal }: Session, options: UpdateOptions, id: string): Promise<void> {
  const fields = await toInput(options)
  if (options.anyIp) fields.allowedIps = []
  if (Object.keys(fields).length === 0) throw new UsageError('There is nothing to change: name at least one option.')
  const input = { ...fields, id, expectedVersion: options.expectedVersion } as UpdateWebhookInput
  showState(out, (await hookline.request(UpdateWebhookDocument, { input }, { signal })).updateWebhook.webhook)
}

/** What was given, and nothing else. */
async function toInput(options: Fields): Promise<Partial<UpdateWebhookInput>> {
  const fields = {
    name: options.name,
    allowUnsigned: options.allowUnsigned,
    replayGuard: options.replayGuard,
    allowedIps: options.allowIp,
    rateLimitPerMinute: options.rateLimit,
    secret: options.secretStdin ? (await readStdin()).trim() : undefined,
    credentials: options.credentialsStdin ? json(await readStdin()) : undefined,
    scheme: options.scheme,
    commands: options.command,
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<UpdateWebhookInput>
}
