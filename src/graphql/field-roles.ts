import type { Role } from '../model/viewer.ts'

const WORKERS = ['ADMIN', 'OPERATOR', 'AGENT'] as const
const KEEPERS = ['ADMIN', 'OPERATOR'] as const
const PEOPLE = ['ADMIN', 'OPERATOR', 'VIEWER'] as const
const ADMIN = ['ADMIN'] as const

/**
 * Which roles may use a root field at all, for who offers fields to callers: what is not named is for all. Whether a call is
 * let through is decided where it is carried out; test/mcp/rights.test.ts holds both together.
 */
const ROLES: Readonly<Record<string, readonly Role[]>> = {
  apiKeys: ADMIN,
  auditLog: ADMIN,
  forwardTargets: KEEPERS,
  health: PEOPLE,
  refusedDeliveries: PEOPLE,
  verifyAudit: ADMIN,

  addCommand: KEEPERS,
  answerQuestion: KEEPERS,
  ask: WORKERS,
  cancelQuestion: WORKERS,
  cancelTask: KEEPERS,
  claimTask: WORKERS,
  comment: WORKERS,
  completeTask: WORKERS,
  createApiKey: ADMIN,
  createWebhook: KEEPERS,
  deleteCommand: KEEPERS,
  deleteWebhook: KEEPERS,
  disableWebhook: KEEPERS,
  enableWebhook: KEEPERS,
  failTask: WORKERS,
  forward: KEEPERS,
  heartbeatTask: WORKERS,
  releaseTask: WORKERS,
  replayEvent: KEEPERS,
  replayEvents: KEEPERS,
  requeueTask: KEEPERS,
  resetBreaker: KEEPERS,
  respond: WORKERS,
  retryAction: KEEPERS,
  revertWebhook: KEEPERS,
  revokeApiKey: ADMIN,
  rotateWebhookSecret: KEEPERS,
  sendTestEvent: KEEPERS,
  setForwardTarget: KEEPERS,
  setProviderCredentials: ADMIN,
  updateCommand: KEEPERS,
  updateWebhook: KEEPERS,
}

/** Whether a role may use a root field at all. */
export function mayUse(role: Role, field: string): boolean {
  return ROLES[field]?.includes(role) ?? true
}
