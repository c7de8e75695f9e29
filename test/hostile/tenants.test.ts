import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROLES, type Role } from '../../src/model/viewer.ts'
import { type Data, startApp, type TestApp } from '../helpers/start-app.ts'
import { openSse, until } from '../live/helpers.ts'
import type { Ids } from './rights-table.ts'
import { makeKeys, makeThings } from './things.ts'

// B54: keys of each role that are held to the webhook `ours` ask for everything of the webhook `theirs`, and get what they
// would get if it had never been.

const ABSENT: Ids = {
  webhook: 'no-such-hook',
  command: 'cmd_absent',
  event: 'evt_absent',
  action: 'act_absent',
  task: 'task_absent',
  question: 'qst_absent',
}
const OPERATIONS: Record<string, string> = {
  'node: webhook': '{ node(id: "$webhook") { id } }',
  'node: command': '{ node(id: "$command") { id } }',
  'node: event': '{ node(id: "$event") { id } }',
  'node: action': '{ node(id: "$action") { id } }',
  'node: task': '{ node(id: "$task") { id } }',
  'node: question': '{ node(id: "$question") { id } }',
  webhook: '{ webhook(id: "$webhook") { id secrets { hint } versions { config } stats { received } events { totalCount } } }',
  event: '{ event(id: "$event") { id payload rawBody } }',
  task: '{ task(id: "$task") { id prompt } }',
  question: '{ question(id: "$question") { id } }',
  'events of': '{ events(where: { webhookIds: ["$webhook"] }) { totalCount edges { node { id } } } }',
  'actions of': '{ actions(eventId: "$event") { totalCount edges { node { id } } } }',
  'refused deliveries of': '{ refusedDeliveries(webhookId: "$webhook") { totalCount edges { node { id } } } }',
  previewCommand: '{ previewCommand(webhookId: "$webhook", command: { trigger: "*", action: CREATE_TASK, agent: "planner" }) { tried } }',
  'previewCommand over events':
    '{ previewCommand(webhookId: "ours", eventIds: ["$event"], command: { trigger: "*", action: CREATE_TASK, agent: "planner" }) { tried } }',
  addCommand:
    'mutation { r: addCommand(webhookId: "$webhook", command: { trigger: "*", action: CREATE_TASK, agent: "planner" }) { ...E } }',
  'addCommand that forwards there':
    'mutation { r: addCommand(webhookId: "ours", command: { trigger: "never", action: FORWARD, target: "$webhook" }) { ...E } }',
  updateCommand: 'mutation { r: updateCommand(input: { id: "$command", priority: 1 }) { ...E } }',
  deleteCommand: 'mutation { r: deleteCommand(id: "$command") { ...E } }',
  updateWebhook: 'mutation { r: updateWebhook(input: { id: "$webhook", name: "Mine" }) { ...E } }',
  deleteWebhook: 'mutation { r: deleteWebhook(id: "$webhook") { ...E } }',
  disableWebhook: 'mutation { r: disableWebhook(id: "$webhook") { ...E } }',
  enableWebhook: 'mutation { r: enableWebhook(id: "$webhook") { ...E } }',
  revertWebhook: 'mutation { r: revertWebhook(id: "$webhook", version: 1) { ...E } }',
  rotateWebhookSecret: 'mutation { r: rotateWebhookSecret(id: "$webhook") { ...E } }',
  resetBreaker: 'mutation { r: resetBreaker(webhookId: "$webhook") { ...E } }',
  sendTestEvent: 'mutation { r: sendTestEvent(webhookId: "$webhook", eventType: "order.created") { ...E } }',
  replayEvent: 'mutation { r: replayEvent(id: "$event") { ...E } }',
  replayEvents: 'mutation { r: replayEvents(where: { webhookIds: ["$webhook"] }) { ...E ... on ReplayEventsPayload { count } } }',
  comment: 'mutation { r: comment(eventId: "$event", message: "x") { ...E } }',
  respond: 'mutation { r: respond(eventId: "$event", response: "x") { ...E } }',
  forward: 'mutation { r: forward(eventId: "$event", target: "ours") { ...E } }',
  ask: 'mutation { r: ask(input: { eventId: "$event", question: "x" }) { ...E } }',
  answerQuestion: 'mutation { r: answerQuestion(id: "$question", answer: "x") { ...E } }',
  cancelQuestion: 'mutation { r: cancelQuestion(id: "$question") { ...E } }',
  retryAction: 'mutation { r: retryAction(id: "$action") { ...E } }',
  cancelTask: 'mutation { r: cancelTask(id: "$task") { ...E } }',
  requeueTask: 'mutation { r: requeueTask(id: "$task") { ...E } }',
  heartbeatTask: 'mutation { r: heartbeatTask(id: "$task", leaseToken: "wrong") { ...E } }',
  completeTask: 'mutation { r: completeTask(id: "$task", leaseToken: "wrong") { ...E } }',
  failTask: 'mutation { r: failTask(id: "$task", leaseToken: "wrong", error: "x") { ...E } }',
  releaseTask: 'mutation { r: releaseTask(id: "$task", leaseToken: "wrong") { ...E } }',
}
const PATHS: [method: string, path: string, body?: object][] = [
  ['GET', '/api/webhooks/$webhook'],
  ['PUT', '/api/webhooks/$webhook', { name: 'Mine' }],
  ['DELETE', '/api/webhooks/$webhook'],
  ['POST', '/api/webhooks/$webhook/disable'],
  ['POST', '/api/webhooks/$webhook/enable'],
  ['POST', '/api/webhooks/$webhook/reset-breaker'],
  ['GET', '/api/webhooks/$webhook/commands'],
  ['POST', '/api/webhooks/$webhook/commands', { trigger: '*', action: 'create_task', agent: 'planner' }],
  ['PUT', '/api/webhooks/$webhook/commands/$command', { priority: 1 }],
  ['PUT', '/api/webhooks/ours/commands/$command', { priority: 1 }],
  ['DELETE', '/api/webhooks/ours/commands/$command'],
  ['POST', '/api/webhooks/$webhook/comment', { event_id: '$event', message: 'x' }],
  ['POST', '/api/webhooks/ours/comment', { event_id: '$event', message: 'x' }],
  ['POST', '/api/webhooks/ours/respond', { event_id: '$event', response: 'x' }],
  ['POST', '/api/webhooks/ours/forward', { event_id: '$event', target: 'ours' }],
  ['POST', '/api/webhooks/ours/ask', { event_id: '$event', question: 'x' }],
  ['GET', '/api/events?webhook_id=$webhook'],
  ['GET', '/api/events/$event'],
  ['GET', '/api/actions/$action'],
  ['POST', '/api/actions/$action/retry'],
  ['GET', '/api/questions/$question'],
  ['POST', '/api/questions/$question/answer', { answer: 'x' }],
  ['GET', '/questions/$question'],
]

let app: TestApp
let theirs: Ids
let keys: Record<Role, string>

beforeAll(async () => {
  app = await startApp({ env: { KEY_REQUESTS_PER_MINUTE: '0' } })
  await makeThings(app, 'ours')
  theirs = await makeThings(app, 'theirs')
  keys = await makeKeys(app, ['ours'])
})
afterAll(() => app.close())

describe.each(ROLES)('B54: a key of another tenant, %s,', (role) => {
  it.each(Object.entries(OPERATIONS))('finds nothing by %s', async (_, query) => {
    expect(await askAs(role, query, theirs)).toEqual(await askAs(role, query, ABSENT))
  })

  it.each(PATHS)('finds nothing by %s %s', async (method, path, body) => {
    expect(await callAs(role, method, path, theirs, body)).toEqual(await callAs(role, method, path, ABSENT, body))
  })

  it('sees in every list its own alone', async () => {
    const lists = 'webhooks events actions tasks questions'
      .split(' ')
      .map((list) => `${list}(first: 100) { totalCount edges { node { id } } }`)
    const { data } = await graphqlAs(role, `{ ${lists.join(' ')} agents { name } }`)

    for (const id of Object.values(theirs)) expect(JSON.stringify(data)).not.toContain(`"${id}"`)
    expect(data.webhooks.totalCount).toBe(1)
  })

  it.each(['{ apiKeys { id } }', '{ auditLog { totalCount } }', '{ forwardTargets { url } }'])(
    'is refused %s, which is of all',
    async (query) => {
      expect((await graphqlAs(role, query)).errors[0].extensions.code).toBe('FORBIDDEN')
    },
  )

  it('makes no key, gives no credentials and finds no key and no audit by its id', async () => {
    const { apiKeys, auditLog } = await app.graphql('{ apiKeys { id } auditLog(first: 1) { edges { node { id } } } }')
    const { data } = await graphqlAs(
      role,
      `mutation { make: createApiKey(name: "more", role: ADMIN) { __typename } revoke: revokeApiKey(id: "${apiKeys[0].id}") { __typename }
        give: setProviderCredentials(provider: GITHUB, credentials: {}) { __typename } more: createWebhook(input: { name: "x", provider: GITHUB }) { __typename }
        target: setForwardTarget(url: "https://target.example/") { __typename } }`,
    )

    expect(Object.values<Data>(data).map(({ __typename }) => __typename)).toEqual(Array.from({ length: 5 }, () => 'Forbidden'))
    for (const id of [apiKeys[0].id, auditLog.edges[0].node.id])
      expect((await graphqlAs(role, `{ node(id: "${id}") { id } }`)).data).toEqual({ node: null })
  })

  it('hears nothing of it on any subscription', async () => {
    const { feedCursor } = await app.graphql('{ feedCursor }')
    const fields = ['events', 'tasks', 'actions', 'questions', 'webhooks', 'feed']
    const streams = await Promise.all(
      fields.map((field) => openSse(app, `subscription { r: ${field} { kind } }`, { key: keys[role], lastEventId: null })),
    )
    await until(() => streams.every(({ got }) => got.length > 0), 'CONNECTED')
    const { replayEvent } = await app.graphql(
      `mutation ($name: String, $ask: AskInput!) { replayEvent(id: "${theirs.event}") { __typename } ask(input: $ask) { __typename }
        updateWebhook(input: { id: "theirs", name: $name }) { __typename } }`,
      { name: `Not for ${role}`, ask: { eventId: theirs.event, question: 'Which?' } },
    )
    const last = await openSse(app, 'subscription ($after: FeedCursor) { r: feed(after: $after) { kind } }', {
      variables: { after: feedCursor },
    })
    await until(() => last.got.some(({ data }) => data.data.r.kind === 'WEBHOOK_UPDATED'), 'the change at who sees all')

    expect(replayEvent.__typename).toBe('ReplayEventPayload')
    expect(streams.map(({ got }) => got.map(({ data }) => data.data.r.kind))).toEqual(fields.map(() => ['CONNECTED']))
    for (const stream of [...streams, last]) stream.cut()
  })
})

it('B54: a key that is held to one webhook counts in the health what is its own', async () => {
  const query = '{ health { refusedLastHour } }'

  expect((await graphqlAs('VIEWER', query)).data.health.refusedLastHour).toBe(1)
  expect((await app.graphql(query)).health.refusedLastHour).toBe(2)
})

/** What was answered, the ids in it struck out. */
async function askAs(role: Role, query: string, ids: Ids): Promise<Data> {
  const fragment = query.includes('...E') ? ' fragment E on Error { __typename code message }' : ''
  return struck(await graphqlAs(role, filled(query, ids) + fragment), ids)
}

async function graphqlAs(role: Role, query: string): Promise<Data> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys[role]}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  return response.json()
}

async function callAs(role: Role, method: string, path: string, ids: Ids, body?: object): Promise<Data> {
  const response = await fetch(app.url + filled(path, ids), {
    method,
    headers: { authorization: `Bearer ${keys[role]}`, 'content-type': 'application/json' },
    body: method === 'GET' ? undefined : filled(JSON.stringify(body ?? {}), ids),
  })
  return struck({ status: response.status, text: await response.text() }, ids)
}

function filled(text: string, ids: Ids): string {
  return text.replace(/\$(\w+)/g, (whole, name: keyof Ids) => ids[name] ?? whole)
}

function struck(answer: Data, ids: Ids): Data {
  let text = JSON.stringify(answer).replace(/"locations":\[[^\]]*\]/g, '')
  for (const [name, id] of Object.entries(ids)) text = text.replaceAll(id, `$${name}`)
  return text
}
