import { type Row, type RowSet, rowsOf } from '../backends/database/database.ts'
import { type CommandIndex, prepare } from '../engine/command-index.ts'
import { checkCommand } from '../engine/compile.ts'
import { decide } from '../engine/decide.ts'
import { matches } from '../engine/trigger.ts'
import { InvalidInput, NotFound } from '../errors.ts'
import type { Command } from '../model/command.ts'
import type { ConditionTrace } from '../model/event.ts'
import type { ProviderName } from '../model/webhook.ts'
import { providers } from '../providers/index.ts'
import { parseLossless } from '../providers/payload.ts'
import { toContent } from '../registry/configuration.ts'
import { CommandInput, parseInput } from '../registry/inputs.ts'
import type { GraphqlContext } from './context.ts'
import { createGiveWay } from './give-way.ts'
import { EVENT_NODE_COLUMNS, toEventNode } from './live/nodes.ts'
import { findIds } from './row-pages.ts'
import type { EventRow } from './rows.ts'

export interface PreviewInput {
  webhookId: string
  command: CommandInput
  last: number
  eventIds?: string[] | null
}
export interface PreviewResult {
  event: EventRow
  matched: boolean
  trace: ConditionTrace[]
  rendered: string | null
}

const MAX_EVENTS = 1000
const MAX_EVENT_IDS = 100
/** Payloads may be megabytes, so only so many are in memory at once. */
const CHUNK = 20

/**
 * What a command would have made of stored events of its webhook, newest first, as if it were enabled and alone. Events
 * whose payload is gone are left out. Names are not asked for at the provider.
 * @throws {NotFound} no such webhook
 * @throws {InvalidInput} the command does not compile, or too many events are asked for
 */
export async function previewCommand(
  context: GraphqlContext,
  { webhookId, command: input, last, eventIds }: PreviewInput,
): Promise<PreviewResult[]> {
  checkSizes(last, eventIds)
  const content = await readContent(context, webhookId, input)
  const ids = eventIds ?? (await newestIds(context, webhookId, last))
  return tryCommand(context, { webhookIds: [webhookId], ids, ...content })
}

/** What is to be tried at a webhook. @throws {NotFound | InvalidInput} */
export async function readContent(context: GraphqlContext, webhookId: string, input: CommandInput) {
  const webhook = await context.loaders.webhook(webhookId)
  if (!webhook) throw new NotFound('Webhook', webhookId)
  return { command: toContent(parseInput(CommandInput, input)), provider: webhook.provider }
}

/** A command as it is wanted. */
export type Content = ReturnType<typeof toContent>
interface Trial {
  webhookIds: readonly string[]
  /** Of events; those of other webhooks are left out. */
  ids: readonly string[]
  command: Content
  provider: string
}

/**
 * Tries one command on stored events. Looked at is what deciding needs; what doing needs (an agent, a target) may be missing.
 * It stops where it is when the caller goes away.
 * @throws {InvalidInput} the command does not compile
 */
export async function tryCommand(
  context: GraphqlContext,
  { webhookIds, ids, command: content, provider: name }: Trial,
): Promise<PreviewResult[]> {
  const provider = providers[name as ProviderName]
  checkCommand(content, provider)
  const command = { ...content, enabled: true, id: 'preview', version: 0 }
  const index = prepare([command], provider)
  const results: PreviewResult[] = []
  const giveWay = createGiveWay()
  for (let at = 0; at < ids.length && !context.signal.aborted; at += CHUNK) {
    for (const event of await readEvents(context, webhookIds, ids.slice(at, at + CHUNK))) results.push(tryOn(event, command, index))
    await giveWay()
  }
  return results
}

function checkSizes(last: number, eventIds: string[] | null | undefined): void {
  if (last < 1 || last > MAX_EVENTS) throw new InvalidInput([{ path: ['last'], message: `expected 1 to ${MAX_EVENTS}, got ${last}` }])
  if (eventIds && eventIds.length > MAX_EVENT_IDS)
    throw new InvalidInput([{ path: ['eventIds'], message: `expected at most ${MAX_EVENT_IDS} ids` }])
}

/** The webhook's newest events that have a payload; with `below`, those before that one. */
export function newestIds({ registry }: GraphqlContext, webhookId: string, limit: number, below?: string): Promise<string[]> {
  return findIds(registry.db, withPayload(webhookId), { above: undefined, below, order: 'desc', limit })
}

/** The events of a webhook that a command can be tried on. */
export function withPayload(webhookId: string): RowSet {
  return {
    ...rowsOf('webhook_events', 'event_id'),
    conditions: [{ sql: 'webhook_id = ? AND payload_json IS NOT NULL', params: [webhookId] }],
  }
}

interface StoredEvent {
  event: EventRow
  payloadText: string
}

/** Prisma would take three times as long for rows with payloads. */
async function readEvents({ registry }: GraphqlContext, webhookIds: readonly string[], ids: readonly string[]): Promise<StoredEvent[]> {
  const rows = await registry.db.read<Row & { payload_json: string }>(
    `SELECT ${EVENT_NODE_COLUMNS}, payload_json FROM webhook_events WHERE event_id IN (SELECT value FROM json_each(?)) AND payload_json IS NOT NULL
      AND webhook_id IN (SELECT value FROM json_each(?)) ORDER BY event_id DESC`,
    [JSON.stringify(ids), JSON.stringify(webhookIds)],
  )
  return rows.map((row) => ({ event: toEventNode(row) as unknown as EventRow, payloadText: row.payload_json }))
}

function tryOn({ event, payloadText }: StoredEvent, { trigger }: Command, index: CommandIndex): PreviewResult {
  const { eventType, eventId, webhookId, subjectJson } = event
  if (!matches(trigger, eventType)) {
    return { event, matched: false, trace: [{ path: 'trigger', expected: trigger, actual: eventType, held: false }], rendered: null }
  }
  const text = payloadText.replace(/^\ufeff/, '')
  const lossless = () => parseLossless(text)
  const view = { eventType, eventId, webhookId, payload: JSON.parse(text), subject: JSON.parse(subjectJson ?? 'null'), names: {}, lossless }
  const { decisions, planned } = decide(index, view)
  return { event, matched: planned.length > 0, trace: decisions[0]?.trace ?? [], rendered: planned[0]?.text ?? null }
}
