import { Webhook } from 'standardwebhooks'
import { expect, it } from 'vitest'
import { newStandardSecret } from '../../../src/providers/scheme.ts'
import { type Sink, startSink } from '../../helpers/outside.ts'
import type { Data, TestApp } from '../../helpers/start-app.ts'
import { actionsOf, pause, settled, start, waitFor } from './helpers.ts'

const SECRET = newStandardSecret()
const at = ({ port }: Sink, path = '/hooks') => `http://127.0.0.1:${port}${path}`
const forwardTo = (target: string, trigger = '*') => [{ trigger, action: 'FORWARD', target }]
const gone = () => startSink((_req, res) => void res.writeHead(410).end())
/** What a sink was told, each kind with its data. */
const told = ({ requests }: Sink) => requests.map(({ body }) => JSON.parse(body))
const kindsOf = (sink: Sink) =>
  told(sink)
    .map(({ type }) => type)
    .sort()

/** A server whose operations webhook forwards everything to a sink under a known secret. */
async function operating(app: TestApp, target: string) {
  const operations = await app.createWebhook({ id: 'ops', provider: 'CUSTOM', commands: forwardTo(target) })
  await app.graphql('mutation ($url: String!, $secret: String) { setForwardTarget(url: $url, secret: $secret) { __typename } }', {
    url: target,
    secret: SECRET,
  })
  expect(await choose(app, 'ops')).toEqual({ webhook: { id: 'ops' } })
  return operations
}

async function choose(app: TestApp, webhookId: string | null): Promise<Data> {
  const query = `mutation ($webhookId: ID) { setOperationsWebhook(webhookId: $webhookId) {
    ... on OperationsWebhookPayload { webhook { id } } ... on Error { code message } } }`
  return (await app.graphql(query, { webhookId })).setOperationsWebhook
}

async function deliverOrder(app: TestApp, webhook: Awaited<ReturnType<TestApp['createWebhook']>>, id: string) {
  expect((await app.deliver(webhook, { body: '{"type":"order.paid"}', headers: { 'x-delivery-id': id } })).status).toBe(202)
}

it('tells of an action that was given up and of its target, signed, and of the secret no word', async () => {
  const [ops, dead] = [await startSink(), await gone()]
  const app = await start()
  await operating(app, at(ops))
  const orders = await app.createWebhook({ id: 'orders', provider: 'CUSTOM', commands: forwardTo(at(dead, '/in?token=hidden')) })
  await deliverOrder(app, orders, '1')

  await expect.poll(() => kindsOf(ops)).toEqual(['action.exhausted', 'target.disabled'])
  const [action] = await actionsOf(app, orders)
  const [event] = await app.events('orders')
  const origin = new URL(at(dead)).origin
  expect(told(ops).find(({ type }) => type === 'action.exhausted')).toEqual({
    type: 'action.exhausted',
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    data: {
      webhook_id: 'orders',
      provider: 'custom',
      event_id: event.id,
      action_id: action.id,
      action: 'forward',
      target: origin,
      tries: 1,
      status_code: 410,
    },
  })
  for (const { body, headers } of ops.requests) {
    expect(new Webhook(SECRET).verify(body, headers as Record<string, string>)).toMatchObject({ type: headers['x-hookline-event'] })
    expect(body).not.toContain('hidden')
  }
})

it('is a webhook like any other: its commands choose, and say it in their words', async () => {
  const [ops, dead] = [await startSink(), await gone()]
  const app = await start()
  await app.createWebhook({
    id: 'ops',
    provider: 'CUSTOM',
    commands: [
      ...forwardTo(at(ops), 'webhook.*'),
      { trigger: 'action.exhausted', action: 'CREATE_TASK', agent: 'oncall', template: '{{subject.title}}: {{subject.body}}' },
    ],
  })
  await choose(app, 'ops')
  const orders = await app.createWebhook({ id: 'orders', provider: 'CUSTOM', commands: forwardTo(at(dead)) })
  await deliverOrder(app, orders, '1')
  await settled(app, orders, 1)
  await app.graphql('mutation { disableWebhook(id: "orders") { __typename } }')
  await app.graphql('mutation { rotateWebhookSecret(id: "orders") { __typename } }')

  await expect.poll(() => kindsOf(ops)).toEqual(['webhook.disabled'])
  expect(told(ops)[0].data).toEqual({ webhook_id: 'orders', version: 2, by: 'ADMIN_API_KEY' })
  const events = await waitFor(
    () => app.events('ops'),
    (found) => found.length === 4,
  )
  expect(events.map(({ eventType }) => eventType).sort()).toEqual([
    'action.exhausted',
    'secret.rotated',
    'target.disabled',
    'webhook.disabled',
  ])
  const [task] = events.flatMap(({ tasks }) => tasks)
  expect(task).toMatchObject({ agent: 'oncall', prompt: expect.stringContaining('forward of orders was given up') })
})

it('says nothing of its own failures, nor of those on the way from it through webhooks of this server', async () => {
  const dead = await gone()
  const app = await start()
  // ops → relay → a target that is gone: what the relay cannot send is not told ops, which would hand it to the relay.
  const relay = await app.createWebhook({ id: 'relay', provider: 'CUSTOM', commands: forwardTo(at(dead, '/relay')) })
  const operations = await app.createWebhook({
    id: 'ops',
    provider: 'CUSTOM',
    commands: [...forwardTo('relay'), ...forwardTo(at(dead, '/ops'))],
  })
  await choose(app, 'ops')
  const orders = await app.createWebhook({ id: 'orders', provider: 'CUSTOM', commands: forwardTo(at(dead, '/orders')) })
  await deliverOrder(app, orders, '1')

  // One notice of the action and one of its target; each is sent two ways, and both fail.
  const events = await waitFor(
    () => settled(app, relay, 2),
    (found) => found.every(({ actions }) => actions[0]?.status === 'EXHAUSTED'),
  )
  expect(events).toHaveLength(2)
  await pause(1000)
  expect(await app.events('relay')).toHaveLength(2)
  expect((await settled(app, operations, 2)).map(({ eventType }) => eventType).sort()).toEqual(['action.exhausted', 'target.disabled'])

  // What comes to the relay from elsewhere is told.
  await deliverOrder(app, relay, 'from-elsewhere')
  await waitFor(
    () => app.events('ops'),
    (found) => found.length === 3,
  )
})

it('tells of a task that has come to nothing, and of a breaker, once', async () => {
  const ops = await startSink()
  const app = await start({ BREAKER_WEBHOOK_ACTIONS: '2' })
  await operating(app, at(ops))
  const sink = await startSink()
  const busy = await app.createWebhook({ id: 'busy', provider: 'CUSTOM', commands: forwardTo(at(sink)) })
  for (const id of ['1', '2', '3', '4']) await deliverOrder(app, busy, id)
  await expect.poll(() => kindsOf(ops)).toEqual(['breaker.opened'])
  const tasks = await app.createWebhook({
    id: 'tasks',
    provider: 'CUSTOM',
    commands: [{ trigger: '*', action: 'CREATE_TASK', agent: 'planner' }],
  })
  await deliverOrder(app, tasks, '1')
  for (let attempt = 1; attempt <= 5; attempt++) {
    const { claimTask } = await app.graphql(
      'mutation { claimTask(agent: "planner") { ... on ClaimTaskPayload { leaseToken task { id } } } }',
    )
    await app.graphql(
      'mutation ($id: ID!, $leaseToken: String!) { failTask(id: $id, leaseToken: $leaseToken, error: "no") { __typename } }',
      {
        id: claimTask.task.id,
        leaseToken: claimTask.leaseToken,
      },
    )
  }
  await expect.poll(() => kindsOf(ops)).toEqual(['breaker.opened', 'task.dead'])
  expect(told(ops)[1].data).toMatchObject({ agent: 'planner', webhook_id: 'tasks' })
})

it('is chosen by an ADMIN, audited, and takes no webhook that would not understand', async () => {
  const app = await start()
  await app.createWebhook({ id: 'hub' })
  await app.createWebhook({ id: 'ops', provider: 'STANDARD' })

  expect(await choose(app, 'hub')).toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('expected one of standard or custom'),
  })
  expect(await choose(app, 'nowhere')).toMatchObject({ code: 'not_found' })
  expect(await app.rest('PUT', '/api/operations', { webhook_id: 'ops' })).toEqual({ status: 200, body: { webhook_id: 'ops' } })
  expect(await app.rest('PUT', '/api/operations', {})).toMatchObject({ status: 400, body: { error: { code: 'invalid_input' } } })
  expect(await app.graphql('{ operationsWebhook { id } }')).toEqual({ operationsWebhook: { id: 'ops' } })
  await app.graphql('mutation { disableWebhook(id: "hub") { __typename } }')
  await waitFor(
    () => app.events('ops'),
    (found) => found.length === 1,
  )
  expect(await choose(app, null)).toEqual({ webhook: null })
  expect(await app.rest('GET', '/api/operations')).toEqual({ status: 200, body: { webhook_id: null } })
  const { auditLog } = await app.graphql('{ auditLog(first: 5) { edges { node { verb detail } } } }')
  const chosen = auditLog.edges.map(({ node }: Data) => node).filter(({ verb }: Data) => verb === 'operations.set')
  expect(chosen.map(({ detail }: Data) => detail.webhook_id)).toEqual([null, 'ops'])
})
