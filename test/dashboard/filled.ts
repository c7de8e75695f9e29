import { expect } from 'vitest'
import { type FakeGithub, startFakeGithub } from '../fakes/github.ts'
import type { Data, TestApp } from '../helpers/start-app.ts'

/** Makes of a text what is stored in its place: itself, or an attack that holds it. */
export type Say = (text: string) => string

export interface Filled {
  /** Every page of the dashboard, by a name for its picture. */
  pages: [name: string, path: string][]
  close(): Promise<void>
}

/** Fills a server, which has to reach 127.0.0.1, with some of everything that the dashboard shows, by the doors that people, providers and agents use. */
export async function fill(app: TestApp, say: Say = (text) => text): Promise<Filled> {
  const github = await startFakeGithub({})
  const webhook = await makeWebhooks(app, github, say)
  const brain = await send(
    app,
    `mutation ($name: String!) { createApiKey(name: $name, role: AGENT, agent: "brain") { ... on CreateApiKeyPayload { key } } }`,
    { name: say('Brain of the team') },
  )
  const events = await deliver(app, webhook, say)
  const taskId = await work(app, say)
  await ask(app, events[0]!, say)
  const proposalId = await propose(app, brain.createApiKey.key, say)
  await send(app, `mutation { setForwardTarget(url: "https://ci.example.com/hooks") { __typename ... on Error { code message } } }`)
  const { webhook: shown } = await app.graphql('query ($id: ID!) { webhook(id: $id) { commands { id } } }', { id: webhook.id })
  return {
    pages: pagesOf({ webhookId: webhook.id, commandId: shown.commands[0].id, eventId: events[0]!, taskId, proposalId }),
    close: github.close,
  }
}

function pagesOf(ids: { webhookId: string; commandId: string; eventId: string; taskId: string; proposalId: string }): Filled['pages'] {
  return [
    ['webhooks', '/webhooks'],
    ['webhook-new', '/webhooks/new'],
    ['webhook', `/webhooks/${ids.webhookId}`],
    ['command', `/commands/${ids.commandId}`],
    ['command-from-event', `/commands/new?webhook=${ids.webhookId}&event=${ids.eventId}`],
    ['events', '/events'],
    ['event', `/events/${ids.eventId}`],
    ['event-payload', `/events/${ids.eventId}?tab=payload`],
    ['event-headers', `/events/${ids.eventId}?tab=headers`],
    ['event-raw', `/events/${ids.eventId}?tab=raw`],
    ['tasks', '/tasks'],
    ['task', `/tasks/${ids.taskId}`],
    ['questions', '/questions'],
    ['proposals', '/proposals'],
    ['proposal', `/proposals/${ids.proposalId}`],
    ['agents', '/agents'],
    ['keys', '/keys'],
    ['audit', '/audit'],
    ['health', '/health'],
    ['settings', '/settings'],
  ]
}

async function makeWebhooks(app: TestApp, github: FakeGithub, say: Say) {
  const commands = [
    { trigger: 'issues.opened', action: 'CREATE_TASK', agent: 'planning', template: say('Plan the work on {{issue.title}}'), priority: 20 },
    { trigger: 'issues.*', action: 'CREATE_TASK', agent: 'executor', template: say('Do it'), conditions: { labels: [say('urgent')] } },
    {
      trigger: 'issue_comment',
      action: 'COMMENT',
      template: say('Thank you, {{sender.login}}'),
      conditions: { body_contains: '@hookline' },
    },
  ]
  await app.createWebhook({ name: say('Merge requests'), provider: 'GITLAB', enabled: false })
  await app.createWebhook({ name: say('Alerts from production'), provider: 'SENTRY' })
  await app.createWebhook({ name: say('Orders of the shop'), provider: 'CUSTOM' })
  return app.createWebhook({ name: say('Issues of octo/app'), commands, credentials: { token: 'ghp_good', baseUrl: github.url } })
}

const ISSUES = [
  'The export button does nothing',
  'Sign-in fails behind a proxy',
  'Search is slow with many projects',
  'Dark mode hides the cursor',
]

/** Answers the ids of the webhook's events, newest first. */
async function deliver(app: TestApp, webhook: Data, say: Say): Promise<string[]> {
  for (const [index, title] of ISSUES.entries()) {
    const issue = {
      number: index + 9,
      title: say(title),
      body: say('It worked yesterday.'),
      labels: [{ name: say('urgent') }],
      html_url: address(say, index),
    }
    const sender = { login: say('ada'), type: 'User' }
    const body = JSON.stringify({
      action: 'opened',
      issue: { ...issue, user: sender },
      repository: { full_name: 'octo/app', name: 'app', owner: { login: 'octo' } },
      sender,
      [say('a key')]: 1,
    })
    const headers = { 'x-github-event': 'issues', 'user-agent': say('GitHub-Hookshot/1').replace(/[^\x20-\x7e]/g, '') }
    expect((await app.deliver(webhook as never, { body, headers })).status).toBe(202)
    if (index === 0) await app.deliver(webhook as never, { body, headers, secret: 'another secret' })
  }
  return (await app.events(webhook.id, 'id')).map(({ id }) => id).reverse()
}

/** What is shown as a link, where it is one. */
function address(say: Say, index: number): string {
  const text = say('')
  return text === '' ? `https://github.com/octo/app/issues/${index + 1}` : `javascript:${text}`
}

/** One task is done, one under way, one has failed for good; answers the one under way. */
async function work(app: TestApp, say: Say): Promise<string> {
  const claim = async () =>
    (await send(app, 'mutation { claimTask(agent: "planning", leaseSeconds: 600) { ... on ClaimTaskPayload { leaseToken task { id } } } }'))
      .claimTask
  const done = await claim()
  await send(
    app,
    'mutation ($id: ID!, $t: String!, $r: JSON) { completeTask(id: $id, leaseToken: $t, result: $r) { __typename ... on Error { code message } } }',
    {
      id: done.task.id,
      t: done.leaseToken,
      r: { plan: say('Two steps'), [say('a key')]: 2 },
    },
  )
  const failed = await claim()
  await send(
    app,
    'mutation ($id: ID!, $t: String!, $e: String!) { failTask(id: $id, leaseToken: $t, error: $e, retry: false) { __typename ... on Error { code message } } }',
    {
      id: failed.task.id,
      t: failed.leaseToken,
      e: say('The repository could not be read'),
    },
  )
  const held = await claim()
  await send(
    app,
    'mutation ($id: ID!, $t: String!, $p: String) { heartbeatTask(id: $id, leaseToken: $t, progress: $p) { __typename ... on Error { code message } } }',
    {
      id: held.task.id,
      t: held.leaseToken,
      p: say('Reading the code, 3 of 12 files'),
    },
  )
  return held.task.id
}

async function ask(app: TestApp, eventId: string, say: Say): Promise<void> {
  const asked = [
    { question: say('Which release is this for?'), kind: 'CHOICE', options: [say('1.4'), say('2.0')] },
    { question: say('May I close the duplicates?'), kind: 'APPROVAL' },
    { question: say('What should the button do?'), kind: 'TEXT', defaultAnswer: say('Nothing'), timeoutSeconds: 86_400 },
  ]
  for (const input of asked)
    await send(app, 'mutation ($input: AskInput!) { ask(input: $input) { __typename ... on Error { code message } } }', {
      input: { eventId, ...input },
    })
  const { questions } = await app.graphql('{ questions(first: 1) { edges { node { id } } } }')
  await send(
    app,
    'mutation ($id: ID!, $answer: String!) { answerQuestion(id: $id, answer: $answer) { __typename ... on Error { code message } } }',
    {
      id: questions.edges[0].node.id,
      answer: say('It exports what is on the screen'),
    },
  )
}

/** An agent wants a webhook; answers the proposal. */
async function propose(app: TestApp, key: string, say: Say): Promise<string> {
  const commands = [
    { trigger: 'issues.labeled', action: 'CREATE_TASK', agent: 'planning', template: say('Plan it'), conditions: { label: 'urgent' } },
  ]
  const query = `mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { ... on Proposed { proposal { id } } } }`
  const variables = { input: { name: say('Urgent issues'), provider: 'GITHUB', commands } }
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data } = (await response.json()) as Data
  return data.createWebhook.proposal.id
}

/** @throws where the mutation was refused */
async function send(app: TestApp, mutation: string, variables: Record<string, unknown> = {}): Promise<Data> {
  const data = await app.graphql(mutation, variables)
  for (const result of Object.values<Data>(data)) if (result.code) throw new Error(`${result.code}: ${result.message}`)
  return data
}
