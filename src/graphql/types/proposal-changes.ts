import { Conflict, Forbidden, InvalidInput, NotFound, ProviderFailure } from '../../errors.ts'
import { approveProposal, rejectProposal } from '../../registry/decide.ts'
import { askForProposal } from '../../registry/proposal-questions.ts'
import { builder, Proposal } from '../builder.ts'
import type { GraphqlContext } from '../context.ts'
import type { Proposal as ProposalRow } from '../rows.ts'
import { AskPayload } from './question-changes.ts'

const ProposalPayload = builder.objectRef<{ proposal: ProposalRow; secret: string | null }>('ProposalPayload').implement({
  fields: (t) => ({
    proposal: t.expose('proposal', { type: Proposal }),
    secret: t.exposeString('secret', {
      nullable: true,
      description: 'Of a webhook that was made or got a new one by this approval: its secret, shown this once.',
    }),
  }),
})
const ProposalResult = builder.errorUnion('ProposalResult', {
  types: [ProposalPayload, InvalidInput, NotFound, Conflict, Forbidden],
  resolveType: () => 'ProposalPayload',
})
const AskForProposalResult = builder.errorUnion('AskForProposalResult', {
  types: [AskPayload, InvalidInput, NotFound, Conflict, ProviderFailure, Forbidden],
  resolveType: () => 'AskPayload',
})

builder.mutationFields((t) => ({
  approveProposal: t.field({
    type: ProposalResult,
    description: 'Makes the change, as the agent; for an ADMIN or OPERATOR.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_, { id }, context) => ({
      ...(await approveProposal(context.registry, context.viewer, id)),
      proposal: await readAgain(context, id),
    }),
  }),
  rejectProposal: t.field({
    type: ProposalResult,
    args: { id: t.arg.id({ required: true }), reason: t.arg.string() },
    resolve: async (_, { id, reason }, context) => {
      await rejectProposal(context.registry, context.viewer, id, reason)
      return { secret: null, proposal: await readAgain(context, id) }
    },
  }),
  askForProposal: t.field({
    type: AskForProposalResult,
    description:
      'Puts an open proposal, as a question of the kind APPROVAL, to people where an event came from; their answer decides it. For people, and for the agent that has proposed it.',
    args: {
      proposalId: t.arg.id({ required: true }),
      eventId: t.arg.id({ required: true }),
      answerers: t.arg.stringList({ description: 'Who may decide, as the provider names them; not for an AGENT key to say.' }),
    },
    resolve: async (_, input, { registry, viewer, loaders }) => {
      const id = await askForProposal(registry, viewer, input)
      return { question: (await loaders.question(id))! }
    },
  }),
}))

function readAgain({ registry }: GraphqlContext, proposalId: string): Promise<ProposalRow> {
  return registry.db.prisma.proposal.findUniqueOrThrow({ where: { proposalId } })
}
