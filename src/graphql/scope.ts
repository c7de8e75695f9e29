import type { Change } from '../model/feed.ts'
import type { Viewer } from '../model/viewer.ts'
import { seesWebhook } from '../registry/registry.ts'

// What a key may read. A key that is held to some webhooks, and an AGENT key beyond its agent's tasks, finds nothing else
// there: for them the rest does not exist.

interface OfWebhook {
  webhookId: string | null
}
interface OfAgent extends OfWebhook {
  agent: string | null
}

/** Where-clause of rows that belong to a webhook. */
export function webhookScope({ webhookIds }: Viewer): { webhookId?: { in: string[] } } {
  return webhookIds.length > 0 ? { webhookId: { in: [...webhookIds] } } : {}
}

/** Where-clause of tasks. A task without a webhook belongs to its agent alone. */
export function taskScope(viewer: Viewer): { agent?: string; OR?: { webhookId: string | { in: string[] } | null }[] } {
  const { webhookIds } = viewer
  return {
    ...(viewer.role === 'AGENT' ? { agent: ownAgent(viewer) } : {}),
    ...(webhookIds.length > 0 ? { OR: [{ webhookId: null }, { webhookId: { in: [...webhookIds] } }] } : {}),
  }
}

/** Where-clause of agents. */
export function agentScope(viewer: Viewer): { name?: string } {
  return viewer.role === 'AGENT' ? { name: ownAgent(viewer) } : {}
}

/** The same as `taskScope`, for a task that is at hand. */
function seesTask(viewer: Viewer, { agent, webhookId }: OfAgent): boolean {
  if (viewer.role === 'AGENT' && agent !== ownAgent(viewer)) return false
  return webhookId === null || seesWebhook(viewer, webhookId)
}

/** Whether a viewer may hear of a change. */
export function seesChange(viewer: Viewer, { kind, webhookId, nodeId, agent }: Change): boolean {
  if (kind.startsWith('TASK_')) return seesTask(viewer, { agent, webhookId })
  if (kind.startsWith('PROPOSAL_')) return viewer.role !== 'AGENT'
  if (kind.startsWith('WEBHOOK_')) return seesWebhook(viewer, nodeId)
  return webhookId === null ? viewer.webhookIds.length === 0 : seesWebhook(viewer, webhookId)
}

/** The agent that an AGENT key is for. No agent has an empty name, so a key without one sees no task. */
function ownAgent({ agent }: Viewer): string {
  return agent ?? ''
}
