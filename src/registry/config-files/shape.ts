import { z } from 'zod'
import { type InputIssue, InvalidInput } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import { CommandInput, CreateWebhookInput, MAX_COMMANDS } from '../inputs.ts'
import { SHOWN_COMMAND, SHOWN_WEBHOOK, toSnake } from '../names.ts'

/** Where a value is read from that is kept out of the file. */
export const Reference = z.union([
  z.strictObject({ env: z.string().regex(/^HOOKLINE_SECRET_[A-Z0-9_]+$/, 'expected the name of a variable HOOKLINE_SECRET_…') }),
  z.strictObject({ file: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'expected the name of a file in DATA_DIR/secrets') }),
])
export type Reference = z.infer<typeof Reference>

const REFERENCES = '"stored", { "env": "HOOKLINE_SECRET_…" } or { "file": "<name in DATA_DIR/secrets>" }'
const { id, secret, credentials, commands: _, ...fields } = CreateWebhookInput.shape
const Left = z.unknown().optional().describe('What a webhook is shown with; left aside.')

const ConfigCommand = z.strictObject({
  ...leftAside(SHOWN_COMMAND),
  ...inSnakeCase(CommandInput.shape, {
    trigger: 'An event type or a pattern: issues.opened, issues.*, issue_comment (any of its actions), *.',
    agent: 'The agent that a task is for, or whose outcome it is.',
    template: 'What is rendered, with {{names}} of the event. Empty: its title and body.',
    conditions: 'All must hold: labels, label, body_contains, channel, or a path into the payload.',
    priority: 'Higher runs first. Default 0.',
    stop: 'When it matches, commands of lower priority are not tried.',
    target: 'Of forward: an https URL, or the id of another webhook.',
  }),
})

/** A config file, in the words of the founding document. What is left out takes its default, but secrets stay as they are. */
export const ConfigFile = z
  .strictObject({
    $schema: z.string().optional(),
    ...leftAside(SHOWN_WEBHOOK),
    webhook_id: id.describe('Default: the name of the file.'),
    ...inSnakeCase(fields, {
      name: 'For people.',
      enabled: 'Deliveries to a disabled webhook are held. Default true.',
      allow_unsigned: 'Takes unsigned deliveries, too. Default false.',
      replay_guard: 'The same signature under another delivery id is a repeat. Default false.',
      allowed_ips: 'Addresses and CIDR ranges; empty: anyone.',
      rate_limit_per_minute: 'Verified deliveries; null: no limit.',
      scheme: 'Of custom webhooks: which header holds what, and how it is signed.',
    }),
    endpoint: z.string().optional().describe('Follows from provider and webhook_id: /webhooks/{provider}/{webhook_id}.'),
    secret: z
      .union(
        [z.literal('stored'), secret.unwrap().unwrap(), Reference],
        `expected 8 to 512 printable characters without spaces, ${REFERENCES}`,
      )
      .nullish()
      .describe('Left out: one is made where the provider takes any. A secret in clear is taken in and replaced by "stored".'),
    credentials: z
      .union(
        [z.literal('stored'), z.record(z.string(), z.union([credentials.unwrap().unwrap().valueType, Reference]))],
        `expected "stored", or an object of values, each in clear, ${REFERENCES}`,
      )
      .nullish()
      .describe('What the provider\'s API needs, by name. Null: none. Values in clear are taken in and replaced by "stored".'),
    commands: z.array(ConfigCommand).max(MAX_COMMANDS).nullish(),
  })
  .describe('A webhook of Hookline, as a config file says it.')
export type ConfigFile = z.infer<typeof ConfigFile>

/** The JSON Schema of a config file, for editors and for checks before a file is put in its place. */
export function configSchema(): JsonObject {
  const schema = z.toJSONSchema(ConfigFile, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' })
  return JSON.parse(JSON.stringify({ title: 'Hookline webhook', ...schema }))
}

/** @throws {InvalidInput} with every issue; a name that is not known is an issue of its own */
export function parseShape(value: unknown): ConfigFile {
  const result = ConfigFile.safeParse(value)
  if (result.success) return result.data
  throw new InvalidInput(result.error.issues.flatMap(toIssues))
}

function toIssues(issue: z.core.$ZodIssue): InputIssue[] {
  const path = issue.path.map(String)
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
  return issue.keys.map((name) => ({ path: [...path, name], message: 'there is no such field' }))
}

function leftAside(names: readonly string[]): Record<string, typeof Left> {
  return Object.fromEntries(names.map((name) => [name, Left]))
}

/** The same fields under the names that files have, described where a description stands under that name. */
function inSnakeCase(shape: z.ZodRawShape, descriptions: Record<string, string>): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => {
      const description = descriptions[toSnake(name)]
      return [toSnake(name), description === undefined ? field : (field as z.ZodType).describe(description)]
    }),
  ) as Record<string, z.ZodType>
}
