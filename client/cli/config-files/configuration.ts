import type { CommandInput, CommandStateFragment, CreateWebhookInput, WebhookStateFragment } from '../../sdk/index.ts'

/** A webhook in the words of its config file, with every field there: what two sides are compared by. */
export type Configuration = Record<string, unknown> & { commands: CommandConfiguration[] }
export type CommandConfiguration = Record<string, unknown>

/** What a field means that a file leaves out. */
export const WEBHOOK_DEFAULTS: Readonly<Record<string, unknown>> = {
  name: undefined,
  provider: undefined,
  enabled: true,
  allow_unsigned: false,
  replay_guard: false,
  allowed_ips: [],
  rate_limit_per_minute: null,
  scheme: null,
}
export const COMMAND_DEFAULTS: Readonly<Record<string, unknown>> = {
  trigger: undefined,
  action: undefined,
  agent: null,
  template: '',
  conditions: {},
  priority: 0,
  stop: false,
  enabled: true,
  target: null,
  coalesce: 'NEW',
  max_concurrent: null,
}

export function fromServer(webhook: WebhookStateFragment): Configuration {
  const fields = pick(webhook, WEBHOOK_DEFAULTS)
  return { ...fields, provider: webhook.provider.toLowerCase(), commands: webhook.commands.map(commandFromServer) }
}

function commandFromServer(command: CommandStateFragment): CommandConfiguration {
  return { ...pick(command, COMMAND_DEFAULTS), action: command.action.toLowerCase() }
}

/** What the API takes to make it so. */
export function toInput({ commands, ...fields }: Configuration): Omit<CreateWebhookInput, 'id'> {
  const provider = String(fields.provider).toUpperCase()
  return { ...camel(fields), provider, commands: commands.map(commandToInput) } as Omit<CreateWebhookInput, 'id'>
}

function commandToInput(command: CommandConfiguration): CommandInput {
  const { action, coalesce } = command
  return { ...camel(command), action: String(action).toUpperCase(), coalesce: String(coalesce).toUpperCase() } as CommandInput
}

function pick(thing: object, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const values = new Map(Object.entries(thing))
  return Object.fromEntries(Object.keys(fields).map((name) => [name, values.get(toCamel(name))]))
}

function camel(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [toCamel(name), value]))
}

function toCamel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
}
