import { auditEntry } from '../backends/database/database.ts'
import { requireAllWebhooks, requireRole } from '../model/rights.ts'
import { actorOf, type Viewer } from '../model/viewer.ts'
import { AgentLimitInput, parseInput } from './inputs.ts'
import type { Registry } from './registry.ts'

/** How many tasks of an agent may be under way at a time, over all its workers. `maxConcurrent` 1 to 10,000; left out: any number. */
export async function limitAgent({ db, now }: Registry, viewer: Viewer, input: AgentLimitInput): Promise<void> {
  requireRole(viewer, 'ADMIN', 'OPERATOR')
  requireAllWebhooks(viewer, 'and an agent works for all')
  const { agent, maxConcurrent = null } = parseInput(AgentLimitInput, input)
  await db.write([
    {
      sql: 'INSERT INTO agents (name, max_concurrent) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET max_concurrent = excluded.max_concurrent',
      params: [agent, maxConcurrent],
    },
    auditEntry({ ...actorOf(viewer), verb: 'agent.limit', subject: agent, detail: { maxConcurrent }, atMs: now() }),
  ])
}
