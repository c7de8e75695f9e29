import { ExpectationFailed, type Statement } from '../backends/database/database.ts'
import { Forbidden } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import type { ChangeVerb } from '../model/proposal.ts'
import type { Viewer } from '../model/viewer.ts'
import { type AnyChange, CHANGES, type ChangeInput, type ChangeResult } from './changes.ts'
import { warningsOf } from './leash-rules.ts'
import { type Policy, policyOf } from './policies.ts'
import { propose } from './proposals.ts'
import type { PendingChange, Registry } from './registry.ts'

interface Leash {
  viewer: Viewer
  verb: ChangeVerb
  input: JsonObject
  policy: Policy
}

/**
 * Makes a change for whoever may make it. For an AGENT key it is checked like everybody's and then made at once where the key's
 * policy names it and nothing about it is for a person alone; else it is stored as a proposal.
 * @throws {Proposed} nothing was changed yet
 * @throws {Forbidden} what no agent may do, nor propose
 */
export async function makeChange<Verb extends ChangeVerb>(
  registry: Registry,
  viewer: Viewer,
  verb: Verb,
  input: ChangeInput<Verb>,
): Promise<ChangeResult<Verb>> {
  const change = CHANGES[verb] as AnyChange
  if (viewer.role !== 'AGENT') return change(registry, viewer, input) as ChangeResult<Verb>
  const given = input as unknown as JsonObject
  requireNoCredentials(viewer, given)
  const leash = { viewer, verb, input: given, policy: await policyOf(registry, viewer.keyId) }
  const onLeash = { ...registry, commit: (pending: PendingChange) => commit(registry, leash, pending) }
  return change(onLeash, { ...viewer, role: 'OPERATOR' }, input) as ChangeResult<Verb>
}

/** Before anything else: credentials are tried out where they say they belong, and no agent sends anything there. */
function requireNoCredentials({ name }: Viewer, { credentials }: JsonObject): void {
  if (credentials !== undefined && credentials !== null) throw new Forbidden(`"${name}" gives no credentials: a person does`)
}

async function commit(registry: Registry, leash: Leash, pending: PendingChange): Promise<void> {
  const { viewer, verb, input, policy } = leash
  const warnings = await warningsOf(registry, leash, pending)
  const atOnce = policy.mayDo.includes(verb) && warnings.length === 0
  if (atOnce && (await isWritten(registry, policy, pending))) return
  throw await propose(registry, viewer, { verb, input, pending, warnings })
}

/** False: the key has made as many webhooks as its policy lets it. */
async function isWritten({ db, now }: Registry, policy: Policy, pending: PendingChange): Promise<boolean> {
  const isNew = pending.version === 1
  const within = isNew ? [withinQuota(policy.keyId)] : []
  try {
    await writeBehind(db, within, [...pending.unit, ...(isNew ? [madeBy(policy, pending.webhookId, now())] : [])])
    return true
  } catch (error) {
    if (error instanceof GuardFailed) return false
    throw error
  }
}

/** A row changes where the key has room for another webhook. */
function withinQuota(keyId: string): Statement {
  return {
    sql: `UPDATE agent_policies SET key_id = key_id WHERE key_id = ? AND
      (SELECT count(*) FROM webhook_configs WHERE made_by_key_id = agent_policies.key_id AND deleted_at IS NULL) < max_webhooks`,
    params: [keyId],
    expect: 1,
  }
}

/** Puts the bounds of the key that has made, or proposed, a webhook to it. */
export function madeBy({ keyId, maxEventsPerHour, expiresAfterSeconds }: Policy, webhookId: string, nowMs: number): Statement {
  const expiresAtMs = expiresAfterSeconds === null ? null : nowMs + expiresAfterSeconds * 1000
  return {
    sql: 'UPDATE webhook_configs SET made_by_key_id = ?, max_events_per_hour = ?, expires_at = ? WHERE webhook_id = ?',
    params: [keyId, maxEventsPerHour, expiresAtMs, webhookId],
  }
}

/** One of the statements that stand before a unit did not hold; `index` says which. */
export class GuardFailed extends Error {
  readonly index: number

  constructor(index: number) {
    super(`Guard ${index} did not hold`)
    this.index = index
  }
}

/**
 * Writes a unit behind others that belong to it.
 * @throws {GuardFailed} one of the others did not hold
 * @throws {ExpectationFailed} as the unit alone would
 */
export async function writeBehind(db: Registry['db'], guards: readonly Statement[], unit: readonly Statement[]): Promise<void> {
  try {
    await db.write([...guards, ...unit])
  } catch (error) {
    if (!(error instanceof ExpectationFailed)) throw error
    if (error.index < guards.length) throw new GuardFailed(error.index)
    throw new ExpectationFailed(error.index - guards.length)
  }
}
