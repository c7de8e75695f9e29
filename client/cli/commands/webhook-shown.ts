import { type CommandStateFragment, NotFoundError, WebhookDocument, type WebhookStateFragment } from '../../sdk/index.ts'
import { type Output, say } from '../output.ts'
import type { Session } from '../session.ts'
import type { Column } from '../table.ts'

export const COMMAND_COLUMNS: readonly Column<CommandStateFragment>[] = [
  ['id', ({ id }) => id],
  ['trigger', ({ trigger }) => trigger],
  ['action', ({ action }) => action],
  ['agent', ({ agent }) => agent],
  ['enabled', ({ enabled }) => (enabled ? 'yes' : 'no')],
  ['conditions', ({ conditions }) => conditions],
  ['template', ({ template }) => template],
]

export async function showWebhook({ hookline, out, signal }: Session, _: unknown, id: string): Promise<void> {
  const { webhook } = await hookline.request(WebhookDocument, { id }, { signal })
  if (!webhook) throw new NotFoundError({ code: 'not_found', message: `There is no webhook ${id}` })
  if (out.isJson) return out.thing(webhook, [])
  showState(out, webhook)
  out.thing(webhook, [
    ['secrets', webhook.secrets.map(({ hint, expiresAt }) => (expiresAt ? `${hint} until ${expiresAt}` : hint)).join(', ')],
    ['held', webhook.breakers.map(({ thread, reason }) => `${thread ?? 'all of it'}: ${reason}`).join('; ')],
    ['credentials', webhook.credentialStatus && (webhook.credentialStatus.ok ? 'good' : webhook.credentialStatus.message)],
    ['commands', webhook.commands.length],
  ])
  if (webhook.commands.length > 0) out.rows({ items: webhook.commands, none: '' }, COMMAND_COLUMNS)
}

export function showState(out: Output, webhook: WebhookStateFragment): void {
  out.thing(webhook, [
    ['id', webhook.id],
    ['name', webhook.name],
    ['provider', webhook.provider],
    ['url', webhook.url],
    ['enabled', webhook.enabled ? 'yes' : 'no'],
    ['secret', webhook.hasSecret ? 'stored' : 'none'],
    ['unsigned', webhook.allowUnsigned ? 'allowed' : ''],
    ['addresses', webhook.allowedIps.join(', ')],
    ['per minute', webhook.rateLimitPerMinute],
    ['version', webhook.version],
    ['deleted', webhook.deletedAt],
  ])
}

/** A webhook with a secret that was just made: it is shown this once. */
export function showSecret(out: Output, made: { secret?: string | null; webhook: WebhookStateFragment }): void {
  if (out.isJson) out.thing({ secret: made.secret ?? null, webhook: made.webhook }, [])
  else showState(out, made.webhook)
  if (!made.secret) return
  out.text(`\n  ${out.colours.bold(made.secret)}\n`)
  say('This is the secret to enter at the provider. It is shown this once.')
}
