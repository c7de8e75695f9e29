import { entered } from '../../components/credential-inputs.tsx'
import { jsonProblem } from '../../components/json-editor.tsx'
import type { UpdateWebhookInput } from '../../generated/graphql.ts'
import type { WebhookDetail } from './webhook-detail.ts'

/** What the form holds: numbers and JSON as they are typed, credentials as far as they are entered anew. */
export interface EditValues {
  name: string
  allowedIps: string[]
  rateLimitPerMinute: number | string
  replayGuard: boolean
  allowUnsigned: boolean
  scheme: string
  credentials: Record<string, string>
  removesCredentials: boolean
}

export function startOf(webhook: WebhookDetail): EditValues {
  const { name, allowedIps, rateLimitPerMinute, replayGuard, allowUnsigned, scheme } = webhook
  return {
    name,
    allowedIps,
    rateLimitPerMinute: rateLimitPerMinute ?? '',
    replayGuard,
    allowUnsigned,
    scheme: scheme ? JSON.stringify(scheme, null, 2) : '',
    credentials: {},
    removesCredentials: false,
  }
}

/** What is there now, with what the form has changed of what it began with on top. */
export function changesOnto(now: WebhookDetail, begun: WebhookDetail, values: EditValues): EditValues {
  const start = startOf(begun)
  const isChanged = (name: string) => JSON.stringify(values[name as keyof EditValues]) !== JSON.stringify(start[name as keyof EditValues])
  return { ...startOf(now), ...Object.fromEntries(Object.entries(values).filter(([name]) => isChanged(name))) }
}

/** Of a webhook, what can be edited here: what somebody else has changed shows in its difference. */
export function editable({ name, enabled, allowedIps, rateLimitPerMinute, replayGuard, allowUnsigned, scheme, commands }: WebhookDetail) {
  return { name, enabled, allowedIps, rateLimitPerMinute, replayGuard, allowUnsigned, scheme, commands: commands.length }
}

/** The server keeps the scheme that is there where none is given. */
export function schemeProblem({ scheme: earlier }: WebhookDetail, scheme: string): string | null {
  if (scheme.trim() !== '') return jsonProblem(scheme)
  return earlier ? 'A scheme can be replaced, and not be taken away' : null
}

export function toInput({ id, version, provider }: WebhookDetail, values: EditValues): UpdateWebhookInput {
  const { rateLimitPerMinute, scheme, credentials, removesCredentials, ...plain } = values
  const given = entered(credentials)
  return {
    id,
    expectedVersion: version,
    ...plain,
    rateLimitPerMinute: rateLimitPerMinute === '' ? null : Number(rateLimitPerMinute),
    ...(provider === 'CUSTOM' && scheme.trim() && { scheme: JSON.parse(scheme) }),
    ...(removesCredentials ? { credentials: null } : Object.keys(given).length > 0 && { credentials: given }),
  }
}
