import { isDeepStrictEqual } from 'node:util'
import type { WebhookStateFragment } from '../../sdk/index.ts'
import { UsageError } from '../errors.ts'
import { type Configuration, fromServer } from './configuration.ts'
import type { WebhookFile } from './read-folder.ts'

/** A field that is to change, or a command that is to go or to come. */
export interface Difference {
  field: string
  before?: unknown
  after?: unknown
}

export type Step =
  | { kind: 'create'; id: string; file: WebhookFile }
  /** `version` is the one that was looked at: nobody's later change is lost. */
  | { kind: 'update'; id: string; version: number; file: WebhookFile; differences: Difference[] }
  | { kind: 'delete'; id: string; name: string }

export interface Plan {
  steps: Step[]
  /** What a person should know. */
  remarks: string[]
}

/** What makes the server be as the files say. `prune`: what no file names is deleted. */
export function makePlan(files: readonly WebhookFile[], webhooks: readonly WebhookStateFragment[], prune: boolean): Plan {
  const standing = new Map(webhooks.map((webhook) => [webhook.id, webhook]))
  const named = new Set(files.map(({ id }) => id))
  const others = webhooks.filter(({ id }) => !named.has(id))
  const steps = [
    ...files.flatMap((file) => stepFor(file, standing.get(file.id)) ?? []),
    ...(prune ? others.map(({ id, name }) => ({ kind: 'delete' as const, id, name })) : []),
  ]
  return { steps, remarks: [...files.flatMap((file) => remarksOn(file, standing.has(file.id))), ...remarkOnOthers(others, prune)] }
}

function stepFor(file: WebhookFile, webhook: WebhookStateFragment | undefined): Step | null {
  if (!webhook) return { kind: 'create', id: file.id, file }
  const before = fromServer(webhook)
  if (before.provider !== file.configuration.provider)
    throw new UsageError(`${file.file}: provider: ${file.id} is a ${before.provider} webhook and stays one`)
  const differences = compare(before, file.configuration)
  return differences.length === 0 ? null : { kind: 'update', id: file.id, version: webhook.version, file, differences }
}

function compare({ commands: had, ...before }: Configuration, { commands: wanted, ...after }: Configuration): Difference[] {
  const fields = Object.keys(after).filter((name) => !isDeepStrictEqual(before[name], after[name]))
  return [
    ...fields.map((field) => ({ field, before: before[field], after: after[field] })),
    ...missing(had, wanted).map((command) => ({ field: 'commands', before: command })),
    ...missing(wanted, had).map((command) => ({ field: 'commands', after: command })),
  ]
}

/** Those of `ones` that `others` do not have, each counted as often as it is there. Their order says nothing: priorities do. */
function missing<T>(ones: readonly T[], others: readonly T[]): T[] {
  const left = [...others]
  return ones.filter((one) => {
    const index = left.findIndex((other) => isDeepStrictEqual(one, other))
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
}

function remarksOn({ file, secret, credentials }: WebhookFile, isThere: boolean): string[] {
  if (!isThere || (secret === undefined && credentials === undefined)) return []
  return [
    `${file}: what it says of secrets counts when the webhook is made; \`hookline webhooks rotate\` and \`update\` change them later.`,
  ]
}

function remarkOnOthers(others: readonly WebhookStateFragment[], prune: boolean): string[] {
  if (prune || others.length === 0) return []
  return [`No file names ${others.map(({ id }) => id).join(', ')}: they stay. --prune deletes them.`]
}
