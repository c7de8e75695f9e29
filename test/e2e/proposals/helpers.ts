import { onTestFinished } from 'vitest'
import { type Data, startApp, type TestApp } from '../../helpers/start-app.ts'

/** A caller with a key of its own. */
export interface Caller {
  keyId: string
  key: string
  /** Runs an operation whose only field is `result`; answers that field. */
  run(query: string, variables?: object): Promise<Data>
  rest(method: string, path: string, body?: unknown): Promise<{ status: number; body: Data }>
}

export const PROPOSAL = 'id proposedBy agent summary change status decidedBy reason decidedAt expiresAt'
const PROPOSED = `__typename ... on Proposed { proposal { ${PROPOSAL} } } ... on InvalidInput { issues { path message } } ... on Error { code message }`

export const CREATE = `mutation ($input: CreateWebhookInput!) { result: createWebhook(input: $input) { ${PROPOSED} ... on CreateWebhookPayload { secret webhook { id createdBy expiresAt } } } }`
export const UPDATE = `mutation ($input: UpdateWebhookInput!) { result: updateWebhook(input: $input) { ${PROPOSED} ... on UpdateWebhookPayload { webhook { id version enabled } } } }`
export const ROTATE = `mutation ($id: ID!, $secret: String) { result: rotateWebhookSecret(id: $id, secret: $secret, overlapSeconds: 0) { ${PROPOSED} ... on RotateWebhookSecretPayload { secret } } }`
export const ADD = `mutation ($webhookId: ID!, $command: CommandInput!) { result: addCommand(webhookId: $webhookId, command: $command) { ${PROPOSED} ... on CommandPayload { command { id } } } }`
export const APPROVE = `mutation ($id: ID!) { result: approveProposal(id: $id) { __typename ... on ProposalPayload { secret proposal { ${PROPOSAL} } } ... on Error { code message } } }`
export const REJECT = `mutation ($id: ID!, $reason: String) { result: rejectProposal(id: $id, reason: $reason) { __typename ... on ProposalPayload { proposal { ${PROPOSAL} } } ... on Error { code message } } }`
export const ASK = `mutation ($proposalId: ID!, $eventId: ID!, $answerers: [String!]) { result: askForProposal(proposalId: $proposalId, eventId: $eventId, answerers: $answerers) {
  __typename ... on AskPayload { question { id question kind status expiresAt } } ... on Error { code message } } }`
const POLICY = `mutation ($apiKeyId: ID!, $mayDo: [String!]!, $maxWebhooks: Int! = 10, $maxEventsPerHour: Int! = 1000, $expiresAfterSeconds: Int) {
  result: setAgentPolicy(apiKeyId: $apiKeyId, mayDo: $mayDo, maxWebhooks: $maxWebhooks, maxEventsPerHour: $maxEventsPerHour, expiresAfterSeconds: $expiresAfterSeconds) {
  __typename ... on AgentPolicyPayload { policy { mayDo maxWebhooks maxEventsPerHour expiresAfterSeconds apiKey { id name } } }
  ... on InvalidInput { issues { path message } } ... on Error { code message } } }`
const WEBHOOK = `query ($id: ID!) { result: webhook(id: $id) { id name version enabled createdBy expiresAt allowUnsigned deletedAt versions { version by }
  commands { id trigger action agent priority } } }`

/** What the example wants. */
export const URGENT = {
  id: 'github-urgent',
  name: 'Urgent issues',
  provider: 'GITHUB',
  commands: [{ trigger: 'issues.labeled', action: 'CREATE_TASK', agent: 'planning', template: 'Plan {{issue.title}}' }],
}

export async function start(env: Record<string, string> = {}): Promise<TestApp> {
  const app = await startApp({ env: { EGRESS_ALLOW: '127.0.0.1', KEY_REQUESTS_PER_MINUTE: '0', ...env } })
  if (env.DATA_DIR === undefined) onTestFinished(() => app.close())
  return app
}

/** A new key; default: of the agent `brain`. */
export async function caller(app: TestApp, input: Record<string, unknown> = {}): Promise<Caller> {
  const role = input.role ?? 'AGENT'
  const { createApiKey } = await app.graphql(
    `mutation ($name: String!, $role: Role!, $agent: String, $webhookIds: [ID!]) { createApiKey(name: $name, role: $role, agent: $agent, webhookIds: $webhookIds) {
      ... on CreateApiKeyPayload { key apiKey { id } } ... on Error { message } } }`,
    { name: `brain on ${crypto.randomUUID()}`, agent: role === 'AGENT' ? 'brain' : null, ...input, role },
  )
  return withKey(app, createApiKey.key, createApiKey.apiKey.id)
}

function withKey(app: TestApp, key: string, keyId = ''): Caller {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  return { key, keyId, run, rest }

  async function run(query: string, variables: object = {}): Promise<Data> {
    const response = await fetch(`${app.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })
    const { data, errors } = (await response.json()) as Data
    return errors ? { error: errors[0].extensions?.code } : data.result
  }

  async function rest(method: string, path: string, body?: unknown) {
    const response = await fetch(app.url + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }
}

export function admin(app: TestApp): Caller {
  return withKey(app, app.key)
}

export function setPolicy(app: TestApp, { keyId }: Caller, policy: Record<string, unknown>, by: Caller = admin(app)): Promise<Data> {
  return by.run(POLICY, { apiKeyId: keyId, ...policy })
}

export function webhook(app: TestApp, id: string): Promise<Data> {
  return admin(app).run(WEBHOOK, { id })
}

/** Proposes a webhook; answers the proposal. */
export async function proposed(agent: Caller, input: object = URGENT): Promise<Data> {
  const result = await agent.run(CREATE, { input })
  if (!result.proposal) throw new Error(`It was not proposed: ${JSON.stringify(result)}`)
  return result.proposal
}

/** The audit, newest first. */
export async function audit(app: TestApp): Promise<Data[]> {
  const found = await admin(app).run('{ result: auditLog(first: 20) { edges { node { actor verb subject detail } } } }')
  return found.edges.map(({ node }: Data) => node)
}
