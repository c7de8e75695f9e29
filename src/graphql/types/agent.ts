import type { Database } from '../../backends/database/database.ts'
import { Forbidden, InvalidInput } from '../../errors.ts'
import type { Viewer } from '../../model/viewer.ts'
import { limitAgent } from '../../registry/agents.ts'
import { by } from '../batch.ts'
import { builder } from '../builder.ts'
import { agentScope, taskScope, webhookScope } from '../scope.ts'

interface AgentCounts {
  name: string
  queued: number
  claimed: number
  maxConcurrent: number | null
  lastSeenAt: Date | null
}

const Agent = builder.objectRef<AgentCounts>('Agent').implement({
  fields: (t) => ({
    name: t.exposeString('name'),
    queued: t.exposeInt('queued'),
    claimed: t.exposeInt('claimed'),
    maxConcurrent: t.exposeInt('maxConcurrent', {
      nullable: true,
      description: 'How many of its tasks may be under way at a time, over all its workers; null: any number.',
    }),
    lastSeenAt: t.expose('lastSeenAt', { type: 'DateTime', nullable: true }),
  }),
})

builder.queryField('agents', (t) =>
  t.field({
    type: [Agent],
    description: 'Those that ever came for a task, and those that one waits for; by name.',
    resolve: (_, _args, { registry, viewer }) => listAgents(registry.db, viewer),
  }),
)

const AgentPayload = builder.objectRef<{ agent: AgentCounts }>('AgentPayload').implement({
  fields: (t) => ({ agent: t.expose('agent', { type: Agent }) }),
})
const AgentResult = builder.errorUnion('AgentResult', {
  types: [AgentPayload, InvalidInput, Forbidden],
  resolveType: () => 'AgentPayload',
})

builder.mutationField('setAgentLimit', (t) =>
  t.field({
    type: AgentResult,
    description: 'How many tasks of an agent may be under way at a time, over all its workers. Left out: any number.',
    args: { agent: t.arg.string({ required: true }), maxConcurrent: t.arg.int() },
    resolve: async (_, input, { registry, viewer }) => {
      await limitAgent(registry, viewer, input)
      const agents = await listAgents(registry.db, viewer)
      return { agent: agents.find(({ name }) => name === input.agent)! }
    },
  }),
)

/** Where-clause: a key that is held to some webhooks knows of the agents that have had a task of these. */
async function knownTo(prisma: Database['prisma'], viewer: Viewer): Promise<{ name?: { in: string[] } }> {
  if (viewer.webhookIds.length === 0 || viewer.role === 'AGENT') return {}
  const tasks = await prisma.task.findMany({ where: webhookScope(viewer), distinct: ['agent'], select: { agent: true } })
  return { name: { in: tasks.map(({ agent }) => agent) } }
}

async function listAgents({ prisma }: Database, viewer: Viewer): Promise<AgentCounts[]> {
  const open = { AND: [taskScope(viewer), { status: { in: ['QUEUED', 'CLAIMED'] } }] }
  const [seen, counts] = await Promise.all([
    prisma.agent.findMany({ where: { AND: [agentScope(viewer), await knownTo(prisma, viewer)] } }),
    prisma.task.groupBy({ by: ['agent', 'status'], where: open, _count: true }),
  ])
  const agents = by<AgentCounts>(
    seen.map((agent) => ({ ...agent, queued: 0, claimed: 0 })),
    ({ name }) => name,
  )
  for (const { agent, status, _count } of counts) {
    const known = agents.get(agent) ?? { name: agent, queued: 0, claimed: 0, maxConcurrent: null, lastSeenAt: null }
    agents.set(agent, { ...known, [status === 'QUEUED' ? 'queued' : 'claimed']: _count })
  }
  return [...agents.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
