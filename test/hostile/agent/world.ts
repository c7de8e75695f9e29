import type { ProviderName } from '../../../src/model/webhook.ts'
import { PROVIDER_NAMES } from '../../../src/model/webhook.ts'
import { type FakeServer, startFakeServer } from '../../fakes/fake-server.ts'
import { startFakeGithub } from '../../fakes/github.ts'
import { startFakeGitlab } from '../../fakes/gitlab.ts'
import { basic, startFakeJira } from '../../fakes/jira.ts'
import { startFakeLinear } from '../../fakes/linear.ts'
import { startFakePagerduty } from '../../fakes/pagerduty.ts'
import { startFakeSentry } from '../../fakes/sentry.ts'
import { startFakeSlack } from '../../fakes/slack.ts'
import { type Data, startApp, type TestApp, type TestWebhook } from '../../helpers/start-app.ts'
import { makeThings } from '../things.ts'
import { CORPUS } from './corpus.ts'
import { ORDERS } from './orders.ts'

/** A server with a webhook of each provider, fakes of their APIs, another tenant, and an attacker who waits. */
export interface World {
  app: TestApp
  webhooks: Record<ProviderName, TestWebhook>
  /** Another tenant's. */
  foreign: TestWebhook
  /** The providers' APIs and receivers of replies. */
  fakes: FakeServer[]
  /** The attacker's server. The server could reach it: nothing but rights keeps it from there. */
  sink: FakeServer
  agentKey: string
  /** What must not get out, by what it is. */
  canaries: Record<string, string>
  /** What orders may name. */
  names: Record<string, string>
  close(): Promise<void>
}

/** Rights are tested here; how often one may call is tested elsewhere. */
const ENV = {
  EGRESS_ALLOW: '127.0.0.1',
  KEY_REQUESTS_PER_MINUTE: '0',
  BREAKER_THREAD_ACTIONS: '1000000',
  BREAKER_WEBHOOK_ACTIONS: '1000000',
}
/** The name of the agent's key. */
export const AGENT = 'hostile agent'

export async function startWorld(): Promise<World> {
  const canaries: Record<string, string> = {}
  const plant = (what: string, form = (text: string) => text): string =>
    (canaries[what] = form(`canary-${crypto.randomUUID().replaceAll('-', '')}`))
  const app = await startApp({ env: ENV })
  canaries['admin key'] = app.key
  const sink = await startFakeServer(() => ({ status: 200, body: 'ok' }))
  const { fakes, credentials } = await startFakes(plant)
  const webhooks = {} as World['webhooks']
  for (const provider of PROVIDER_NAMES) {
    const secret = provider === 'standard' ? plant(`secret of ${provider}`, whsec) : plant(`secret of ${provider}`)
    webhooks[provider] = await app.createWebhook({
      id: `ours-${provider}`,
      provider: provider.toUpperCase(),
      secret,
      allowedIps: ['127.0.0.0/8'],
      ...(credentials[provider] && { credentials: credentials[provider] }),
      commands: [{ trigger: '*', action: 'CREATE_TASK', agent: 'planner', template: templateFor(provider) }],
    })
  }
  await app.graphql(
    'mutation ($secret: String) { setForwardTarget(url: "https://registered.example/in", secret: $secret) { __typename } }',
    {
      secret: plant('secret of a target', whsec),
    },
  )
  const agentKey = await makeKey(app, {
    name: AGENT,
    role: 'AGENT',
    agent: 'planner',
    webhookIds: Object.values(webhooks).map(({ id }) => id),
  })
  canaries['the agent’s own key'] = agentKey
  canaries['key behind an Idempotency-Key'] = await makeDeployer(app)
  const { foreign, names: foreignNames } = await makeForeignThings(app, plant('payload of another tenant'))
  const names = { ...foreignNames, sink: `${sink.url}/in`, agentKey }
  return { app, webhooks, foreign, fakes, sink, agentKey, canaries, names, close }

  async function close(): Promise<void> {
    await app.close()
    await Promise.all([sink, ...fakes].map((server) => server.close()))
  }
}

async function startFakes(plant: (what: string, form?: (text: string) => string) => string) {
  const token = (provider: string) => plant(`token of ${provider}`)
  const tokens = {
    github: token('github'),
    gitlab: token('gitlab'),
    jira: token('jira'),
    linear: plant('token of linear', (text) => `lin_api_${text}`),
  }
  const hello = { private: true, issues: { 1: 'issue', 2: 'pull' }, threads: { 2: [284312630] } } as const
  const github = await startFakeGithub({
    accounts: { [tokens.github]: { login: 'hookline-agent', type: 'User', scopes: ['repo'] } },
    repositories: { 'Codertocat/Hello-World': hello },
  })
  const gitlab = await startFakeGitlab({
    tokens: { [tokens.gitlab]: { username: 'project_5_bot_1', scopes: ['api'] } },
    places: ['/projects/1/issues/23', '/projects/5/issues/17'],
  })
  const jira = await startFakeJira({
    users: { [basic('ada@example.com', tokens.jira)]: { accountId: '712020:0f0e', name: 'hookline', displayName: 'Hookline' } },
    issues: { 10040: 'TES-41' },
  })
  const linear = await startFakeLinear({ token: tokens.linear })
  const slack = await startFakeSlack({ token: token('slack') })
  const sentry = await startFakeSentry({ token: token('sentry') })
  const pagerduty = await startFakePagerduty({ token: token('pagerduty') })
  const replies = await startFakeServer(() => ({ status: 200, body: 'ok' }))
  const replyTo = (provider: string) => ({
    replyUrl: `${replies.url}/${provider}`,
    replySecret: plant(`reply secret of ${provider}`, whsec),
  })
  const credentials: Partial<Record<ProviderName, Record<string, string>>> = {
    github: { token: tokens.github, baseUrl: github.url },
    gitlab: { token: tokens.gitlab, baseUrl: gitlab.api },
    jira: { email: 'ada@example.com', token: tokens.jira, baseUrl: jira.url },
    linear: linear.credentials,
    slack: slack.credentials,
    sentry: sentry.credentials,
    pagerduty: pagerduty.credentials,
    standard: replyTo('standard'),
    custom: replyTo('custom'),
  }
  return { fakes: [github, gitlab, jira, linear, slack, sentry, pagerduty, replies] as FakeServer[], credentials }
}

/** What an ADMIN has done under an Idempotency-Key; answers the key that was made. */
async function makeDeployer(app: TestApp): Promise<string> {
  const { query, headers } = ORDERS.replayOfAnotherCaller!
  const withKey = { authorization: `Bearer ${app.key}`, 'content-type': 'application/json', ...headers }
  const response = await fetch(`${app.url}/graphql`, { method: 'POST', headers: withKey, body: JSON.stringify({ query }) })
  return ((await response.json()) as Data).data.result.key
}

/** Another tenant's webhooks with one of everything, and a key that nobody uses. */
async function makeForeignThings(app: TestApp, text: string): Promise<{ foreign: TestWebhook; names: Record<string, string> }> {
  const things = await makeThings(app, 'theirs')
  const webhook = await app.createWebhook({
    id: 'theirs-too',
    provider: 'CUSTOM',
    commands: [{ trigger: '*', action: 'CREATE_TASK', agent: 'executor', template: 'Work on {{message}}' }],
  })
  await app.deliver(webhook, { body: JSON.stringify({ message: `tenant ${text}` }), headers: { 'x-delivery-id': 'theirs-1' } })
  const [event] = await app.events(webhook.id, 'id tasks { id } actions { id }')
  await makeKey(app, { name: 'spare', role: 'VIEWER' })
  const { apiKeys, auditLog } = await app.graphql('{ apiKeys { id name } auditLog(first: 1) { edges { node { id } } } }')
  const names = {
    foreign: webhook.id,
    foreignEvent: event.id,
    foreignTask: event.tasks[0].id,
    foreignAction: event.actions[0].id,
    foreignQuestion: things.question,
    spareKey: apiKeys.find(({ name }: Data) => name === 'spare').id,
    audit: auditLog.edges[0].node.id,
  }
  return { foreign: webhook, names }
}

export async function makeKey(app: TestApp, key: Record<string, unknown>): Promise<string> {
  const { createApiKey } = await app.graphql(
    `mutation ($name: String!, $role: Role!, $agent: String, $webhookIds: [ID!]) {
      createApiKey(name: $name, role: $role, agent: $agent, webhookIds: $webhookIds) { ... on CreateApiKeyPayload { key } ... on Error { message } } }`,
    key,
  )
  if (!createApiKey.key) throw new Error(createApiKey.message)
  return createApiKey.key
}

/** Prints each place that an injection stands in, on a line of its own, and then all of the payload. */
function templateFor(provider: ProviderName): string {
  const places = new Set(CORPUS.filter((one) => one.provider === provider).map(({ at }) => nameOf(at)))
  return ['Look into it.', ...[...places].map((name) => `${name}: {{${name}}}`), 'All of it: {{.}}'].join('\n')
}

/** What a template calls a place. */
export function nameOf(at: string): string {
  return at.startsWith('header:') ? 'event_type' : at
}

function whsec(text: string): string {
  return `whsec_${Buffer.from(text).toString('base64')}`
}
