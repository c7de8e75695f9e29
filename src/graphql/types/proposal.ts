import type { ProposalStatus as Status } from '../../model/proposal.ts'
import { builder, Node, Proposal } from '../builder.ts'
import { ProposalStatus } from '../enums.ts'
import { pageOf, windowQuery } from '../page.ts'
import { previewProposal } from '../preview-proposal.ts'
import type { Proposal as ProposalRow } from '../rows.ts'
import { proposalScope } from '../scope.ts'
import { CommandPreview } from './preview.ts'

builder.prismaObject('Proposal', {
  description: 'A change that an agent wants to make and that policy leaves to a person.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.exposeID('proposalId'),
    proposedBy: t.exposeString('proposedBy', { description: "The name of the agent's key; `config-file` for what a file says." }),
    agent: t.exposeString('agent', { nullable: true }),
    summary: t.exposeString('summary'),
    change: t.field({
      type: 'JSON',
      description:
        'The verb, the webhook and its version; what differs before and after, in the words of config files; warnings. No values of secrets.',
      resolve: ({ changeJson }) => JSON.parse(changeJson),
    }),
    preview: t.field({
      type: CommandPreview,
      nullable: true,
      description:
        'Back-test: what the commands that are new or changed would have done with the last events of the webhook; of one that is not made yet, with those of its provider. Null: no command is new or changed, or there are no events.',
      args: { last: t.arg.int({ required: true, defaultValue: 20, description: 'Events: 1 to 100.' }) },
      resolve: (row, { last }, context) => previewProposal(context, row, last),
    }),
    status: t.field({ type: ProposalStatus, resolve: ({ status }) => status as Status }),
    decidedBy: t.exposeString('decidedBy', { nullable: true }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it was rejected.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'After this nobody can approve it any more.' }),
  }),
})

builder.queryField('proposals', (t) =>
  t.connection(
    {
      type: Proposal,
      description: 'Newest first. An AGENT key sees its own.',
      args: { statuses: t.arg({ type: [ProposalStatus] }) },
      resolve: (_, args, { registry, viewer }) => {
        const { proposal } = registry.db.prisma
        const { statuses } = args
        const where = { AND: [proposalScope(viewer), statuses ? { status: { in: statuses } } : {}] }
        return pageOf<ProposalRow>(args, {
          idOf: ({ proposalId }) => proposalId,
          find: (window) => {
            const { range, ...query } = windowQuery('proposalId', window)
            return proposal.findMany({ where: { AND: [where, range] }, ...query })
          },
          count: (take) => proposal.count({ where, take }),
        })
      },
    },
    { name: 'ProposalConnection' },
    { name: 'ProposalEdge' },
  ),
)
