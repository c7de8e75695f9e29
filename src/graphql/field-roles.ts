import type { Role } from '../model/viewer.ts'

const WORKERS = ['ADMIN', 'OPERATOR', 'AGENT'] as const
const KEEPERS = ['ADMIN', 'OPERATOR'] as const
const PEOPLE = ['ADMIN', 'OPERATOR', 'VIEWER'] as const
const ADMIN = ['ADMIN'] as const

/**
 * Which roles may use a root field at all, for who offers fields to callers: what is not named is for all. Changes that an AGENT key
 * makes or proposes are for it, too. Whether a call is let through is decided where it is carried out; test/mcp/rights.test.ts holds
 * both together.
 */
const ROLES: Readonly<Record<string, readonly Role[]>> = {
  agentPolicies: ['ADMIN', 'AGENT'],
  apiKeys: ADMIN,
  auditLog: ADMIN,
  configErrors: PEOPLE,
  forwardTargets: KEEPERS,
  health: PEOPLE,
  operationsWebhook: ADMIN,
  people: ADMIN,
  providerCredentials: ADMIN,
  refusedDeliveries: PEOPLE,
  stats: PEOPLE,
  verifyAudit: ADMIN,

  addCommand: WORKERS,
  answerQuestion: KEEPERS,
  approveProposal: KEEPERS,
  ask: WORKERS,
  askForProposal: WORKERS,
  cancelQuestion: WORKERS,
  cancelTask: KEEPERS,
  claimTask: WORKERS,
  comment: WORKERS,
  completeTask: WORKERS,
  createApiKey: ADMIN,
  createWebhook: WORKERS,
  deleteCommand: WORKERS,
  deleteWebhook: WORKERS,
  disableWebhook: WORKERS,
  enableWebhook: WORKERS,
  endSessions: ADMIN,
  failTask: WORKERS,
  forward: KEEPERS,
  heartbeatTask: WORKERS,
  rejectProposal: KEEPERS,
  releaseTask: WORKERS,
  renewWebhook: WORKERS,
  replayEvent: KEEPERS,
  replayEvents: KEEPERS,
  requeueTask: KEEPERS,
  resetBreaker: KEEPERS,
  respond: WORKERS,
  retryAction: KEEPERS,
  revertWebhook: KEEPERS,
  revokeApiKey: ADMIN,
  rotateWebhookSecret: WORKERS,
  sendTestEvent: KEEPERS,
  setAgentLimit: KEEPERS,
  setAgentPolicy: ADMIN,
  setForwardTarget: KEEPERS,
  setOperationsWebhook: ADMIN,
  setProviderCredentials: ADMIN,
  updateCommand: WORKERS,
  updateWebhook: WORKERS,
}

/** Whether a role may use a root field at all. */
export function mayUse(role: Role, field: string): boolean {
  return ROLES[field]?.includes(role) ?? true
}
