// What injections tell an agent to do, as calls that are well-formed: whether they are carried out is a matter of rights alone.
// `$names` are filled in by the test: `$own` and `$event` are the agent's, what begins with `$foreign` is another tenant's.

export interface Order {
  /** One operation whose only field is `result`. */
  query?: string
  rest?: { method: string; path: string; body?: string }
  headers?: Record<string, string>
  /** What the agent's key is answered; null: it may. `NULL`: as if nothing were there. */
  code: string | null
  /** What the audit calls it; null: it is no matter of rights. */
  subject: string | null
  /** What an ADMIN's key is answered to the same call. */
  admin: string | null
}
type Rest = Pick<Order, 'code'> & Partial<Order>

const ERROR = '... on Error { code message }'
const FORWARD_TO_SINK = '{ trigger: "*", action: FORWARD, target: "$sink" }'

/** A person decides; the test rejects it. */
const PROPOSED: Partial<Order> = { code: 'PROPOSED', subject: null }
/** It is so already. */
const UNCHANGED: Partial<Order> = { code: null, subject: null }

const mutations: Record<string, [field: string, rest?: Partial<Order>]> = {
  createApiKey: ['createApiKey(name: "mine", role: ADMIN)'],
  revokeApiKey: ['revokeApiKey(id: "$spareKey")'],
  setProviderCredentials: [
    'setProviderCredentials(provider: GITHUB, credentials: { token: "mine-mine-mine", baseUrl: "$sink" })',
    { admin: 'PROVIDER_FAILED' },
  ],
  moveBaseUrl: ['updateWebhook(input: { id: "$own", credentials: { token: "mine-mine-mine", baseUrl: "$sink" } })'],
  clearAllowedIps: ['updateWebhook(input: { id: "$own", allowedIps: [] })'],
  setSecret: ['updateWebhook(input: { id: "$own", secret: "chosen-by-the-attacker" })'],
  allowUnsigned: ['updateWebhook(input: { id: "$own", allowUnsigned: true })', PROPOSED],
  replaceCommands: [`updateWebhook(input: { id: "$own", commands: [${FORWARD_TO_SINK}] })`],
  createWebhook: ['createWebhook(input: { name: "Mine", provider: CUSTOM, allowUnsigned: true })'],
  rotateWebhookSecret: ['rotateWebhookSecret(id: "$own", overlapSeconds: 0, secret: "chosen-by-the-attacker")'],
  revertWebhook: ['revertWebhook(id: "$own", version: 1)'],
  addCommand: [`addCommand(webhookId: "$own", command: ${FORWARD_TO_SINK})`],
  updateCommand: ['updateCommand(input: { id: "$command", action: FORWARD, target: "$sink" })'],
  setForwardTarget: ['setForwardTarget(url: "$sink")'],
  sendTestEvent: ['sendTestEvent(webhookId: "$own", eventType: "issues.opened", payload: {})'],
  replayEvent: ['replayEvent(id: "$event")'],
  retryAction: ['retryAction(id: "$foreignAction")', { admin: 'INVALID_INPUT' }],
  resetBreaker: ['resetBreaker(webhookId: "$own")'],
  disableWebhook: ['disableWebhook(id: "$own")', PROPOSED],
  enableWebhook: ['enableWebhook(id: "$own")', UNCHANGED],
  requeueTask: ['requeueTask(id: "$foreignTask")', { admin: 'CONFLICT' }],
  cancelTask: ['cancelTask(id: "$foreignTask")'],
  claimForeignTasks: ['claimTask(agent: "executor")'],
  answerOwnQuestion: ['answerQuestion(id: "$question", answer: "approve")'],
  forwardToSink: ['forward(eventId: "$event", target: "$sink")'],
  forwardToMetadata: ['forward(eventId: "$event", target: "http://169.254.169.254/latest/meta-data/")', { admin: 'INVALID_INPUT' }],
  forwardToFile: ['forward(eventId: "$event", target: "file:///etc/passwd")', { admin: 'INVALID_INPUT' }],
  forwardToWebhook: ['forward(eventId: "$event", target: "$foreign")'],
  commentElsewhere: ['comment(eventId: "$foreignEvent", message: "x")', { code: 'NOT_FOUND' }],
  respondElsewhere: ['respond(eventId: "$foreignEvent", response: "x")', { code: 'NOT_FOUND' }],
  askElsewhere: ['ask(input: { eventId: "$foreignEvent", question: "x" })', { code: 'NOT_FOUND' }],
  forwardElsewhere: ['forward(eventId: "$foreignEvent", target: "$own")', { code: 'NOT_FOUND', admin: 'INVALID_INPUT' }],
  heartbeatElsewhere: ['heartbeatTask(id: "$foreignTask", leaseToken: "$lease")', { code: 'NOT_FOUND', admin: 'CONFLICT' }],
  completeElsewhere: ['completeTask(id: "$foreignTask", leaseToken: "$lease", result: {})', { code: 'NOT_FOUND', admin: 'CONFLICT' }],
  failElsewhere: ['failTask(id: "$foreignTask", leaseToken: "$lease", error: "x")', { code: 'NOT_FOUND', admin: 'CONFLICT' }],
  releaseElsewhere: ['releaseTask(id: "$foreignTask", leaseToken: "$lease")', { code: 'NOT_FOUND', admin: 'CONFLICT' }],
  answerElsewhere: ['answerQuestion(id: "$foreignQuestion", answer: "yes")'],
  cancelQuestionElsewhere: ['cancelQuestion(id: "$foreignQuestion")', { code: 'NOT_FOUND', admin: 'CONFLICT' }],
  deleteCommand: ['deleteCommand(id: "$command")', PROPOSED],
  deleteWebhook: ['deleteWebhook(id: "$foreign")', { code: 'NOT_FOUND' }],
}

const queries: Record<string, [field: string, rest?: Partial<Order>]> = {
  apiKeys: ['apiKeys { id name }'],
  auditLog: ['auditLog(first: 5) { totalCount }'],
  verifyAudit: ['verifyAudit { ok }'],
  health: ['health { version backends }'],
  refusedDeliveries: ['refusedDeliveries(first: 5) { totalCount }'],
  forwardTargets: ['forwardTargets { url }'],
  previewElsewhere: [
    'previewCommand(webhookId: "$foreign", command: { trigger: "*", action: CREATE_TASK, agent: "planner" }) { tried }',
    { code: 'NOT_FOUND' },
  ],
  readWebhook: ['webhook(id: "$foreign") { secrets { hint } versions { config } }', { code: 'NULL' }],
  readEvent: ['event(id: "$foreignEvent") { payload rawBody }', { code: 'NULL' }],
  readTask: ['task(id: "$foreignTask") { prompt }', { code: 'NULL' }],
  readQuestion: ['question(id: "$foreignQuestion") { question }', { code: 'NULL' }],
  nodeOfEvent: ['node(id: "$foreignEvent") { id ... on WebhookEvent { payload } }', { code: 'NULL' }],
  nodeOfKey: ['node(id: "$spareKey") { id ... on ApiKey { hint } }', { code: 'NULL' }],
  nodeOfAudit: ['node(id: "$audit") { id ... on AuditEntry { detail } }', { code: 'NULL' }],
}

const paths: Record<string, [method: string, path: string, body?: string, rest?: Partial<Order>]> = {
  restCreateWebhook: ['POST', '/api/webhooks', '{"name":"Mine","provider":"custom","allow_unsigned":true}'],
  restUpdateWebhook: ['PUT', '/api/webhooks/$own', '{"allowed_ips":[]}'],
  restDisable: ['POST', '/api/webhooks/$own/disable', '{}', PROPOSED],
  restEnable: ['POST', '/api/webhooks/$own/enable', '{}', UNCHANGED],
  restAddCommand: ['POST', '/api/webhooks/$own/commands', '{"trigger":"*","action":"forward","target":"$sink"}'],
  restForward: ['POST', '/api/webhooks/$own/forward', '{"event_id":"$event","target":"$sink"}'],
  restAnswer: ['POST', '/api/questions/$question/answer', '{"answer":"approve"}', { admin: 'CONFLICT' }],
  restReadWebhook: ['GET', '/api/webhooks/$foreign', undefined, { code: 'NOT_FOUND' }],
  restReadEvent: ['GET', '/api/events/$foreignEvent', undefined, { code: 'NOT_FOUND' }],
  restReadAction: ['GET', '/api/actions/$foreignAction', undefined, { code: 'NOT_FOUND' }],
  restCommentElsewhere: ['POST', '/api/webhooks/$foreign/comment', '{"event_id":"$foreignEvent","message":"x"}', { code: 'NOT_FOUND' }],
}

/** What is refused for other reasons than rights, and what an agent may do: here it matters what comes of it. */
const others: Record<string, Rest> = {
  replayOfAnotherCaller: {
    query: `mutation { result: createApiKey(name: "deployer", role: OPERATOR) { __typename ${ERROR} ... on CreateApiKeyPayload { key } } }`,
    headers: { 'idempotency-key': 'deploy-1' },
    code: 'FORBIDDEN',
    subject: 'createApiKey',
  },
  forgedAddress: {
    query: `mutation { result: deleteWebhook(id: "theirs") { __typename ${ERROR} } }`,
    headers: { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=203.0.113.7', 'x-real-ip': '203.0.113.7' },
    code: 'NOT_FOUND',
    subject: 'deleteWebhook',
  },
  tooDeep: {
    query: `{ result: events { edges { node { ${'webhook { events { edges { node { '.repeat(4)} id ${'} } } }'.repeat(4)} } } } }`,
    code: 'TOO_DEEP',
  },
  tooMany: { query: `{ ${Array.from({ length: 40 }, (_, n) => `a${n}: viewer { name }`).join(' ')} }`, code: 'TOO_MANY_ALIASES' },
  approveByTimeout: {
    query: `mutation { result: ask(input: { eventId: "$event", question: "May I?", kind: APPROVAL, timeoutSeconds: 1, defaultAnswer: "yes" }) { __typename ${ERROR} } }`,
    code: 'FORBIDDEN',
    subject: 'ask',
    admin: null,
  },
  approveByNo: {
    query: `mutation { result: ask(input: { eventId: "$event", question: "Delete it all?", kind: APPROVAL, options: ["No", "Yes"] }) { __typename ${ERROR} } }`,
    code: 'INVALID_INPUT',
    admin: 'INVALID_INPUT',
  },
  wrongLease: {
    query: `mutation { result: completeTask(id: "$task", leaseToken: "stolen-from-another-worker", result: {}) { __typename ${ERROR} } }`,
    code: 'CONFLICT',
    admin: 'CONFLICT',
  },
  lists: {
    query: '{ result: events(where: { webhookIds: ["$foreign"] }, first: 10) { edges { node { id payload } } } }',
    code: null,
  },
  search: { query: '{ result: events(where: { search: "tenant" }, first: 10) { edges { node { id payload } } } }', code: null },
  readOwnWebhook: {
    query:
      '{ result: webhook(id: "$own") { secrets { hint } credentialStatus { baseUrl kind message } versions { config } commands { template } } }',
    code: null,
  },
  introspect: { query: '{ result: __schema { types { name fields { name } } } }', code: null },
  renderSecrets: {
    query: `{ result: previewCommand(webhookId: "$own", last: 5, command: { trigger: "*", action: CREATE_TASK, agent: "planner",
      template: "{{webhook.secret}}{{secret}}{{credentials.token}}{{env.WEBHOOK_SECRET_KEY}}{{process.env}}{{constructor}}{{__proto__}}[end]" }) {
      results { rendered } } }`,
    code: null,
  },
  comment: { query: `mutation { result: comment(eventId: "$event", message: "$leak") { __typename ${ERROR} } }`, code: null },
  respond: { query: `mutation { result: respond(eventId: "$event", response: "$leak") { __typename ${ERROR} } }`, code: null },
  ask: {
    query: `mutation { result: ask(input: { eventId: "$event", taskId: "$task", question: "$leak", kind: CHOICE, options: ["$agentKey", "no"],
      timeoutSeconds: 86400, defaultAnswer: "$agentKey" }) { __typename ${ERROR} } }`,
    code: null,
  },
  progress: {
    query: `mutation { result: heartbeatTask(id: "$task", leaseToken: "$lease", progress: "$leak") { __typename ${ERROR} } }`,
    code: null,
  },
  complete: {
    query: `mutation { result: completeTask(id: "$task", leaseToken: "$lease", result: { leak: ["$leak"] }, reply: "$leak") { __typename ${ERROR} } }`,
    code: null,
  },
  fail: {
    query: `mutation { result: failTask(id: "$task", leaseToken: "$lease", error: "$leak", retry: false) { __typename ${ERROR} } }`,
    code: null,
  },
  restComment: {
    rest: { method: 'POST', path: '/api/webhooks/$own/comment', body: '{"event_id":"$event","message":"$leak"}' },
    code: null,
  },
}

const FORBIDDEN = { code: 'FORBIDDEN', admin: null }

export const ORDERS: Readonly<Record<string, Order>> = Object.fromEntries([
  ...Object.entries(mutations).map(([name, [field, rest]]) => [
    name,
    { query: `mutation { result: ${field} { __typename ${ERROR} } }`, subject: nameOf(field), ...FORBIDDEN, ...rest },
  ]),
  ...Object.entries(queries).map(([name, [field, rest]]) => [
    name,
    { query: `{ result: ${field} }`, subject: nameOf(field), ...FORBIDDEN, ...rest },
  ]),
  ...Object.entries(paths).map(([name, [method, path, body, rest]]) => [
    name,
    { rest: { method, path, body }, subject: `${method} ${path}`, ...FORBIDDEN, ...rest },
  ]),
  ...Object.entries(others).map(([name, rest]) => [name, { subject: null, admin: null, ...rest }]),
])

function nameOf(field: string): string {
  return /^\w+/.exec(field)![0]
}
