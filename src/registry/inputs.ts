import { z } from 'zod'
import { ACTION_KINDS, COALESCE_MODES } from '../model/command.ts'
import { ROLES } from '../model/viewer.ts'
import { PROVIDER_NAMES } from '../model/webhook.ts'

// What callers may hand in, in the words of the contract's inputs; providers and actions as the tables write them.
// `null` counts as left out, but where it says otherwise.

const Slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/i, 'expected 1 to 64 letters, digits and "-", not at either end')
const Name = z.string().trim().min(1, 'expected 1 to 200 characters').max(200, 'expected 1 to 200 characters')
const Secret = z.string().regex(/^[\x21-\x7e]{8,512}$/, 'expected 8 to 512 printable characters without spaces')
const JsonObjectInput = z.record(z.string(), z.json())

export const commandFields = {
  trigger: z.string().min(1).max(200),
  action: z.enum(ACTION_KINDS),
  agent: z.string().nullish(),
  template: z.string().nullish(),
  conditions: JsonObjectInput.nullish(),
  priority: z.int().nullish(),
  stop: z.boolean().nullish(),
  enabled: z.boolean().nullish(),
  target: z.string().nullish(),
  coalesce: z.enum(COALESCE_MODES).nullish(),
  maxConcurrent: z.int().nullish(),
}
export const CommandInput = z.strictObject(commandFields)
export type CommandInput = z.input<typeof CommandInput>

export const UpdateCommandInput = z.strictObject({
  id: z.string(),
  expectedVersion: z.int().nullish(),
  ...commandFields,
  trigger: commandFields.trigger.nullish(),
  action: commandFields.action.nullish(),
})
export type UpdateCommandInput = z.input<typeof UpdateCommandInput>

const webhookFields = {
  secret: Secret.nullish(),
  allowUnsigned: z.boolean().nullish(),
  replayGuard: z.boolean().nullish(),
  enabled: z.boolean().nullish(),
  allowedIps: z.array(z.string()).nullish(),
  rateLimitPerMinute: z.int().nullish(),
  credentials: z.record(z.string(), z.string()).nullish(),
  scheme: JsonObjectInput.nullish(),
  commands: z.array(CommandInput).nullish(),
}
export const CreateWebhookInput = z.strictObject({ id: Slug.nullish(), name: Name, provider: z.enum(PROVIDER_NAMES), ...webhookFields })
export type CreateWebhookInput = z.input<typeof CreateWebhookInput>

export const UpdateWebhookInput = z.strictObject({ id: z.string(), expectedVersion: z.int().nullish(), name: Name.nullish(), ...webhookFields })
export type UpdateWebhookInput = z.input<typeof UpdateWebhookInput>

export const RotateInput = z.strictObject({ id: z.string(), overlapSeconds: z.int().nullish(), secret: Secret.nullish() })
export type RotateInput = z.input<typeof RotateInput>

export const CreateApiKeyInput = z.strictObject({
  name: Name,
  role: z.enum(ROLES),
  agent: z.string().nullish(),
  webhookIds: z.array(Slug).nullish(),
  expiresAt: z.date().nullish(),
})
export type CreateApiKeyInput = z.input<typeof CreateApiKeyInput>
