import type { Role } from '../../src/model/viewer.ts'

// Who may call what. The tests fail when a field of the schema or a path of the REST API has no row here.

/** The ids that rows put into their arguments: `$event` is there and has a task of `planner`, and so on. `absent-…` is nowhere. */
export type Ids = Record<'webhook' | 'command' | 'event' | 'action' | 'task' | 'question', string>

export interface Row {
  /** Of the field, or the body of the request. */
  args?: string
  may: readonly Role[]
  /** What an AGENT key without a policy proposes with it, in place of `args`; nothing is changed by that. */
  proposes?: string
}

const ALL = ['ADMIN', 'OPERATOR', 'AGENT', 'VIEWER'] as const
/** Who works on what came in: people, and the agent whose event or task it is. */
const WORKERS = ['ADMIN', 'OPERATOR', 'AGENT'] as const
const KEEPERS = ['ADMIN', 'OPERATOR'] as const
const PEOPLE = ['ADMIN', 'OPERATOR', 'VIEWER'] as const
const ADMIN = ['ADMIN'] as const

const COMMAND = '{ trigger: "*", action: CREATE_TASK, agent: "planner" }'

export const QUERIES: Record<string, Row> = {
  actions: { may: ALL },
  agentPolicies: { may: ['ADMIN', 'AGENT'] },
  agents: { may: ALL },
  apiKeys: { may: ADMIN },
  auditLog: { may: ADMIN },
  configErrors: { may: PEOPLE },
  event: { args: 'id: "$event"', may: ALL },
  events: { may: ALL },
  feedCursor: { may: ALL },
  forwardTargets: { may: KEEPERS },
  health: { may: PEOPLE },
  verifyAudit: { may: ADMIN },
  node: { args: 'id: "$event"', may: ALL },
  operationsWebhook: { may: ADMIN },
  people: { may: ADMIN },
  previewCommand: { args: `webhookId: "$webhook", command: ${COMMAND}`, may: ALL },
  proposals: { may: ALL },
  providerCredentials: { may: ADMIN },
  providers: { may: ALL },
  question: { args: 'id: "$question"', may: ALL },
  questions: { may: ALL },
  refusedDeliveries: { may: PEOPLE },
  stats: { may: PEOPLE },
  task: { args: 'id: "$task"', may: ALL },
  tasks: { may: ALL },
  viewer: { may: ALL },
  webhook: { args: 'id: "$webhook"', may: ALL },
  webhooks: { may: ALL },
}

export const MUTATIONS: Record<string, Row> = {
  addCommand: {
    args: `webhookId: "absent-hook", command: ${COMMAND}`,
    may: KEEPERS,
    proposes: `webhookId: "$webhook", command: ${COMMAND}`,
  },
  answerQuestion: { args: 'id: "$question", answer: ""', may: KEEPERS },
  approveProposal: { args: 'id: "absent-proposal"', may: KEEPERS },
  ask: { args: 'input: { eventId: "$event", question: "x" }', may: WORKERS },
  askForProposal: { args: 'proposalId: "absent-proposal", eventId: "$event"', may: WORKERS },
  // An agent takes back what it has asked; what others have asked is not there for it.
  cancelQuestion: { args: 'id: "$question"', may: WORKERS },
  cancelTask: { args: 'id: "absent-task"', may: KEEPERS },
  claimTask: { args: 'agent: "planner", leaseSeconds: 1', may: WORKERS },
  comment: { args: 'eventId: "$event", message: "x"', may: WORKERS },
  completeTask: { args: 'id: "$task", leaseToken: "wrong"', may: WORKERS },
  createApiKey: { args: 'name: "", role: VIEWER', may: ADMIN },
  createWebhook: { args: 'input: { name: "", provider: GITHUB }', may: KEEPERS, proposes: 'input: { name: "x", provider: GITHUB }' },
  deleteCommand: { args: 'id: "absent-command"', may: KEEPERS, proposes: 'id: "$command"' },
  deleteWebhook: { args: 'id: "absent-hook"', may: KEEPERS, proposes: 'id: "$webhook"' },
  disableWebhook: { args: 'id: "absent-hook"', may: KEEPERS, proposes: 'id: "$webhook"' },
  enableWebhook: { args: 'id: "absent-hook"', may: WORKERS },
  endSessions: { args: 'personId: "absent-person"', may: ADMIN },
  failTask: { args: 'id: "$task", leaseToken: "wrong", error: "x"', may: WORKERS },
  forward: { args: 'eventId: "$event", target: "$webhook"', may: KEEPERS },
  heartbeatTask: { args: 'id: "$task", leaseToken: "wrong"', may: WORKERS },
  releaseTask: { args: 'id: "$task", leaseToken: "wrong"', may: WORKERS },
  rejectProposal: { args: 'id: "absent-proposal"', may: KEEPERS },
  renewWebhook: { args: 'id: "absent-hook"', may: WORKERS },
  replayEvent: { args: 'id: "absent-event"', may: KEEPERS },
  replayEvents: { args: 'where: { webhookIds: ["absent-hook"] }', may: KEEPERS },
  setAgentLimit: { args: 'agent: ""', may: KEEPERS },
  requeueTask: { args: 'id: "absent-task"', may: KEEPERS },
  resetBreaker: { args: 'webhookId: "absent-hook"', may: KEEPERS },
  respond: { args: 'eventId: "$event", response: "x"', may: WORKERS },
  retryAction: { args: 'id: "absent-action"', may: KEEPERS },
  revertWebhook: { args: 'id: "absent-hook", version: 1', may: KEEPERS },
  revokeApiKey: { args: 'id: "absent-key"', may: ADMIN },
  rotateWebhookSecret: { args: 'id: "absent-hook"', may: KEEPERS, proposes: 'id: "$webhook"' },
  sendTestEvent: { args: 'webhookId: "absent-hook", eventType: "x"', may: KEEPERS },
  setAgentPolicy: { args: 'apiKeyId: "absent-key", mayDo: [], maxWebhooks: 1, maxEventsPerHour: 1', may: ADMIN },
  setForwardTarget: { args: 'url: "no url"', may: KEEPERS },
  setOperationsWebhook: { args: 'webhookId: "absent-hook"', may: ADMIN },
  setProviderCredentials: { args: 'provider: GITHUB, credentials: { x: 1 }', may: ADMIN },
  updateCommand: { args: 'input: { id: "absent-command" }', may: KEEPERS, proposes: 'input: { id: "$command", priority: 7 }' },
  updateWebhook: { args: 'input: { id: "absent-hook" }', may: KEEPERS, proposes: 'input: { id: "$webhook", name: "x" }' },
}

export const SUBSCRIPTIONS: Record<string, Row> = {
  actions: { may: ALL },
  events: { may: ALL },
  feed: { may: ALL },
  previewCommand: { args: `webhookId: "$webhook", command: ${COMMAND}`, may: ALL },
  proposals: { may: ALL },
  questions: { may: ALL },
  tasks: { may: ALL },
  webhooks: { may: ALL },
}

/** `args` is what stands for {id}. */
export const REST: Record<string, Row> = {
  'GET /api/actions/{id}': { args: '$action', may: ALL },
  'POST /api/actions/{id}/retry': { may: KEEPERS },
  'GET /api/audit': { may: ADMIN },
  'GET /api/events': { may: ALL },
  'GET /api/events/{id}': { args: '$event', may: ALL },
  'GET /api/operations': { may: ADMIN },
  'PUT /api/operations': { may: ADMIN },
  'GET /api/proposals': { may: ALL },
  'GET /api/proposals/{id}': { may: ALL },
  'POST /api/proposals/{id}/approve': { may: KEEPERS },
  'POST /api/proposals/{id}/reject': { may: KEEPERS },
  'GET /api/questions': { may: ALL },
  'GET /api/questions/{id}': { args: '$question', may: ALL },
  'POST /api/questions/{id}/answer': { args: '$question', may: KEEPERS },
  'GET /api/webhooks': { may: ALL },
  'POST /api/webhooks': { may: KEEPERS, proposes: '' },
  'GET /api/webhooks/{id}': { args: '$webhook', may: ALL },
  'PUT /api/webhooks/{id}': { args: '$webhook', may: KEEPERS, proposes: '$webhook' },
  'DELETE /api/webhooks/{id}': { may: KEEPERS, proposes: '$webhook' },
  'POST /api/webhooks/{id}/disable': { may: KEEPERS, proposes: '$webhook' },
  'POST /api/webhooks/{id}/enable': { may: WORKERS },
  'POST /api/webhooks/{id}/renew': { may: WORKERS },
  'POST /api/webhooks/{id}/reset-breaker': { may: KEEPERS },
  'GET /api/webhooks/{id}/commands': { args: '$webhook', may: ALL },
  'POST /api/webhooks/{id}/commands': { args: '$webhook', may: KEEPERS, proposes: '$webhook' },
  'PUT /api/webhooks/{id}/commands/{cmd_id}': { args: '$webhook', may: KEEPERS, proposes: '$webhook' },
  'DELETE /api/webhooks/{id}/commands/{cmd_id}': { args: '$webhook', may: KEEPERS, proposes: '$webhook' },
  'POST /api/webhooks/{id}/ask': { args: '$webhook', may: WORKERS },
  'POST /api/webhooks/{id}/comment': { args: '$webhook', may: WORKERS },
  'POST /api/webhooks/{id}/respond': { args: '$webhook', may: WORKERS },
  'POST /api/webhooks/{id}/forward': { args: '$webhook', may: KEEPERS },
}
