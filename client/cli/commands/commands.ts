import type { Command } from 'commander'
import {
  AddCommandDocument,
  type CommandInput,
  type CommandStateFragment,
  DeleteCommandDocument,
  NotFoundError,
  PreviewCommandDocument,
  UpdateCommandDocument,
  WebhookDocument,
} from '../../sdk/index.ts'
import { UsageError } from '../errors.ts'
import { enumValue, json, wholeNumber } from '../options.ts'
import type { Output } from '../output.ts'
import { confirm } from '../prompt.ts'
import { type Session, withExamples, withServer } from '../session.ts'
import { COMMAND_COLUMNS } from './webhook-shown.ts'

interface UpdateOptions extends Partial<CommandInput> {
  expectedVersion?: number
  disabled?: boolean
}

interface PreviewOptions extends CommandInput {
  last: number
}

export function addCommands(program: Command): void {
  const commands = program.command('commands').description('what a webhook does with its events')
  withExamples(commands, 'commands list github-issues-001')

  const list = commands.command('list').argument('<webhook>').description('list the commands of a webhook, in the order they are tried')
  withExamples(list.action(withServer(listCommands)), 'commands list github-issues-001')

  const add = commands.command('add').argument('<webhook>').description('add a command')
  addFields(add, true).action(withServer(addCommand))
  withExamples(
    add,
    `commands add github-issues-001 --trigger issues.opened --action create_task --agent planning --template 'Plan {{issue.title}}'`,
  )

  const update = commands.command('update').argument('<id>').description('change what is given of a command')
  addFields(update, false)
    .option('--disabled', 'do not try it')
    .option('--expected-version <number>', "refuse when the webhook's version is another by now", wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action(withServer(updateCommand))
  withExamples(update, `commands update cmd_… --conditions '{"labels":["bug"]}'`)

  const remove = commands.command('delete').argument('<id>').description('delete a command').option('-y, --yes', 'do not ask')
  withExamples(remove.action(withServer(deleteCommand)), 'commands delete cmd_… --yes')

  const preview = commands.command('preview').argument('<webhook>').description('try a command on the last events, without doing anything')
  addFields(preview, true)
    .option('--last <number>', 'how many events, 1 to 1000', wholeNumber(1, 1000), 100)
    .action(withServer(previewCommand))
  withExamples(preview, `commands preview github-issues-001 --trigger issues.opened --action create_task --conditions '{"labels":["bug"]}'`)
}

function addFields(command: Command, isNew: boolean): Command {
  const named = isNew
    ? command
        .requiredOption('--trigger <trigger>', 'which events, such as issues.opened')
        .requiredOption('--action <action>', ACTIONS, enumValue)
    : command.option('--trigger <trigger>', 'which events, such as issues.opened').option('--action <action>', ACTIONS, enumValue)
  return named
    .option('--agent <name>', 'who gets the task')
    .option('--template <text>', 'what is said, with {{names}}')
    .option('--conditions <json>', 'what must hold of the event', json)
    .option('--target <url>', 'where `forward` sends it')
    .option('--priority <number>', 'higher ones are tried first', wholeNumber(-1_000_000, 1_000_000))
    .option('--stop', 'try no further commands once it has matched')
    .option('--coalesce <mode>', 'what a second event of a thread does: new, queue or steer', enumValue)
    .option('--max-concurrent <number>', 'tasks at once', wholeNumber(1, 10_000))
}

const ACTIONS = 'create_task, comment, ask, respond or forward'
const FIELDS = ['trigger', 'action', 'agent', 'template', 'conditions', 'target', 'priority', 'stop', 'coalesce', 'maxConcurrent'] as const

function toInput(options: Partial<CommandInput>): Partial<CommandInput> {
  return Object.fromEntries(FIELDS.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]))
}

async function listCommands({ hookline, out, signal }: Session, _: unknown, id: string): Promise<void> {
  const { webhook } = await hookline.request(WebhookDocument, { id }, { signal })
  if (!webhook) throw new NotFoundError({ code: 'not_found', message: `There is no webhook ${id}` })
  out.rows({ items: webhook.commands, none: 'This webhook has no commands.' }, COMMAND_COLUMNS)
}

async function addCommand({ hookline, out, signal }: Session, options: CommandInput, webhookId: string): Promise<void> {
  const command = toInput(options) as CommandInput
  show(out, (await hookline.request(AddCommandDocument, { webhookId, command }, { signal })).addCommand.command)
}

async function updateCommand({ hookline, out, signal }: Session, options: UpdateOptions, id: string): Promise<void> {
  const fields = { ...toInput(options), ...(options.disabled && { enabled: false }) }
  if (Object.keys(fields).length === 0) throw new UsageError('There is nothing to change: name at least one option.')
  const input = { ...fields, id, expectedVersion: options.expectedVersion }
  show(out, (await hookline.request(UpdateCommandDocument, { input }, { signal })).updateCommand.command)
}

async function deleteCommand({ hookline, out, signal }: Session, options: { yes?: boolean }, id: string): Promise<void> {
  await confirm(`Delete the command ${id}?`, options)
  const { deletedId } = (await hookline.request(DeleteCommandDocument, { id }, { signal })).deleteCommand
  out.thing({ deletedId }, [['deleted', deletedId]])
}

async function previewCommand({ hookline, out, signal }: Session, options: PreviewOptions, webhookId: string): Promise<void> {
  const given = { webhookId, command: toInput(options) as CommandInput, last: options.last }
  const { previewCommand } = await hookline.request(PreviewCommandDocument, given, { signal })
  if (out.isJson) return out.thing(previewCommand, [])
  const { results, matched, tried } = previewCommand
  out.rows({ items: results, none: 'There are no events to try it on.' }, [
    ['event', ({ event }) => event.id],
    ['type', ({ event }) => event.eventType],
    ['matches', (result) => (result.matched ? 'yes' : 'no')],
    ['because', (result) => result.rendered ?? result.trace.find(({ held }) => !held)?.path ?? 'another type'],
  ])
  out.text(`${matched} of ${tried} events match.`)
}

function show(out: Output, command: CommandStateFragment): void {
  out.thing(
    command,
    Object.entries(command).filter(([name]) => !name.startsWith('__')),
  )
}
