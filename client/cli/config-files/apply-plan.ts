import {
  CreateWebhookDocument,
  type CreateWebhookInput,
  DeleteWebhookDocument,
  UpdateWebhookDocument,
  type UpdateWebhookInput,
} from '../../sdk/index.ts'
import { UsageError } from '../errors.ts'
import type { Session } from '../session.ts'
import { toInput } from './configuration.ts'
import type { Step } from './plan.ts'
import type { WebhookFile } from './read-folder.ts'

/** What one step has done. */
export interface Done {
  kind: Step['kind']
  id: string
  /** Of a webhook that was made, where the server made its secret: shown this once. */
  secret?: string
  url?: string
}

/** @throws {HooklineError} a Conflict where somebody has changed the webhook since the plan was made */
export async function applyStep({ hookline, signal }: Session, step: Step): Promise<Done> {
  const { kind, id } = step
  if (step.kind === 'delete') {
    await hookline.request(DeleteWebhookDocument, { id }, { signal })
    return { kind, id }
  }
  if (step.kind === 'update') {
    await hookline.request(UpdateWebhookDocument, { input: changesOf(step) }, { signal })
    return { kind, id }
  }
  const input = { ...toInput(step.file.configuration), id, ...secretsOf(step.file) }
  const { secret, webhook } = (await hookline.request(CreateWebhookDocument, { input }, { signal })).createWebhook
  return { kind, id, url: webhook.url, ...(secret && { secret }) }
}

/** The fields that differ; the commands, where any does, as a whole. */
function changesOf({ id, version, file, differences }: Extract<Step, { kind: 'update' }>): UpdateWebhookInput {
  const { provider: _, ...input } = toInput(file.configuration)
  const changed = new Set(differences.map(({ field }) => field.replaceAll('_', '')))
  const fields = Object.entries(input).filter(([name]) => changed.has(name.toLowerCase()))
  return { ...Object.fromEntries(fields), id, expectedVersion: version }
}

/** @throws {UsageError} for a reference, which only the server's own folder can follow */
function secretsOf({ file, secret, credentials }: WebhookFile): Pick<CreateWebhookInput, 'secret' | 'credentials'> {
  const values = Object.values(typeof credentials === 'object' ? (credentials ?? {}) : {})
  if ([secret, ...values].some((value) => value !== undefined && typeof value !== 'string'))
    throw new UsageError(`${file}: a secret that lies elsewhere can only be read by the server, from its own config folder`)
  return { ...(typeof secret === 'string' && { secret }), ...(credentials !== undefined && { credentials }) }
}
