import { Forbidden } from '../errors.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { ChangeVerb } from '../model/proposal.ts'
import type { Viewer } from '../model/viewer.ts'
import { isOver } from './change.ts'
import { isKnownTarget } from './forward-event.ts'
import type { Policy } from './policies.ts'
import type { PendingChange, Registry } from './registry.ts'

interface Wanted {
  viewer: Viewer
  verb: ChangeVerb
  input: JsonObject
  policy: Policy
}

/**
 * What about an agent's change makes it a proposal whatever the policy says, in words for whoever decides. Looked at is what the
 * change comes to, so it does not matter by which verb or field it is reached.
 * @throws {Forbidden} what is not even proposed
 */
export async function warningsOf(registry: Registry, wanted: Wanted, pending: PendingChange): Promise<string[]> {
  const { detail } = pending
  const after = (detail.after ?? {}) as JsonObject
  await requireKnownTargets(registry, wanted.viewer, (after.commands ?? []) as JsonObject[])
  const cautions = cautionsOf(pending)
  return pending.version === 1 ? cautions : [...cautions, ...(await warningsOfExisting(registry, wanted, pending.webhookId, detail))]
}

/** What to be careful about, whoever wants the change. */
export function cautionsOf({ version, detail }: PendingChange): string[] {
  const after = (detail.after ?? {}) as JsonObject
  const isNew = version === 1
  return wordsOf([
    [after.allow_unsigned === true, 'it takes deliveries that nobody has signed'],
    [!isNew && after.allowed_ips !== undefined, 'other addresses may deliver'],
    [!isNew && after.scheme !== undefined, 'deliveries are verified in another way'],
    [!isNew && after.replay_guard === false, 'a captured delivery may be sent again'],
  ])
}

async function warningsOfExisting(registry: Registry, wanted: Wanted, webhookId: string, detail: JsonObject): Promise<string[]> {
  const { viewer, input, policy } = wanted
  const after = (detail.after ?? {}) as JsonObject
  const row = await registry.db.prisma.webhookConfig.findUniqueOrThrow({ where: { webhookId } })
  const isOwn = row.madeByKeyId === viewer.keyId
  if (detail.credentials !== undefined) throw new Forbidden(`"${viewer.name}" takes no credentials away: a person does`)
  if (after.allowed_ips !== undefined && isEmpty(input.allowedIps))
    throw new Forbidden(`"${viewer.name}" does not open a webhook to every address: a person does`)
  if (typeof input.secret === 'string' && detail.secret !== undefined && !isOwn)
    throw new Forbidden(`"${viewer.name}" chooses no secret for a webhook that it has not made`)
  const renews = after.enabled === true && isOver(row, registry.now()) && !policy.mayDo.includes('renewWebhook')
  return wordsOf([
    [detail.secret !== undefined && !isOwn, 'its secret is replaced, and the new one has to be entered at the provider'],
    [renews, 'its time is up, and runs anew'],
  ])
}

function wordsOf(rules: [boolean, string][]): string[] {
  return rules.filter(([holds]) => holds).map(([, words]) => words)
}

async function requireKnownTargets(registry: Registry, { name }: Viewer, commands: readonly JsonObject[]): Promise<void> {
  for (const { action, target } of commands) {
    if (action !== 'forward' || typeof target !== 'string' || (await isKnownTarget(registry, target))) continue
    throw new Forbidden(`"${name}" may forward only to a URL that is registered, or a webhook that a command forwards to already`)
  }
}

function isEmpty(list: Json | undefined): boolean {
  return list === null || (Array.isArray(list) && list.length === 0)
}
