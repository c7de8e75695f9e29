import { z } from '@hono/zod-openapi'
import type { Proposal } from '../../backends/database/generated/sqlite/client.ts'
import { InvalidInput } from '../../errors.ts'
import { proposalScope } from '../../graphql/scope.ts'
import { CHANGE_VERBS, PROPOSAL_STATUSES } from '../../model/proposal.ts'
import { approveProposal, rejectProposal } from '../../registry/decide.ts'
import { parseInput, RejectInput } from '../../registry/inputs.ts'
import { readProposal } from '../../registry/proposals.ts'
import { answers, jsonBody, pageQuery, proposalId } from './document.ts'
import { addRoute, param, type RestApp, type RestContext, type RestDeps, readObject, readPage, toPage } from './route.ts'
import { bodyOf } from './shapes.ts'

const Time = z.iso.datetime()
const ProposalShape = z
  .object({
    proposal_id: z.string(),
    proposed_by: z.string(),
    agent: z.string().nullable(),
    verb: z.enum(CHANGE_VERBS),
    webhook_id: z.string(),
    summary: z.string(),
    change: z.unknown(),
    status: z.enum(PROPOSAL_STATUSES),
    decided_by: z.string().nullable(),
    reason: z.string().nullable(),
    created_at: Time,
    decided_at: Time.nullable(),
    expires_at: Time,
  })
  .openapi('Proposal')
const ApprovedShape = ProposalShape.extend({
  secret: z.string().nullable().openapi({ description: 'Of a webhook that was made or got a new one: shown this once' }),
}).openapi('ApprovedProposal')
const List = z.object({ proposals: z.array(ProposalShape), next: z.string().nullable() })
const RejectBody = bodyOf(RejectInput, 'RejectProposal')
const tags = ['proposals']

/** What agents want to change: listed, read, decided. */
export function addProposalRoutes(app: RestApp, { registry }: RestDeps): void {
  addRoute(
    app,
    {
      method: 'get',
      path: '/api/proposals',
      tags,
      summary: 'List proposals, newest first',
      request: { query: pageQuery.extend({ status: z.enum(PROPOSAL_STATUSES).optional() }) },
      responses: answers(List),
    },
    list,
  )

  addRoute(
    app,
    {
      method: 'get',
      path: '/api/proposals/{id}',
      tags,
      summary: 'Get a proposal',
      request: { params: proposalId },
      responses: answers(ProposalShape),
    },
    async (c) => c.json(await show(c)),
  )

  addRoute(
    app,
    {
      method: 'post',
      path: '/api/proposals/{id}/approve',
      tags,
      summary: 'Make the change that was proposed',
      request: { params: proposalId },
      responses: answers(ApprovedShape),
    },
    async (c) => {
      const { secret } = await approveProposal(registry, c.get('viewer'), param(c))
      return c.json({ ...(await show(c)), secret })
    },
  )

  addRoute(
    app,
    {
      method: 'post',
      path: '/api/proposals/{id}/reject',
      tags,
      summary: 'Reject a proposal',
      request: { params: proposalId, ...jsonBody(RejectBody) },
      responses: answers(ProposalShape),
    },
    async (c) => {
      const { reason } = parseInput(RejectInput, await readObject(c, { optional: true }))
      await rejectProposal(registry, c.get('viewer'), param(c), reason)
      return c.json(await show(c))
    },
  )

  async function show(c: RestContext): Promise<ReturnType<typeof toProposalJson>> {
    return toProposalJson(await readProposal(registry, c.get('viewer'), param(c)))
  }

  async function list(c: RestContext): Promise<Response> {
    const { limit, after } = readPage(c)
    const found = await registry.db.prisma.proposal.findMany({
      where: { AND: [proposalScope(c.get('viewer')), { status: statusOf(c) }], proposalId: { lt: after } },
      orderBy: { proposalId: 'desc' },
      take: limit + 1,
    })
    const { rows, next } = toPage(found, limit, (row) => row.proposalId)
    return c.json({ proposals: rows.map(toProposalJson), next })
  }
}

function statusOf(c: RestContext): string | undefined {
  const status = c.req.query('status')
  if (status !== undefined && !(PROPOSAL_STATUSES as readonly string[]).includes(status))
    throw new InvalidInput([{ path: ['status'], message: `expected one of ${PROPOSAL_STATUSES.join(', ')}` }])
  return status
}

function toProposalJson(row: Proposal): z.infer<typeof ProposalShape> {
  return {
    proposal_id: row.proposalId,
    proposed_by: row.proposedBy,
    agent: row.agent,
    verb: row.verb as z.infer<typeof ProposalShape>['verb'],
    webhook_id: row.webhookId,
    summary: row.summary,
    change: JSON.parse(row.changeJson),
    status: row.status as z.infer<typeof ProposalShape>['status'],
    decided_by: row.decidedBy,
    reason: row.reason,
    created_at: row.createdAt.toISOString(),
    decided_at: row.decidedAt?.toISOString() ?? null,
    expires_at: row.expiresAt.toISOString(),
  }
}
