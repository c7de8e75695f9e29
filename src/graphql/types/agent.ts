import type { Database } from '../../backends/database/database.ts'
import { Forbidden, InvalidInput } from '../../errors.ts'
import type { Viewer } from '../../model/viewer.ts'
import { limitAgent } from '../../registry/agents.ts'
import { by } from '../batch.ts'
import { builder } from '../builder.ts'
import { allOf } from '../row-pages.ts'
import { agentScope, taskConditions, webhookScope } from '../scope.ts'

interface AgentCounts {
  name: string
  queued: number
  claimed: number
  maxConcurrent: number | null
  lastSeenAt: Date | null
}

/** Beyond, the figure says no more to anybody, and to count goes through each. */
const MAX_COUNTED = 100_000

const Agent = builder.objectRef<AgentCounts>('Agent').implement({
  fields: (t) => ({
    name: t.exposeString('name'),
    queued: t.exposeInt('queued', { description: `Counted up to ${MAX_COUNTED}.` }),
    claimed: t.exposeInt('claimed', { description: `Counted up to ${MAX_COUNTED}.` }),
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

async function listAgents(db: Database, viewer: Viewer): Promise<AgentCounts[]> {
  const { prisma } = db
  const [seen, waiting] = await Promise.all([
    prisma.agent.findMany({ where: { AND: [agentScope(viewer), await knownTo(prisma, viewer)] } }),
    countOpen(db, viewer),
  ])
  const agents = by<AgentCounts>(
    seen.map((agent) => ({ ...agent, queued: 0, claimed: 0 })),
    ({ name }) => name,
  )
  for (const counted of waiting)
    agents.set(counted.name, { maxConcurrent: null, lastSeenAt: null, ...agents.get(counted.name), ...counted })
  return [...agents.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** From one agent to the next along the tasks' index, so that of each no more is read than what is open. */
async function countOpen(db: Database, viewer: Viewer): Promise<Pick<AgentCounts, 'name' | 'queued' | 'claimed'>[]> {
  const scope = allOf(taskConditions(viewer))
  const count = (status: string) =>
    `(SELECT count(*) FROM (SELECT 1 FROM tasks WHERE tasks.agent = names.name AND ${scope.sql} AND status = '${status}' LIMIT ${MAX_COUNTED}) AS open)`
  const rows = await db.read<Pick<AgentCounts, 'name' | 'queued' | 'claimed'>>(
    `WITH RECURSIVE names(name) AS (SELECT min(agent) FROM tasks UNION ALL
       SELECT (SELECT min(agent) FROM tasks WHERE agent > names.name) FROM names WHERE names.name IS NOT NULL)
     SELECT name, ${count('QUEUED')} AS queued, ${count('CLAIMED')} AS claimed FROM names WHERE name IS NOT NULL`,
    [...scope.params, ...scope.params],
  )
  return rows.filter(({ queued, claimed }) => queued + claimed > 0)
}
