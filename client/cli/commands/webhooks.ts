import { type Command, Option } from 'commander'
import {
  DeleteWebhookDocument,
  DisableWebhookDocument,
  EnableWebhookDocument,
  type Provider,
  RotateWebhookSecretDocument,
  WebhooksDocument,
} from '../../sdk/index.ts'
import { addPageOptions, durationMs, enumValue, type PageOptions } from '../options.ts'
import { confirm } from '../prompt.ts'
import { type Session, withExamples, withServer } from '../session.ts'
import { addSend } from './send.ts'
import { addWebhookChanges } from './webhook-changes.ts'
import { showSecret, showState, showWebhook } from './webhook-shown.ts'

interface ListOptions extends PageOptions {
  provider?: Provider
  search?: string
  enabled?: boolean
  disabled?: boolean
}

interface RotateOptions {
  overlap: number
  yes?: boolean
}

export function addWebhooks(program: Command): void {
  const webhooks = program.command('webhooks').description('the endpoints at which providers deliver')
  withExamples(webhooks, 'webhooks list')

  const list = webhooks
    .command('list')
    .description('list webhooks')
    .option('--provider <provider>', 'of this provider only', enumValue)
    .option('--search <text>', 'with this in the name or the id')
    .addOption(new Option('--enabled', 'enabled ones only').conflicts('disabled'))
    .option('--disabled', 'disabled ones only')
    .action(withServer(listWebhooks))
  withExamples(addPageOptions(list), 'webhooks list', 'webhooks list --provider github --json')

  withExamples(
    webhooks.command('get').argument('<id>').description('show a webhook, its commands and secrets').action(withServer(showWebhook)),
    'webhooks get github-issues-001',
  )
  addWebhookChanges(webhooks)
  addSwitches(webhooks)
  addSend(webhooks.command('test'), 'webhooks test')
}

function addSwitches(webhooks: Command): void {
  const enable = webhooks.command('enable').argument('<id>').description('let a webhook take deliveries')
  withExamples(
    enable.action(
      withServer(async ({ hookline, out, signal }, _, id: string) =>
        showState(out, (await hookline.request(EnableWebhookDocument, { id }, { signal })).enableWebhook.webhook),
      ),
    ),
    'webhooks enable github-issues-001',
  )

  const disable = webhooks.command('disable').argument('<id>').description('let a webhook refuse deliveries')
  withExamples(
    disable.action(
      withServer(async ({ hookline, out, signal }, _, id: string) =>
        showState(out, (await hookline.request(DisableWebhookDocument, { id }, { signal })).disableWebhook.webhook),
      ),
    ),
    'webhooks disable github-issues-001',
  )

  const rotate = webhooks
    .command('rotate')
    .argument('<id>')
    .description('make a new secret, and show it this once')
    .option('--overlap <duration>', 'how long the earlier one still verifies, up to 30d; 0s: not at all', durationMs, durationMs('1d'))
    .option('-y, --yes', 'do not ask')
    .action(withServer(rotateSecret))
  withExamples(rotate, 'webhooks rotate github-issues-001 --overlap 2h')

  const remove = webhooks.command('delete').argument('<id>').description('delete a webhook; its id stays taken, its events stay readable')
  withExamples(remove.option('-y, --yes', 'do not ask').action(withServer(deleteWebhook)), 'webhooks delete github-issues-001 --yes')
}

async function listWebhooks({ hookline, out, signal }: Session, options: ListOptions): Promise<void> {
  const { limit: first, after, provider, search, enabled, disabled } = options
  const wanted = disabled ? false : enabled
  const { webhooks } = await hookline.request(WebhooksDocument, { first, after, provider, search, enabled: wanted }, { signal })
  const items = webhooks.edges.map(({ node }) => node)
  out.rows({ items, next: nextOf(webhooks.pageInfo), none: 'There are no webhooks here.' }, [
    ['id', ({ id }) => id],
    ['provider', ({ provider }) => provider],
    ['enabled', ({ enabled }) => (enabled ? 'yes' : 'no')],
    ['secret', ({ hasSecret }) => (hasSecret ? 'yes' : 'none')],
    ['name', ({ name }) => name],
    ['url', ({ url }) => url],
  ])
}

async function rotateSecret({ hookline, out, signal }: Session, { overlap, yes }: RotateOptions, id: string): Promise<void> {
  if (overlap === 0) await confirm(`What is signed with ${id}'s present secret is refused from now on. Go on?`, { yes })
  const given = { id, overlapSeconds: Math.round(overlap / 1000) }
  const { rotateWebhookSecret } = await hookline.request(RotateWebhookSecretDocument, given, { signal })
  showSecret(out, rotateWebhookSecret)
}

async function deleteWebhook({ hookline, out, signal }: Session, options: { yes?: boolean }, id: string): Promise<void> {
  await confirm(`Delete the webhook ${id}?`, options)
  const { deleteWebhook } = await hookline.request(DeleteWebhookDocument, { id }, { signal })
  out.thing({ deletedId: deleteWebhook.deletedId }, [['deleted', deleteWebhook.deletedId]])
}

/** The cursor of the next page; null: there is none. */
export function nextOf({ hasNextPage, endCursor }: { hasNextPage: boolean; endCursor: string | null }): string | null {
  return hasNextPage ? endCursor : null
}
