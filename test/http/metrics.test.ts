import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFakeServer } from '../fakes/fake-server.ts'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { waitFor } from '../helpers/wait.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp({ env: { EGRESS_ALLOW: '127.0.0.1' } })
})
afterAll(() => app.close())

describe('/metrics', () => {
  it('counts what is let in, by provider, with the time to the answer', async () => {
    const webhook = await app.createWebhook({ provider: 'CUSTOM' })
    for (let number = 0; number < 3; number++) await app.deliver(webhook, { body: JSON.stringify({ type: 'order.created', number }) })

    const metrics = await read()

    expect(metrics.get('hookline_delivery_answer_seconds_count{provider="custom"}')).toBe(3)
    expect(metrics.get('hookline_delivery_answer_seconds_bucket{le="+Inf",provider="custom"}')).toBe(3)
    expect(metrics.get('hookline_delivery_answer_seconds_sum{provider="custom"}')).toBeGreaterThan(0)
  })

  it('counts what is refused, by its code', async () => {
    const webhook = await app.createWebhook({ provider: 'CUSTOM' })
    await app.deliver(webhook, { body: '{}', secret: 'not the right secret' })
    await app.deliver({ ...webhook, path: '/webhooks/custom/nobody' }, { body: '{}' })

    const metrics = await read()

    expect(metrics.get('hookline_deliveries_refused_total{code="invalid_signature"}')).toBe(1)
    expect(metrics.get('hookline_deliveries_refused_total{code="not_found"}')).toBe(1)
  })

  it('counts the tries at actions by what became of them', async () => {
    const sink = await startFakeServer(({ path }) => ({ status: path === '/fine' ? 200 : 410, body: '' }))
    const commands = ['/fine', '/gone'].map((path) => ({ trigger: '*', action: 'FORWARD', target: sink.url + path, template: 'x' }))
    for (const { target } of commands) await app.graphql(CREATE_TARGET, { url: target })
    const webhook = await app.createWebhook({ provider: 'CUSTOM', commands })
    await app.deliver(webhook, { body: '{"type":"order.created"}' })

    const tries = (outcome: string) => `hookline_action_tries_total{provider="custom",kind="forward",outcome="${outcome}"}`
    const metrics = await waitFor(read, (found) => found.has(tries('SUCCEEDED')) && found.has(tries('EXHAUSTED')))
    expect([metrics.get(tries('SUCCEEDED')), metrics.get(tries('EXHAUSTED'))]).toEqual([1, 1])
    await sink.close()
  })

  it('says what waits, who listens, and what runs', async () => {
    const metrics = await waitFor(read, (found) => found.get('hookline_feed_lag_seconds') === 0)

    expect(metrics.get('hookline_can_store')).toBe(1)
    expect(metrics.get('hookline_queue_depth')).toBe(0)
    expect(metrics.get('hookline_subscribers')).toBe(0)
    expect([...metrics.keys()].some((name) => name.startsWith('hookline_info{version='))).toBe(true)
    expect(metrics.get('process_resident_memory_bytes')).toBeGreaterThan(1_000_000)
    expect([...metrics.keys()].some((name) => name.startsWith('nodejs_eventloop_lag_p99_seconds'))).toBe(true)
  })

  it('wants a key that sees all webhooks and is no agent’s', async () => {
    const webhook = await app.createWebhook({ provider: 'CUSTOM' })
    const viewer = await createKey({ role: 'VIEWER' })
    const held = await createKey({ role: 'VIEWER', webhookIds: [webhook.id] })
    const agent = await createKey({ role: 'AGENT', agent: 'planning' })

    expect(await statusWith(undefined)).toBe(401)
    expect(await statusWith('hk_no_such_key_0123456789')).toBe(401)
    expect(await statusWith(agent)).toBe(403)
    expect(await statusWith(held)).toBe(403)
    expect(await statusWith(viewer)).toBe(200)
  })

  it('is open, or not there, where the configuration says so', async () => {
    const open = await startApp({ env: { METRICS: 'open' } })
    const off = await startApp({ env: { METRICS: 'off' } })

    expect((await fetch(`${open.url}/metrics`)).status).toBe(200)
    expect((await fetch(`${off.url}/metrics`, { headers: { authorization: `Bearer ${off.key}` } })).status).toBe(404)
    await Promise.all([open.close(), off.close()])
  })
})

const CREATE_TARGET = 'mutation ($url: String!) { setForwardTarget(url: $url) { __typename ... on Error { message } } }'
const CREATE_KEY =
  'mutation ($name: String!, $role: Role!, $agent: String, $webhookIds: [ID!]) { made: createApiKey(name: $name, role: $role, agent: $agent, webhookIds: $webhookIds) { ... on CreateApiKeyPayload { key } ... on Error { message } } }'

async function createKey(input: object): Promise<string> {
  return (await app.graphql(CREATE_KEY, { name: 'a watcher', ...input })).made.key
}

async function statusWith(key: string | undefined): Promise<number> {
  return (await fetch(`${app.url}/metrics`, { headers: key ? { authorization: `Bearer ${key}` } : {} })).status
}

/** Each sample by its name and labels, as they are written. */
async function read(): Promise<Map<string, number>> {
  const answer = await fetch(`${app.url}/metrics`, { headers: { authorization: `Bearer ${app.key}` } })
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
}
