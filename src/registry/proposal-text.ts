import { cleanValue } from '../engine/outgoing.ts'
import { cutText } from '../engine/value.ts'
import type { JsonObject } from '../model/json.ts'
import type { ChangeVerb } from '../model/proposal.ts'
import type { PendingChange } from './registry.ts'

const MAX_SUMMARY_CHARS = 500
const MAX_SHOWN_COMMANDS = 5

/** What would change: the difference as the audit tells it, and what to be careful about. */
export function changeOf(verb: ChangeVerb, { webhookId, version, detail }: PendingChange, warnings: readonly string[]): JsonObject {
  const { before = null, after = null, version: _, ...notes } = detail
  const known = new Set(commandsOf(before).map(({ command_id }) => command_id))
  return {
    verb,
    webhook_id: webhookId,
    base_version: version === 1 ? null : version - 1,
    before,
    after: withoutIds(after as JsonObject | null, known),
    ...notes,
    warnings: [...warnings],
  }
}

/** The change as one plain sentence: it is posted where people are asked. */
export function summaryOf(verb: ChangeVerb, { webhookId, provider, detail }: PendingChange, warnings: readonly string[]): string {
  const [added, gone] = [commandsOf(detail.after), commandsOf(detail.before)]
  const sentences: Record<ChangeVerb, () => string> = {
    createWebhook: () => `Create the webhook ${webhookId} (${provider})${added.length > 0 ? ` with ${listed(added)}` : ''}`,
    updateWebhook: () => `Change the webhook ${webhookId}: ${fieldsOf(detail, added, gone)}`,
    deleteWebhook: () => `Delete the webhook ${webhookId}`,
    enableWebhook: () => `Enable the webhook ${webhookId}`,
    disableWebhook: () => `Disable the webhook ${webhookId}`,
    renewWebhook: () => `Renew the webhook ${webhookId}`,
    rotateWebhookSecret: () => `Give the webhook ${webhookId} a new secret`,
    addCommand: () => `Add to the webhook ${webhookId} ${listed(added)}`,
    updateCommand: () => `Change of the webhook ${webhookId} ${listed(gone)}; it becomes ${listed(added)}`,
    deleteCommand: () => `Delete from the webhook ${webhookId} ${listed(gone)}`,
  }
  const care = warnings.length > 0 ? ` (careful: ${warnings.join('; ')})` : ''
  const sentence = cleanValue(sentences[verb]()).replace(/\s+/g, ' ')
  return cutText(sentence, MAX_SUMMARY_CHARS) + care
}

function fieldsOf(detail: JsonObject, added: readonly JsonObject[], gone: readonly JsonObject[]): string {
  const names = Object.keys((detail.after ?? {}) as JsonObject).filter((name) => name !== 'commands' && name !== 'secret')
  const parts = [
    ...names.map((name) => name.replaceAll('_', ' ')),
    ...(detail.secret ? ['secret'] : []),
    ...(added.length > 0 ? [`put in ${listed(added)}`] : []),
    ...(gone.length > 0 ? [`take out ${listed(gone)}`] : []),
  ]
  return parts.join(', ')
}

function listed(commands: readonly JsonObject[]): string {
  const shown = commands.slice(0, MAX_SHOWN_COMMANDS).map(inWords)
  const more = commands.length > shown.length ? [`${commands.length - shown.length} more`] : []
  return `${commands.length} ${commands.length === 1 ? 'command' : 'commands'}: ${[...shown, ...more].join('; ')}`
}

function inWords({ trigger, action, agent, target }: JsonObject): string {
  return [trigger, '→', action, agent, target].filter(Boolean).join(' ')
}

export function commandsOf(json: unknown): JsonObject[] {
  return ((json as JsonObject | null | undefined)?.commands ?? []) as JsonObject[]
}

/** A command that is not there yet gets its id when it is made. */
function withoutIds(after: JsonObject | null, known: ReadonlySet<unknown>): JsonObject | null {
  if (!after?.commands) return after
  const commands = commandsOf(after).map(({ command_id, ...command }) =>
    known.has(command_id) ? { command_id: command_id!, ...command } : command,
  )
  return { ...after, commands }
}
