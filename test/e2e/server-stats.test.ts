import { afterAll, beforeAll, expect, it } from 'vitest'
import { providers } from '../../src/providers/index.ts'
import { startSink } from '../helpers/outside.ts'
import { startApp, type TestApp } from '../helpers/start-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp({ env: { EGRESS_ALLOW: '127.0.0.1' } })
})
afterAll(() => app.close())

const STATS = `{ stats(window: HOUR) { received refused failed actions { kind status count }
  latency { since count p50Ms p99Ms series { at count } } } }`
const issue = providers.github.sample('issues.opened')!

it('what was let in, refused and given up is counted, with how long the answers took', async () => {
  const gone = await startSink((_req, res) => void res.writeHead(410).end())
  const target = `http://127.0.0.1:${gone.port}/`
  const webhook = await app.createWebhook({ commands: [{ trigger: 'issues.opened', action: 'FORWARD', target }] })
  for (let i = 0; i < 3; i++) await app.deliver(webhook, { ...issue, headers: { ...issue.headers, 'x-github-delivery': `delivery-${i}` } })
  await app.deliver(webhook, { ...issue, secret: 'another' })

  await expect
    .poll(async () => (await app.graphql(STATS)).stats)
    .toMatchObject({ received: 3, refused: 1, failed: 3, actions: [{ kind: 'FORWARD', status: 'EXHAUSTED', count: 3 }] })
  const { latency } = (await app.graphql(STATS)).stats
  expect(latency.count).toBe(3)
  expect(latency.p50Ms).toBeGreaterThan(0)
  expect(latency.p99Ms).toBeGreaterThanOrEqual(latency.p50Ms)
  expect(latency.series).toHaveLength(60)
  expect(Date.parse(latency.since)).toBeLessThanOrEqual(Date.now())
  const day = '{ webhook(id: "ID") { stats { failed } } }'.replace('ID', webhook.id)
  expect((await app.graphql(day)).webhook.stats.failed).toBe(3)
})
