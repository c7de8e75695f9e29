import { auditEntry, feedEntry, type Statement } from '../backends/database/database.ts'
import type { Proposal } from '../backends/database/generated/sqlite/client.ts'
import { Conflict } from '../errors.ts'
import type { ChangeVerb } from '../model/proposal.ts'
import { requireRole } from '../model/rights.ts'
import { actorOf, type Role, type Viewer } from '../model/viewer.ts'
import { type AnyChange, CHANGES } from './changes.ts'
import { fileOf, recordOf, withoutFile } from './config-files/proposed-file.ts'
import { parseInput, RejectInput } from './inputs.ts'
import { GuardFailed, madeBy, writeBehind } from './leash.ts'
import { policyOf } from './policies.ts'
import { inputOf, readProposal } from './proposals.ts'
import type { PendingChange, Registry } from './registry.ts'

/** Who decides, for the audit. */
export interface Decider {
  actor: string
  address?: string | undefined
  /** `api`, or how a question was answered: `button`, `thread`, `page`. */
  via: string
  /** Of who is held to webhooks: whoever approves gives no more than they could do themselves. */
  webhookIds?: readonly string[]
  /** For what a file proposes; default OPERATOR. */
  role?: Role
}

/**
 * Carries a proposal out, in one unit with the decision. `secret`: of a webhook that was made or got a new one, shown this once.
 * @throws {Conflict} it was decided, is too old, or the webhook has changed since
 * @throws {Forbidden | NotFound | InvalidInput} also where the change cannot be made any more
 */
export async function approveProposal(registry: Registry, viewer: Viewer, id: string): Promise<{ secret: string | null }> {
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  const { webhookIds, role } = viewer
  return approve(registry, await readProposal(registry, viewer, id), { ...actorOf(viewer), via: 'api', webhookIds, role })
}

/** @throws {Forbidden | NotFound | Conflict | InvalidInput} */
export async function rejectProposal(registry: Registry, viewer: Viewer, id: string, reason?: string | null): Promise<void> {
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  const given = parseInput(RejectInput, { reason })
  await reject(registry, await readProposal(registry, viewer, id), { ...actorOf(viewer), via: 'api' }, given.reason)
}

/** For who may decide. In the change's history stands the key that has proposed it, in the audit also who has approved. */
export async function approve(registry: Registry, proposal: Proposal, decider: Decider): Promise<{ secret: string | null }> {
  const { keyId, proposedBy, agent, verb } = proposal
  const nowMs = registry.now()
  const decision = decisionOf(proposal, 'APPROVED', decider, nowMs)
  let isWritten = false
  const commit = async (pending: PendingChange) => {
    await decide(registry, proposal, decision, [...pending.unit, ...(await besideOf(registry, proposal, pending))])
    isWritten = true
  }
  const role = fileOf(proposal) ? (decider.role ?? 'OPERATOR') : 'OPERATOR'
  const proposer: Viewer = { keyId, name: proposedBy, agent, role, webhookIds: decider.webhookIds ?? [] }
  requireOpen(proposal, nowMs)
  const input = withoutFile(inputOf(registry, proposal))
  const result = await (CHANGES[verb as ChangeVerb] as AnyChange)({ ...registry, commit }, proposer, input)
  // Somebody has made the same change meanwhile: there is nothing left to write but the decision.
  if (!isWritten) await decide(registry, { ...proposal, baseVersion: null }, decision, [])
  registry.log.info({ proposalId: proposal.proposalId, webhookId: proposal.webhookId }, 'a proposal was approved')
  return { secret: secretOf(result) }
}

/** What belongs to the change of a proposal: that its file is in force, or the bounds of what an agent has made. */
async function besideOf(registry: Registry, proposal: Proposal, pending: PendingChange): Promise<Statement[]> {
  const file = fileOf(proposal)
  if (file) return recordOf(registry, file, pending)
  if (pending.version !== 1) return []
  return [madeBy(await policyOf(registry, proposal.keyId), pending.webhookId, registry.now())]
}

export async function reject(registry: Registry, proposal: Proposal, decider: Decider, reason: string | null = null): Promise<void> {
  const nowMs = registry.now()
  await decide(registry, { ...proposal, baseVersion: null }, decisionOf(proposal, 'REJECTED', decider, nowMs, reason), [])
  registry.log.info({ proposalId: proposal.proposalId, webhookId: proposal.webhookId }, 'a proposal was rejected')
}

/** Proposals whose time is up: at most so many at once. */
export async function expireProposals({ db, now }: Registry): Promise<void> {
  const atMs = now()
  const due = await db.prisma.proposal.findMany({ where: { status: 'OPEN', expiresAt: { lte: new Date(atMs) } }, take: 100 })
  for (const { proposalId, webhookId, agent } of due) {
    await db.write([
      {
        sql: `UPDATE proposals SET status = 'EXPIRED', decided_at = ?, sealed = NULL WHERE proposal_id = ? AND status = 'OPEN'`,
        params: [atMs, proposalId],
      },
      ...closeQuestions(proposalId, atMs),
      feedEntry('PROPOSAL_DECIDED', proposalId, { webhookId, agent, atMs }),
    ])
  }
}

/** The unit of a decision: its first statement must find the proposal open. */
export function decisionOf(
  { proposalId, webhookId, agent, summary }: Proposal,
  status: 'APPROVED' | 'REJECTED',
  { actor, address, via }: Decider,
  atMs: number,
  reason: string | null = null,
): Statement[] {
  return [
    {
      sql: `UPDATE proposals SET status = ?, decided_by = ?, decided_at = ?, reason = ?, sealed = NULL
        WHERE proposal_id = ? AND status = 'OPEN' AND expires_at > ?`,
      params: [status, actor, atMs, reason, proposalId, atMs],
      expect: 1,
    },
    ...closeQuestions(proposalId, atMs),
    feedEntry('PROPOSAL_DECIDED', proposalId, { webhookId, agent, atMs }),
    auditEntry({
      actor,
      address,
      verb: status === 'APPROVED' ? 'proposal.approve' : 'proposal.reject',
      subject: proposalId,
      detail: { webhook: webhookId, summary, via, ...(reason && { reason }) },
      atMs,
    }),
  ]
}

/** Whoever would still answer is told that it was decided. */
function closeQuestions(proposalId: string, atMs: number): Statement[] {
  const open = `FROM questions WHERE proposal_id = ? AND status = 'OPEN'`
  return [
    {
      sql: `INSERT INTO change_feed (kind, node_id, webhook_id, agent, at) SELECT 'QUESTION_CLOSED', question_id, webhook_id, NULL, ? ${open}`,
      params: [atMs, proposalId],
    },
    { sql: `UPDATE questions SET status = 'CANCELLED' WHERE proposal_id = ? AND status = 'OPEN'`, params: [proposalId] },
  ]
}

/** @throws {Conflict} */
async function decide(registry: Registry, proposal: Proposal, decision: readonly Statement[], unit: readonly Statement[]): Promise<void> {
  const { proposalId, webhookId, baseVersion } = proposal
  const isUnchanged: Statement = {
    sql: 'UPDATE webhook_configs SET version = version WHERE webhook_id = ? AND version = ?',
    params: [webhookId, baseVersion],
    expect: 1,
  }
  try {
    await writeBehind(registry.db, [...decision, ...(baseVersion === null ? [] : [isUnchanged])], unit)
  } catch (error) {
    if (!(error instanceof GuardFailed)) throw error
    requireOpen(await registry.db.prisma.proposal.findUniqueOrThrow({ where: { proposalId } }), registry.now())
    throw new Conflict(`The webhook "${webhookId}" has changed since this was proposed: reject it, and have it proposed anew`)
  }
}

/** @throws {Conflict} */
function requireOpen({ status, decidedBy, expiresAt }: Proposal, nowMs: number): void {
  if (status === 'APPROVED' || status === 'REJECTED')
    throw new Conflict(`The proposal was ${status === 'APPROVED' ? 'approved' : 'rejected'} already by ${decidedBy}`)
  if (status === 'EXPIRED' || expiresAt.getTime() <= nowMs) throw new Conflict('The proposal has expired: have it proposed anew')
}

function secretOf(result: unknown): string | null {
  const { secret } = result as { secret?: unknown }
  return typeof secret === 'string' && (result as { webhook?: unknown }).webhook ? secret : null
}
