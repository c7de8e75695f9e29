import type { WebhookCommand } from '../backends/database/generated/sqlite/client.ts'
import { InvalidInput, NotFound } from '../errors.ts'
import type { Command } from '../model/command.ts'
import { newId } from '../model/id.ts'
import { requireRole, seesWebhook } from '../model/rights.ts'
import type { Viewer } from '../model/viewer.ts'
import { providers } from '../providers/index.ts'
import { type Current, changeWebhook, readCurrent } from './change.ts'
import { commandIssues } from './checks.ts'
import { toContent } from './configuration.ts'
import { CommandInput, MAX_COMMANDS, parseInput, UpdateCommandInput } from './inputs.ts'
import type { Registry } from './registry.ts'
import { requireTarget } from './targets.ts'

// A command belongs to its webhook's versions: each change of one is a change of the webhook.

/** Adds a command behind the others. */
export async function addCommand(registry: Registry, viewer: Viewer, webhookId: string, input: CommandInput): Promise<WebhookCommand> {
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  const { config } = await readCurrent(registry, viewer, webhookId)
  const content = toContent(parseInput(CommandInput, input, (value) => commandIssues(providers[config.provider], value)))
  await requireTarget(registry, viewer, { id: webhookId, provider: config.provider }, content)
  const id = newId('command', registry.now())
  await changeWebhook(registry, viewer, { id: webhookId, verb: 'command.add' }, (current) => {
    const { commands } = current.config
    if (commands.length >= MAX_COMMANDS) throw new InvalidInput([{ path: [], message: `a webhook has at most ${MAX_COMMANDS} commands` }])
    return { config: { ...current.config, commands: [...commands, { id, version: current.version, ...content }] } }
  })
  return readRow(registry, id)
}

/**
 * Changes what is given of a command and leaves the rest. Where the action becomes another than forward, the target goes.
 * @throws {Conflict} when the webhook's version is not `expectedVersion`
 */
export async function updateCommand(registry: Registry, viewer: Viewer, input: UpdateCommandInput): Promise<WebhookCommand> {
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  const webhookId = await findWebhookId(registry, viewer, String(input.id))
  const { config } = await readCurrent(registry, viewer, webhookId)
  const provider = providers[config.provider]
  const check = (value: Wanted) => commandIssues(provider, merged(findCommand(config.commands, value.id), value))
  const wanted = parseInput(UpdateCommandInput, input, check)
  const before = findCommand(config.commands, wanted.id)
  await requireTarget(registry, viewer, { id: webhookId, provider: config.provider }, merged(before, wanted), [before])
  const { expectedVersion } = wanted
  await changeWebhook(registry, viewer, { id: webhookId, expectedVersion, verb: 'command.update' }, (current) =>
    withUpdated(current, wanted),
  )
  return readRow(registry, wanted.id)
}

/** Answers the id. Events that it decided go on naming it. */
export async function deleteCommand(registry: Registry, viewer: Viewer, id: string): Promise<string> {
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  const webhookId = await findWebhookId(registry, viewer, id)
  await changeWebhook(registry, viewer, { id: webhookId, verb: 'command.delete' }, ({ config }) => {
    findCommand(config.commands, id)
    return { config: { ...config, commands: config.commands.filter((command) => command.id !== id) } }
  })
  return id
}

type Wanted = ReturnType<typeof UpdateCommandInput.parse>

function withUpdated({ config, version }: Current, wanted: Wanted) {
  const before = findCommand(config.commands, wanted.id)
  const after = merged(before, wanted)
  const isSame = JSON.stringify(after) === JSON.stringify(before)
  return {
    config: {
      ...config,
      commands: config.commands.map((command) => (command.id !== wanted.id || isSame ? command : { ...after, version })),
    },
  }
}

function merged(command: Command, wanted: Wanted): Command {
  const { id, expectedVersion, ...given } = wanted
  const action = given.action ?? command.action
  return {
    id: command.id,
    version: command.version,
    trigger: given.trigger ?? command.trigger,
    action,
    agent: given.agent === undefined ? command.agent : given.agent,
    template: given.template ?? command.template,
    conditions: (given.conditions as Command['conditions'] | null | undefined) ?? command.conditions,
    priority: given.priority ?? command.priority,
    stop: given.stop ?? command.stop,
    enabled: given.enabled ?? command.enabled,
    target: given.target === undefined && action === command.action ? command.target : (given.target ?? null),
    coalesce: given.coalesce ?? command.coalesce,
    maxConcurrent: given.maxConcurrent === undefined ? command.maxConcurrent : given.maxConcurrent,
  }
}

function findCommand(commands: readonly Command[], id: string): Command {
  const command = commands.find((one) => one.id === id)
  if (!command) throw new NotFound('Command', id)
  return command
}

/** @throws {NotFound} also where the webhook is not for this viewer */
async function findWebhookId({ db }: Registry, viewer: Viewer, id: string): Promise<string> {
  const row = await db.prisma.webhookCommand.findFirst({ where: { commandId: id, deletedAt: null }, select: { webhookId: true } })
  if (!row || !seesWebhook(viewer, row.webhookId)) throw new NotFound('Command', id)
  return row.webhookId
}

function readRow({ db }: Registry, commandId: string): Promise<WebhookCommand> {
  return db.prisma.webhookCommand.findUniqueOrThrow({ where: { commandId } })
}
