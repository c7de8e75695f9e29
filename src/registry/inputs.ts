import { z } from 'zod'
import { type InputIssue, InvalidInput } from '../errors.ts'
import { presetFor, presetOf, readRange } from '../model/address-range.ts'
import { ACTION_KINDS, COALESCE_MODES } from '../model/command.ts'
import { CHANGE_VERBS } from '../model/proposal.ts'
import { QUESTION_KINDS } from '../model/question.ts'
import { ROLES } from '../model/viewer.ts'
import { PROVIDER_NAMES } from '../model/webhook.ts'
import { providers } from '../providers/index.ts'

// What callers may hand in, in the words of the contract's inputs; providers and actions as the tables write them.
// `null` counts as left out, except where a field says that it clears. checks.ts looks at what a shape cannot say.

export const MAX_COMMANDS = 100
/** Bytes of UTF-8. */
const MAX_TEMPLATE_BYTES = 64 * 1024
const MAX_RATE = 1_000_000
const MAX_RANGES = 200
const PRESETS: readonly string[] = Object.values(providers).flatMap(({ name, ipRanges }) => (ipRanges ? name : []))
const EXPECTED_RANGE = `expected an address, a CIDR range, for example 192.0.2.0/24, or one of ${PRESETS.map(presetFor).join(', ')}`
const MAX_OVERLAP_S = 30 * 24 * 60 * 60
const MAX_POLICY_EXPIRY_S = 365 * 24 * 60 * 60

export const SLUG = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?$/
const Slug = z.string().regex(SLUG, 'expected 1 to 64 letters, digits and "-", with no "-" at either end')
const Name = printable(200)
const AgentName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected 1 to 64 letters, digits, ".", "_" and "-"')
const Secret = z.string().regex(/^[\x21-\x7e]{8,512}$/, 'expected 8 to 512 printable characters without spaces')
const JsonObjectInput = z.record(z.string(), z.json())
const Version = z.int().min(1).nullish()
const Range = z.string().max(64).transform(toRange)
const Template = z.string().refine((text) => Buffer.byteLength(text) <= MAX_TEMPLATE_BYTES, 'expected at most 64 kB')

const Credentials = z.record(z.string(), z.string().min(1).max(8192))
const TargetUrl = z.string().max(2000)

const commandFields = {
  trigger: z.string(),
  action: z.enum(ACTION_KINDS),
  /** Null clears. */
  agent: AgentName.nullish(),
  template: Template.nullish(),
  conditions: JsonObjectInput.nullish(),
  priority: z.int().min(-1_000_000).max(1_000_000).nullish(),
  stop: z.boolean().nullish(),
  enabled: z.boolean().nullish(),
  /** Null clears. */
  target: TargetUrl.nullish(),
  coalesce: z.enum(COALESCE_MODES).nullish(),
  /** Null clears. */
  maxConcurrent: z.int().min(1).max(10_000).nullish(),
}
export const CommandInput = z.strictObject(commandFields)
export type CommandInput = z.input<typeof CommandInput>

export const UpdateCommandInput = z.strictObject({
  ...commandFields,
  id: z.string(),
  /** The webhook's version that the caller has seen. */
  expectedVersion: Version,
  trigger: commandFields.trigger.nullish(),
  action: commandFields.action.nullish(),
})
export type UpdateCommandInput = z.input<typeof UpdateCommandInput>

const webhookFields = {
  secret: Secret.nullish(),
  allowUnsigned: z.boolean().nullish(),
  replayGuard: z.boolean().nullish(),
  enabled: z.boolean().nullish(),
  /** Addresses, CIDR ranges and presets (`preset:github`); empty or null: anyone. */
  allowedIps: z.array(Range).max(MAX_RANGES).nullish(),
  /** Null clears. */
  rateLimitPerMinute: z.int().min(1).max(MAX_RATE).nullish(),
  /** Replaces all of them; null clears. */
  credentials: Credentials.nullish(),
  scheme: JsonObjectInput.nullish(),
  commands: z.array(CommandInput).max(MAX_COMMANDS).nullish(),
}
export const CreateWebhookInput = z.strictObject({ id: Slug.nullish(), name: Name, provider: z.enum(PROVIDER_NAMES), ...webhookFields })
export type CreateWebhookInput = z.input<typeof CreateWebhookInput>

/** `secret: "stored"` is how a stored secret is shown, and changes nothing. */
export const UpdateWebhookInput = z.strictObject({
  id: z.string(),
  expectedVersion: Version,
  name: Name.nullish(),
  ...webhookFields,
  secret: z.union([z.literal('stored'), Secret], 'expected 8 to 512 printable characters without spaces').nullish(),
})
export type UpdateWebhookInput = z.input<typeof UpdateWebhookInput>

/** Replaces all of them; empty: removes them. */
export const ProviderCredentialsInput = z.strictObject({ provider: z.enum(PROVIDER_NAMES), credentials: Credentials })
export type ProviderCredentialsInput = z.input<typeof ProviderCredentialsInput>

/** What is left out stays; a URL that is new gets a secret in any case. */
export const ForwardTargetInput = z.strictObject({
  url: TargetUrl,
  secret: z.string().min(1).max(512).nullish(),
  makeSecret: z.boolean().nullish(),
  overlapSeconds: z.int().min(0).max(MAX_OVERLAP_S).nullish(),
  enabled: z.boolean().nullish(),
})
export type ForwardTargetInput = z.input<typeof ForwardTargetInput>

/** How long the earlier secrets still verify, in seconds; default a day, at most 30 days; 0: not at all. */
export const RotateInput = z.strictObject({
  id: z.string(),
  overlapSeconds: z.int().min(0).max(MAX_OVERLAP_S).nullish(),
  secret: Secret.nullish(),
})
export type RotateInput = z.input<typeof RotateInput>

export const AgentLimitInput = z.strictObject({ agent: AgentName, maxConcurrent: z.int().min(1).max(10_000).nullish() })
export type AgentLimitInput = z.input<typeof AgentLimitInput>

export const OperationsInput = z.strictObject({ webhookId: Slug.nullable() })
export type OperationsInput = z.input<typeof OperationsInput>

export const CreateApiKeyInput = z.strictObject({
  name: Name,
  role: z.enum(ROLES),
  agent: AgentName.nullish(),
  webhookIds: z.array(Slug).max(1000).nullish(),
  expiresAt: z.date().nullish(),
})
export type CreateApiKeyInput = z.input<typeof CreateApiKeyInput>

export const AgentPolicyInput = z.strictObject({
  apiKeyId: z.string(),
  mayDo: z.array(z.enum(CHANGE_VERBS, `expected one of ${CHANGE_VERBS.join(', ')}`)).max(100),
  maxWebhooks: z.int().min(0).max(1000),
  maxEventsPerHour: z.int().min(1).max(MAX_RATE),
  /** Null: what the key makes does not end. */
  expiresAfterSeconds: z.int().min(1).max(MAX_POLICY_EXPIRY_S).nullish(),
})
export type AgentPolicyInput = z.input<typeof AgentPolicyInput>
/** Why a proposal is rejected, for its agent and for the audit. */
export const RejectInput = z.strictObject({ reason: z.string().max(2000).nullish() })
export const AskForProposalInput = z.strictObject({
  proposalId: z.string(),
  eventId: z.string(),
  answerers: z.array(z.string()).nullish(),
})
export type AskForProposalInput = z.input<typeof AskForProposalInput>

/** What is to be said about an event; questions.ts and event-actions.ts know the bounds. */
export const CommentInput = z.strictObject({ eventId: z.string(), message: z.string() })
export const RespondInput = z.strictObject({ eventId: z.string(), response: z.string() })
export const ForwardInput = z.strictObject({ eventId: z.string(), target: TargetUrl })
export const AskInput = z.strictObject({
  eventId: z.string(),
  taskId: z.string().nullish(),
  key: z.string().nullish(),
  question: z.string(),
  /** Default TEXT. */
  kind: z.enum(QUESTION_KINDS).nullish(),
  options: z.array(z.string()).nullish(),
  answerers: z.array(z.string()).nullish(),
  timeoutSeconds: z.int().nullish(),
  defaultAnswer: z.string().nullish(),
})
export type AskInput = z.input<typeof AskInput>
export const AnswerInput = z.strictObject({ answer: z.string() })
/** Without a thread: all of the webhook's. */
export const ResetBreakerInput = z.strictObject({ thread: z.string().nullish() })

/**
 * Reads an input; `check` adds what its shape cannot say.
 * @throws {InvalidInput} with every issue and its path
 */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown, check?: (value: z.output<S>) => InputIssue[]): z.output<S> {
  const result = schema
    .superRefine((value, context) => {
      for (const { path, message } of check?.(value) ?? []) context.addIssue({ code: 'custom', path, message })
    })
    .safeParse(input)
  if (result.success) return result.data
  throw new InvalidInput(result.error.issues.map(({ path, message }) => ({ path: path.map(String), message })))
}

function printable(max: number) {
  const expected = `expected 1 to ${max} printable characters`
  // Controls, and the marks that turn the direction of writing: a name is shown beside others.
  return z
    .string()
    .trim()
    .min(1, expected)
    .max(max, expected)
    .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, expected)
}

/** An address or range in its shortest form, a mapped v4 address as v4; or a preset of a provider that publishes its addresses. */
function toRange(text: string, context: z.RefinementCtx): string {
  const preset = presetOf(text)
  const entry = preset === null ? readRange(text) : PRESETS.includes(preset) ? text : null
  if (entry !== null) return entry
  // Other fields are looked at nevertheless, so that all issues come at once.
  context.addIssue({ code: 'custom', message: EXPECTED_RANGE, continue: true })
  return text
}
