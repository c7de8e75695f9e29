import { z } from '@hono/zod-openapi'
import type { WebhookCommand, WebhookConfig, WebhookEvent } from '../../backends/database/generated/sqlite/client.ts'
import { ACTION_KINDS, COALESCE_MODES } from '../../model/command.ts'
import { EVENT_STATUSES } from '../../model/event.ts'
import { PROVIDER_NAMES } from '../../model/webhook.ts'
import { CommandInput, CreateWebhookInput, UpdateCommandInput, UpdateWebhookInput } from '../../registry/inputs.ts'
import { toSnake } from './names.ts'

// What REST answers, and how the OpenAPI document says so.

const Time = z.iso.datetime()
const Id = z.string()

export const CommandShape = z
  .object({
    command_id: Id,
    trigger: z.string(),
    action: z.enum(ACTION_KINDS),
    agent: z.string().nullable(),
    template: z.string(),
    conditions: z.record(z.string(), z.unknown()),
    priority: z.int(),
    stop: z.boolean(),
    enabled: z.boolean(),
    target: z.string().nullable(),
    coalesce: z.enum(COALESCE_MODES),
    max_concurrent: z.int().nullable(),
    version: z.int(),
  })
  .openapi('Command')

export const WebhookShape = z
  .object({
    webhook_id: Id,
    name: z.string(),
    provider: z.enum(PROVIDER_NAMES),
    endpoint: z.string(),
    url: z.string(),
    secret: z
      .string()
      .nullable()
      .openapi({ description: 'The secret itself in the answer that made it; later "stored", or null where there is none.' }),
    enabled: z.boolean(),
    allow_unsigned: z.boolean(),
    replay_guard: z.boolean(),
    allowed_ips: z.array(z.string()),
    rate_limit_per_minute: z.int().nullable(),
    scheme: z.record(z.string(), z.unknown()).nullable(),
    version: z.int(),
    commands: z.array(CommandShape),
    created_at: Time,
    created_by: z.string(),
    updated_at: Time,
  })
  .openapi('Webhook')

const eventFields = {
  event_id: Id,
  webhook_id: Id,
  provider: z.enum(PROVIDER_NAMES),
  event_type: z.string(),
  delivery_id: z.string(),
  status: z.enum(EVENT_STATUSES),
  status_reason: z.string().nullable(),
  subject: z.record(z.string(), z.unknown()).nullable(),
  matched_command: Id.nullable(),
  task_id: Id.nullable(),
  response_sent: z.boolean(),
  replay_of: Id.nullable(),
  created_at: Time,
  processed_at: Time.nullable(),
}
export const EventSummaryShape = z.object(eventFields).openapi('EventSummary')
export const EventShape = z
  .object({ ...eventFields, headers: z.unknown(), verification: z.unknown(), decisions: z.unknown(), payload: z.unknown() })
  .openapi('Event')

export const ErrorShape = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      issues: z.array(z.object({ path: z.array(z.string()), message: z.string() })).optional(),
    }),
  })
  .openapi('Error')

/** Nothing was changed yet: `GET /api/proposals/{id}` tells what becomes of it. */
export const ProposedShape = z.object({ proposal_id: Id, status: z.literal('proposed'), message: z.string() }).openapi('Proposed')

/** The bodies that are taken, as the registry's inputs say them. */
export const CreateWebhookBody = bodyOf(CreateWebhookInput, 'CreateWebhook', { id: 'webhook_id' })
export const UpdateWebhookBody = bodyOf(UpdateWebhookInput, 'UpdateWebhook', { id: null })
export const CommandBody = bodyOf(CommandInput, 'CreateCommand', {})
export const UpdateCommandBody = bodyOf(UpdateCommandInput, 'UpdateCommand', { id: null })

export function toCommandJson(row: WebhookCommand): z.infer<typeof CommandShape> {
  return {
    command_id: row.commandId,
    trigger: row.trigger,
    action: row.action as z.infer<typeof CommandShape>['action'],
    agent: row.agent,
    template: row.template,
    conditions: JSON.parse(row.conditionsJson),
    priority: row.priority,
    stop: row.stop,
    enabled: row.enabled,
    target: row.target,
    coalesce: row.coalesce as z.infer<typeof CommandShape>['coalesce'],
    max_concurrent: row.maxConcurrent,
    version: row.version,
  }
}

/** In the order in which they were made. */
export function toCommandsJson(rows: readonly WebhookCommand[]): z.infer<typeof CommandShape>[] {
  return rows.toSorted((a, b) => (a.commandId < b.commandId ? -1 : 1)).map(toCommandJson)
}

/** `secret`: what is to be shown this once. */
export function toWebhookJson(
  row: WebhookConfig & { commands: WebhookCommand[] },
  baseUrl: string,
  secret: string | null = null,
): z.infer<typeof WebhookShape> {
  return {
    webhook_id: row.webhookId,
    name: row.name,
    provider: row.provider as z.infer<typeof WebhookShape>['provider'],
    endpoint: row.endpoint,
    url: `${baseUrl}${row.endpoint}`,
    secret: secret ?? row.secret,
    enabled: row.enabled,
    allow_unsigned: row.allowUnsigned,
    replay_guard: row.replayGuard,
    allowed_ips: JSON.parse(row.allowedIpsJson),
    rate_limit_per_minute: row.rateLimitPerMinute,
    scheme: row.schemeJson === null ? null : JSON.parse(row.schemeJson),
    version: row.version,
    commands: toCommandsJson(row.commands),
    created_at: row.createdAt.toISOString(),
    created_by: row.createdBy,
    updated_at: row.updatedAt.toISOString(),
  }
}

/** An event without its large parts. */
export type EventRow = Omit<WebhookEvent, 'payloadJson' | 'rawBody' | 'headersJson' | 'verificationJson' | 'decisionsJson'>

export function toEventSummary(row: EventRow): z.infer<typeof EventSummaryShape> {
  return {
    event_id: row.eventId,
    webhook_id: row.webhookId,
    provider: row.provider as z.infer<typeof EventSummaryShape>['provider'],
    event_type: row.eventType,
    delivery_id: row.deliveryId,
    status: row.status as z.infer<typeof EventSummaryShape>['status'],
    status_reason: row.statusReason,
    subject: row.subjectJson === null ? null : JSON.parse(row.subjectJson),
    matched_command: row.matchedCommand,
    task_id: row.taskId,
    response_sent: row.responseSent,
    replay_of: row.replayOf,
    created_at: row.createdAt.toISOString(),
    processed_at: row.processedAt?.toISOString() ?? null,
  }
}

/** The whole event as JSON text; the payload stands in it as it came, with every digit of its numbers. */
export function toEventJson(row: WebhookEvent): string {
  const whole = {
    ...toEventSummary(row),
    headers: JSON.parse(row.headersJson),
    verification: JSON.parse(row.verificationJson),
    decisions: JSON.parse(row.decisionsJson),
  }
  return `${JSON.stringify(whole).slice(0, -1)},"payload":${row.payloadJson ?? 'null'}}`
}

/** How the OpenAPI document shows an input of the registry; `renames`: what a field is called instead, or null where it is not taken. */
export function bodyOf(schema: z.ZodObject, name: string, renames: Record<string, string | null> = {}) {
  const json = withoutDefinitions(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })) as {
    properties?: Record<string, unknown>
    required?: string[]
  }
  const nameOf = (field: string) => (field in renames ? renames[field]! : toSnake(field))
  const properties = Object.fromEntries(
    Object.entries(json.properties ?? {})
      .filter(([field]) => renames[field] !== null)
      .map(([field, value]) => [nameOf(field), value]),
  )
  const required = (json.required ?? []).filter((field) => renames[field] !== null).map(nameOf)
  if (properties.commands) properties.commands = { type: 'array', items: { $ref: '#/components/schemas/CreateCommand' } }
  return z
    .object({})
    .openapi(name, { type: 'object', properties, ...(required.length > 0 && { required }) } as Parameters<z.ZodObject['openapi']>[1] &
      object)
}

/** The only definition is "any JSON", which an empty schema says as well, and at any place of a document. */
function withoutDefinitions(json: object): unknown {
  return JSON.parse(JSON.stringify(json, (_name, value) => (String(value?.$ref).startsWith('#/$defs/') ? {} : value)))
}
