import { Forbidden, NotFound } from '../errors.ts'
import type { Role, Viewer } from './viewer.ts'

/** @throws {Forbidden} when the viewer's role is none of these */
export function requireRole(viewer: Viewer, ...roles: Role[]): void {
  if (!roles.includes(viewer.role))
    throw new Forbidden(`This takes a key with the role ${roles.join(' or ')}; "${viewer.name}" is ${viewer.role}`)
}

/**
 * For what is shared by all webhooks: keys, the audit, credentials by provider.
 * @param why what it is that is shared, as the end of a sentence
 * @throws {Forbidden} when the viewer is held to certain webhooks
 */
export function requireAllWebhooks(viewer: Viewer, why: string): void {
  if (viewer.webhookIds.length > 0) throw new Forbidden(`"${viewer.name}" is held to its webhooks, ${why}`)
}

/** Whether a key is held to certain webhooks, and this is none of them: to its caller the webhook is not there. */
export function seesWebhook(viewer: Viewer, webhookId: string): boolean {
  return viewer.webhookIds.length === 0 || viewer.webhookIds.includes(webhookId)
}

/** @throws {NotFound} as for a webhook that was never made */
export function requireWebhook(viewer: Viewer, webhookId: string): void {
  if (!seesWebhook(viewer, webhookId)) throw new NotFound('Webhook', webhookId)
}

/** Whether a task is there for its caller. A task without a webhook belongs to its agent alone. */
export function seesTask(viewer: Viewer, { agent, webhookId }: { agent: string | null; webhookId: string | null }): boolean {
  if (viewer.role === 'AGENT' && agent !== ownAgent(viewer)) return false
  return webhookId === null || seesWebhook(viewer, webhookId)
}

/** Whether a question is there for its caller. An agent's key sees those whose answer becomes its agent's task, and those it has asked. */
export function seesQuestion(
  viewer: Viewer,
  { agent, askedBy, webhookId }: { agent: string | null; askedBy: string | null; webhookId: string },
): boolean {
  if (viewer.role === 'AGENT' && agent !== ownAgent(viewer) && askedBy !== viewer.name) return false
  return seesWebhook(viewer, webhookId)
}

/** Whether a proposal is there for its caller. An agent's key sees those that it has made itself. */
export function seesProposal(viewer: Viewer, { keyId, webhookId }: { keyId: string; webhookId: string }): boolean {
  return viewer.role === 'AGENT' ? keyId === viewer.keyId : seesWebhook(viewer, webhookId)
}

/** The agent that an AGENT key is for. No agent has an empty name, so a key without one sees no task. */
export function ownAgent({ agent }: Viewer): string {
  return agent ?? ''
}
