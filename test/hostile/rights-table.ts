import type { Role } from '../../src/model/viewer.ts'

// Who may call what. The tests fail when a field of the schema or a path of the REST API has no row here.

/** The ids that rows put into their arguments: `$event` is there and has a task of `planner`, and so on. `absent-…` is nowhere. */
export type Ids = Record<'webhook' | 'command' | 'event' | 'action' | 'task' | 'question', string>

export interface Row {
  /** Of the field, or the body of the request. */
  args?: string
  may: readonly Role[]
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
  previewCommand: { args: `webhookId: "$webhook", command: ${COMMAND}`, may: ALL },
  providers: { may: ALL },
  question: { args: 'id: "$question"', may: ALL },
  questions: { may: ALL },
  refusedDeliveries: { may: PEOPLE },
  task: { args: 'id: "$task"', may: ALL },
  tasks: { may: ALL },
  viewer: { may: ALL },
  webhook: { args: 'id: "$webhook"', may: ALL },
  webhooks: { may: ALL },
}

export const MUTATIONS: Record<string, Row> = {
  addCommand: { args: `webhookId: "absent-hook", command: ${COMMAND}`, may: KEEPERS },
  answerQuestion: { args: 'id: "$question", answer: ""', may: KEEPERS },
  ask: { args: 'input: { eventId: "$event", question: "x" }', may: WORKERS },
  // An agent takes back what it has asked; what others have asked is not there for it.
  cancelQuestion: { args: 'id: "$question"', may: WORKERS },
  cancelTask: { args: 'id: "absent-task"', may: KEEPERS },
  claimTask: { args: 'agent: "planner", leaseSeconds: 1', may: WORKERS },
  comment: { args: 'eventId: "$event", message: "x"', may: WORKERS },
  completeTask: { args: 'id: "$task", leaseToken: "wrong"', may: WORKERS },
  createApiKey: { args: 'name: "", role: VIEWER', may: ADMIN },
  createWebhook: { args: 'input: { name: "", provider: GITHUB }', may: KEEPERS },
  deleteCommand: { args: 'id: "absent-command"', may: KEEPERS },
  deleteWebhook: { args: 'id: "absent-hook"', may: KEEPERS },
  disableWebhook: { args: 'id: "absent-hook"', may: KEEPERS },
  enableWebhook: { args: 'id: "absent-hook"', may: KEEPERS },
  failTask: { args: 'id: "$task", leaseToken: "wrong", error: "x"', may: WORKERS },
  forward: { args: 'eventId: "$event", target: "$webhook"', may: KEEPERS },
  heartbeatTask: { args: 'id: "$task", leaseToken: "wrong"', may: WORKERS },
  releaseTask: { args: 'id: "$task", leaseToken: "wrong"', may: WORKERS },
  replayEvent: { args: 'id: "absent-event"', may: KEEPERS },
  requeueTask: { args: 'id: "absent-task"', may: KEEPERS },
  resetBreaker: { args: 'webhookId: "absent-hook"', may: KEEPERS },
  respond: { args: 'eventId: "$event", response: "x"', may: WORKERS },
  retryAction: { args: 'id: "absent-action"', may: KEEPERS },
  revertWebhook: { args: 'id: "absent-hook", version: 1', may: KEEPERS },
  revokeApiKey: { args: 'id: "absent-key"', may: ADMIN },
  rotateWebhookSecret: { args: 'id: "absent-hook"', may: KEEPERS },
  sendTestEvent: { args: 'webhookId: "absent-hook", eventType: "x"', may: KEEPERS },
  setForwardTarget: { args: 'url: "no url"', may: KEEPERS },
  setProviderCredentials: { args: 'provider: GITHUB, credentials: { x: 1 }', may: ADMIN },
  updateCommand: { args: 'input: { id: "absent-command" }', may: KEEPERS },
  updateWebhook: { args: 'input: { id: "absent-hook" }', may: KEEPERS },
}

export const SUBSCRIPTIONS: Record<string, Row> = {
  actions: { may: ALL },
  events: { may: ALL },
  feed: { may: ALL },
  questions: { may: ALL },
  tasks: { may: ALL },
  webhooks: { may: ALL },
}

/** `args` is what stands for {id}. */
export const REST: Record<string, Row> = {
  'GET /api/actions/{id}': { args: '$action', may: ALL },
  'POST /api/actions/{id}/retry': { may: KEEPERS },
  'GET /api/events': { may: ALL },
  'GET /api/events/{id}': { args: '$event', may: ALL },
  'GET /api/questions': { may: ALL },
  'GET /api/questions/{id}': { args: '$question', may: ALL },
  'POST /api/questions/{id}/answer': { args: '$question', may: KEEPERS },
  'GET /api/webhooks': { may: ALL },
  'POST /api/webhooks': { may: KEEPERS },
  'GET /api/webhooks/{id}': { args: '$webhook', may: ALL },
  'PUT /api/webhooks/{id}': { args: '$webhook', may: KEEPERS },
  'DELETE /api/webhooks/{id}': { may: KEEPERS },
  'POST /api/webhooks/{id}/disable': { may: KEEPERS },
  'POST /api/webhooks/{id}/enable': { may: KEEPERS },
  'POST /api/webhooks/{id}/reset-breaker': { may: KEEPERS },
  'GET /api/webhooks/{id}/commands': { args: '$webhook', may: ALL },
  'POST /api/webhooks/{id}/commands': { args: '$webhook', may: KEEPERS },
  'PUT /api/webhooks/{id}/commands/{cmd_id}': { args: '$webhook', may: KEEPERS },
  'DELETE /api/webhooks/{id}/commands/{cmd_id}': { args: '$webhook', may: KEEPERS },
  'POST /api/webhooks/{id}/ask': { args: '$webhook', may: WORKERS },
  'POST /api/webhooks/{id}/comment': { args: '$webhook', may: WORKERS },
  'POST /api/webhooks/{id}/respond': { args: '$webhook', may: WORKERS },
  'POST /api/webhooks/{id}/forward': { args: '$webhook', may: KEEPERS },
}
