import { auditEntry, insert, type Statement } from '../backends/database/database.ts'
import type { AgentPolicy as PolicyRow } from '../backends/database/generated/sqlite/client.ts'
import { InvalidInput, NotFound } from '../errors.ts'
import type { ChangeVerb } from '../model/proposal.ts'
import { requireRole } from '../model/rights.ts'
import { actorOf, type Viewer } from '../model/viewer.ts'
import { AgentPolicyInput, parseInput } from './inputs.ts'
import { requireKeeper } from './keys.ts'
import type { Registry } from './registry.ts'

/** What an AGENT key may do at once, and the bounds of what it makes. */
export interface Policy {
  keyId: string
  mayDo: ChangeVerb[]
  /** Webhooks that it has made and that are not deleted; beyond, making one becomes a proposal. */
  maxWebhooks: number
  /** Verified deliveries at all webhooks that it has made. */
  maxEventsPerHour: number
  /** After this what it has made is disabled unless renewed; null: never. */
  expiresAfterSeconds: number | null
}

/** For a key that nobody has set a policy for: everything is a proposal, and an approved webhook does not end. */
const DEFAULTS = { mayDo: [], maxWebhooks: 10, maxEventsPerHour: 1000, expiresAfterSeconds: null }

export async function policyOf({ db }: Registry, keyId: string): Promise<Policy> {
  return toPolicy(keyId, await db.prisma.agentPolicy.findUnique({ where: { keyId } }))
}

/**
 * Of each AGENT key that is not revoked, oldest first; of an AGENT key its own.
 * @throws {Forbidden} anyone but an AGENT, and an ADMIN that is not held to webhooks
 */
export async function listPolicies({ db }: Registry, viewer: Viewer): Promise<Policy[]> {
  requireRole(viewer, 'ADMIN', 'AGENT')
  const own = viewer.role === 'AGENT'
  if (!own) requireKeeper(viewer)
  const where = { role: 'AGENT', revokedAt: null, ...(own && { keyId: viewer.keyId }) }
  const keys = await db.prisma.apiKey.findMany({ where, orderBy: { keyId: 'asc' }, select: { keyId: true } })
  const rows = await db.prisma.agentPolicy.findMany({ where: own ? { keyId: viewer.keyId } : {} })
  const known = new Map(rows.map((row) => [row.keyId, row]))
  return keys.map(({ keyId }) => toPolicy(keyId, known.get(keyId) ?? null))
}

/**
 * Sets the whole policy of an AGENT key. The events an hour hold for its present webhooks at once; `expiresAfterSeconds` counts
 * for those that are made or renewed from now on.
 * @throws {Forbidden | NotFound | InvalidInput}
 */
export async function setAgentPolicy(registry: Registry, viewer: Viewer, input: AgentPolicyInput): Promise<Policy> {
  requireKeeper(viewer)
  const { db, now } = registry
  const { apiKeyId: keyId, ...wanted } = parseInput(AgentPolicyInput, input)
  const key = await db.prisma.apiKey.findUnique({ where: { keyId } })
  if (!key) throw new NotFound('API key', keyId)
  if (key.role !== 'AGENT') throw new InvalidInput([{ path: ['apiKeyId'], message: `expected an AGENT key; "${key.name}" is ${key.role}` }])
  const policy: Policy = {
    ...wanted,
    keyId,
    mayDo: [...new Set(wanted.mayDo)],
    expiresAfterSeconds: wanted.expiresAfterSeconds ?? null,
  }
  const own = await db.prisma.webhookConfig.findMany({ where: { madeByKeyId: keyId, deletedAt: null }, select: { webhookId: true } })
  await db.write(statements(policy, viewer, now()))
  for (const { webhookId } of own) await registry.refreshWebhook(webhookId)
  return policy
}

function statements(policy: Policy, viewer: Viewer, atMs: number): Statement[] {
  const { keyId, mayDo, maxWebhooks, maxEventsPerHour, expiresAfterSeconds } = policy
  const columns = {
    may_do_json: JSON.stringify(mayDo),
    max_webhooks: maxWebhooks,
    max_events_per_hour: maxEventsPerHour,
    expires_after_seconds: expiresAfterSeconds,
    updated_at: atMs,
    updated_by: viewer.name,
  }
  const row = insert('agent_policies', { key_id: keyId, ...columns })
  const assigned = Object.keys(columns).map((column) => `${column} = excluded.${column}`)
  const ownOnes = 'FROM webhook_configs WHERE made_by_key_id = ? AND deleted_at IS NULL AND max_events_per_hour <> ?'
  return [
    { ...row, sql: `${row.sql} ON CONFLICT (key_id) DO UPDATE SET ${assigned}` },
    {
      sql: `INSERT INTO change_feed (kind, node_id, webhook_id, agent, at) SELECT 'WEBHOOK_UPDATED', webhook_id, webhook_id, NULL, ? ${ownOnes}`,
      params: [atMs, keyId, maxEventsPerHour],
    },
    { sql: 'UPDATE webhook_configs SET max_events_per_hour = ? WHERE made_by_key_id = ?', params: [maxEventsPerHour, keyId] },
    auditEntry({
      ...actorOf(viewer),
      verb: 'policy.set',
      subject: keyId,
      detail: {
        may_do: mayDo,
        max_webhooks: maxWebhooks,
        max_events_per_hour: maxEventsPerHour,
        expires_after_seconds: expiresAfterSeconds,
      },
      atMs,
    }),
  ]
}

function toPolicy(keyId: string, row: PolicyRow | null): Policy {
  if (row === null) return { ...DEFAULTS, keyId }
  const { maxWebhooks, maxEventsPerHour, expiresAfterSeconds } = row
  return { keyId, mayDo: JSON.parse(row.mayDoJson), maxWebhooks, maxEventsPerHour, expiresAfterSeconds }
}
