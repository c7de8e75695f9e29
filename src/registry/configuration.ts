import { isDeepStrictEqual } from 'node:util'
import { insert, type Row, type Statement, toCommand, update, type WebhookWithParts } from '../backends/database/database.ts'
import type { Command } from '../model/command.ts'
import { newId } from '../model/id.ts'
import type { JsonObject } from '../model/json.ts'
import { endpointOf, type ProviderName } from '../model/webhook.ts'
import type { CommandInput } from './inputs.ts'

/** A webhook as a person configures it: all but its secrets, credentials and history. */
export interface Configuration {
  name: string
  provider: ProviderName
  enabled: boolean
  allowUnsigned: boolean
  replayGuard: boolean
  allowedIps: string[]
  rateLimitPerMinute: number | null
  scheme: JsonObject | null
  commands: Command[]
}

/** A command that is not stored yet has neither id nor version. */
type CommandContent = Omit<Command, 'id' | 'version'>

export function toConfiguration(row: WebhookWithParts): Configuration {
  return {
    name: row.name,
    provider: row.provider as ProviderName,
    enabled: row.enabled,
    allowUnsigned: row.allowUnsigned,
    replayGuard: row.replayGuard,
    allowedIps: JSON.parse(row.allowedIpsJson),
    rateLimitPerMinute: row.rateLimitPerMinute,
    scheme: row.schemeJson === null ? null : JSON.parse(row.schemeJson),
    commands: row.commands
      .filter(({ deletedAt }) => deletedAt === null)
      .map(toCommand)
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  }
}

/** What an input says, with the contract's defaults for what it leaves out. */
export function toContent(input: CommandInput): CommandContent {
  return {
    trigger: input.trigger,
    action: input.action,
    agent: input.agent ?? null,
    template: input.template ?? '',
    conditions: (input.conditions ?? {}) as JsonObject,
    priority: input.priority ?? 0,
    stop: input.stop ?? false,
    enabled: input.enabled ?? true,
    target: input.target ?? null,
    coalesce: input.coalesce ?? 'NEW',
    maxConcurrent: input.maxConcurrent ?? null,
  }
}

/** A new list of commands: one that is equal to an existing one is that one, the others are new in this version. */
export function replaceCommands(existing: readonly Command[], contents: readonly CommandContent[], version: number): Command[] {
  const left = [...existing]
  return contents.map((content) => {
    const index = left.findIndex((command) => isDeepStrictEqual(contentOf(command), content))
    return index < 0 ? { id: newId('command'), version, ...content } : left.splice(index, 1)[0]!
  })
}

/** Whether two configurations say the same, whatever the order of their commands: that is the order of their ids. */
export function isSameContent(one: Configuration, other: Configuration): boolean {
  return isDeepStrictEqual(contentsOf(one), contentsOf(other))
}

/** The webhook's own columns. */
export function toColumns(config: Configuration): Row {
  return {
    name: config.name,
    enabled: Number(config.enabled),
    allow_unsigned: Number(config.allowUnsigned),
    replay_guard: Number(config.replayGuard),
    allowed_ips_json: JSON.stringify(config.allowedIps),
    rate_limit_per_minute: config.rateLimitPerMinute,
    scheme_json: config.scheme === null ? null : JSON.stringify(config.scheme),
  }
}

/** What makes the stored commands the wanted ones. A command that is gone leaves its row, for decisions name it. */
export function commandStatements(webhookId: string, before: readonly Command[], after: readonly Command[], nowMs: number): Statement[] {
  const earlier = new Map(before.map((command) => [command.id, command]))
  const kept = new Set(after.map(({ id }) => id))
  const gone = before.filter(({ id }) => !kept.has(id))
  return [
    ...gone.map(({ id }) => update('webhook_commands', { deleted_at: nowMs }, { command_id: id }, 1)),
    ...after.flatMap((command) => {
      const { command_id, ...columns } = commandColumns(command)
      const known = earlier.get(command.id)
      if (!known) return [insert('webhook_commands', { command_id: command.id, webhook_id: webhookId, ...columns })]
      return isDeepStrictEqual(known, command) ? [] : [update('webhook_commands', columns, { command_id: command.id }, 1)]
    }),
  ]
}

/** The configuration as the founding document writes it, and as config files hold it. */
export function toConfigJson(webhookId: string, config: Configuration, hasSecret: boolean): JsonObject {
  return {
    webhook_id: webhookId,
    name: config.name,
    provider: config.provider,
    endpoint: endpointOf(config.provider, webhookId),
    ...(hasSecret && { secret: 'stored' }),
    enabled: config.enabled,
    allow_unsigned: config.allowUnsigned,
    replay_guard: config.replayGuard,
    allowed_ips: config.allowedIps,
    rate_limit_per_minute: config.rateLimitPerMinute,
    scheme: config.scheme,
    commands: config.commands.map(toCommandJson),
  }
}

function toCommandJson(command: Command): JsonObject {
  const { conditions_json, stop, enabled, version, ...columns } = commandColumns(command)
  return { ...(columns as JsonObject), conditions: command.conditions, stop: command.stop, enabled: command.enabled }
}

/** Reads back what `toConfigJson` wrote; ids and versions of commands are left out. */
export function fromConfigJson(json: JsonObject): Omit<Configuration, 'commands'> & { commands: CommandContent[] } {
  return {
    name: String(json.name),
    provider: json.provider as ProviderName,
    enabled: json.enabled === true,
    allowUnsigned: json.allow_unsigned === true,
    replayGuard: json.replay_guard === true,
    allowedIps: json.allowed_ips as string[],
    rateLimitPerMinute: json.rate_limit_per_minute as number | null,
    scheme: json.scheme as JsonObject | null,
    commands: (json.commands as JsonObject[]).map(
      ({ command_id, max_concurrent, ...rest }) => ({ ...rest, maxConcurrent: max_concurrent }) as unknown as CommandContent,
    ),
  }
}

function contentsOf({ commands, ...rest }: Configuration) {
  return { ...rest, commands: commands.map((command) => JSON.stringify(Object.entries(contentOf(command)).sort())).sort() }
}

function contentOf({ id, version, ...content }: Command): CommandContent {
  return content
}

function commandColumns(command: Command) {
  return {
    command_id: command.id,
    trigger: command.trigger,
    action: command.action,
    agent: command.agent,
    template: command.template,
    conditions_json: JSON.stringify(command.conditions),
    priority: command.priority,
    stop: Number(command.stop),
    enabled: Number(command.enabled),
    target: command.target,
    coalesce: command.coalesce,
    max_concurrent: command.maxConcurrent,
    version: command.version,
  }
}
