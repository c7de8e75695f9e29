import type { Condition } from '../backends/database/database.ts'
import type { Change } from '../model/feed.ts'
import { ownAgent, seesProposal, seesQuestion, seesTask, seesWebhook } from '../model/rights.ts'
import type { Viewer } from '../model/viewer.ts'
import type { LiveNode } from './live/source.ts'
import { isIn } from './row-pages.ts'
import type { Proposal, Question } from './rows.ts'

// What a key may read. A key that is held to some webhooks, and an AGENT key beyond its agent's tasks, finds nothing else
// there: for them the rest does not exist.

/** Where-clause of rows that belong to a webhook. */
export function webhookScope({ webhookIds }: Viewer): { webhookId?: { in: string[] } } {
  return webhookIds.length > 0 ? { webhookId: { in: [...webhookIds] } } : {}
}

/** The same as a part of a statement. */
export function webhookConditions({ webhookIds }: Viewer): Condition[] {
  return webhookIds.length > 0 ? [isIn('webhook_id', webhookIds)] : []
}

/** Tasks: what `seesTask` says of one that is at hand. */
export function taskConditions(viewer: Viewer): Condition[] {
  const ofWebhooks = isIn('webhook_id', viewer.webhookIds)
  return [
    ...(viewer.role === 'AGENT' ? [isIn('agent', [ownAgent(viewer)])] : []),
    ...(viewer.webhookIds.length > 0 ? [{ ...ofWebhooks, sql: `(webhook_id IS NULL OR ${ofWebhooks.sql})` }] : []),
  ]
}

/** Where-clause of tasks: what `seesTask` says of one that is at hand. */
export function taskScope(viewer: Viewer): { agent?: string; OR?: { webhookId: string | { in: string[] } | null }[] } {
  const { webhookIds } = viewer
  return {
    ...(viewer.role === 'AGENT' ? { agent: ownAgent(viewer) } : {}),
    ...(webhookIds.length > 0 ? { OR: [{ webhookId: null }, { webhookId: { in: [...webhookIds] } }] } : {}),
  }
}

/** Where-clause of questions: what `seesQuestion` says of one that is at hand. */
export function questionScope(viewer: Viewer): { webhookId?: { in: string[] }; OR?: { agent?: string; askedBy?: string }[] } {
  const ofAgent = { OR: [{ agent: ownAgent(viewer) }, { askedBy: viewer.name }] }
  return { ...webhookScope(viewer), ...(viewer.role === 'AGENT' ? ofAgent : {}) }
}

/** Where-clause of proposals: what `seesProposal` says of one that is at hand. */
export function proposalScope(viewer: Viewer): { webhookId?: { in: string[] }; keyId?: string } {
  return viewer.role === 'AGENT' ? { keyId: viewer.keyId } : webhookScope(viewer)
}

/** Where-clause of agents. */
export function agentScope(viewer: Viewer): { name?: string } {
  return viewer.role === 'AGENT' ? { name: ownAgent(viewer) } : {}
}

/** Whether a viewer may hear of a change, as far as the feed's row says; of questions and proposals `seesNode` says the rest. */
export function seesChange(viewer: Viewer, { kind, webhookId, nodeId, agent }: Change): boolean {
  if (kind.startsWith('TASK_')) return seesTask(viewer, { agent, webhookId })
  if (kind.startsWith('PROPOSAL_') && viewer.role === 'AGENT') return agent === ownAgent(viewer)
  if (kind.startsWith('WEBHOOK_')) return seesWebhook(viewer, nodeId)
  return webhookId === null ? viewer.webhookIds.length === 0 : seesWebhook(viewer, webhookId)
}

/** Whether a viewer may see the row that a change is about: whose question or proposal it is stands in its row alone. */
export function seesNode(viewer: Viewer, node: LiveNode): boolean {
  if (node.__typename === 'Proposal') return seesProposal(viewer, node as unknown as Proposal)
  return node.__typename !== 'Question' || seesQuestion(viewer, node as unknown as Question)
}
