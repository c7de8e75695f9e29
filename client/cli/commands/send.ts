import type { Command } from 'commander'
import { type Provider, ProvidersDocument, SendTestEventDocument, WebhooksDocument } from '../../sdk/index.ts'
import { UsageError } from '../errors.ts'
import { enumValue } from '../options.ts'
import { readStdin } from '../prompt.ts'
import { type Session, withExamples, withServer } from '../session.ts'

interface SendOptions {
  webhook?: string
  data?: string
  list?: boolean
}

/** `send`, and `webhooks test`: the same under the name that people look for there. */
export function addSend(command: Command, name: string): void {
  command
    .argument('[provider]', 'such as github')
    .argument('[type]', 'the event type, such as issues.opened')
    .description("deliver a provider's example payload, signed as the provider signs, through the webhook's own way in")
    .option('--webhook <id>', 'deliver to this one; left out: to the one webhook of the provider')
    .option('--data <file>', 'a payload of your own, as JSON; "-": standard input')
    .option('--list', 'list what can be sent')
    .action(withServer(send))
  withExamples(command, `${name} github issues.opened`, `${name} --list`, `${name} custom order.paid --webhook shop-001 --data order.json`)
}

async function send(session: Session, options: SendOptions, provider?: string, eventType?: string): Promise<void> {
  if (options.list) return listTypes(session, provider)
  if (!provider || !eventType) throw new UsageError('Say what to send, such as `hookline send github issues.opened`; --list shows all.')
  const { hookline, out, signal } = session
  const webhookId = options.webhook ?? (await findWebhook(session, enumValue<Provider>(provider)))
  const payload = options.data === undefined ? undefined : await readData(options.data)
  const { sendTestEvent } = await hookline.request(SendTestEventDocument, { webhookId, eventType, payload }, { signal })
  const { event } = sendTestEvent
  out.thing(event, [
    ['event', event.id],
    ['webhook', webhookId],
    ['status', event.status],
    ['reason', event.statusReason],
    ['tasks', event.tasks.map(({ id, agent }) => `${id} for ${agent}`).join(', ')],
  ])
}

async function listTypes({ hookline, out, signal }: Session, only?: string): Promise<void> {
  const { providers } = await hookline.request(ProvidersDocument, {}, { signal })
  const shown = providers.filter(({ provider }) => only === undefined || provider === enumValue(only))
  const items = shown.flatMap(({ provider, eventTypes }) => eventTypes.map((eventType) => ({ provider, eventType })))
  out.rows({ items, none: 'Nothing is known of this provider.' }, [
    ['provider', ({ provider }) => provider.toLowerCase()],
    ['type', ({ eventType }) => eventType],
  ])
}

/** @throws {UsageError} when there is not exactly one */
async function findWebhook({ hookline, signal }: Session, provider: Provider): Promise<string> {
  const { webhooks } = await hookline.request(WebhooksDocument, { first: 10, provider, enabled: true }, { signal })
  const ids = webhooks.edges.map(({ node }) => node.id)
  if (ids.length === 1) return ids[0]!
  const advice = ids.length === 0 ? 'Make one with `hookline webhooks create`.' : `Say which with --webhook: ${ids.join(', ')}.`
  throw new UsageError(`There ${ids.length === 0 ? 'is no webhook' : 'are several webhooks'} of ${provider.toLowerCase()}. ${advice}`)
}

/** @throws {UsageError} */
async function readData(file: string): Promise<unknown> {
  const { readFile } = await import('node:fs/promises')
  try {
    return JSON.parse(file === '-' ? await readStdin() : await readFile(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`The payload cannot be read: ${(error as Error).message}`)
  }
}
