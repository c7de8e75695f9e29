import { once } from 'node:events'
import { expect, it } from 'vitest'
import { startBuilt } from '../../helpers/built-server.ts'
import { startSink } from '../../helpers/outside.ts'
import { signedHeaders, startApp } from '../../helpers/start-app.ts'
import { change, newDataDir, rows, settled, start } from './helpers.ts'

const forwardTo = (port: number) => [{ trigger: '*', action: 'FORWARD', target: `http://127.0.0.1:${port}/hooks` }]
const IDS = ['1', '2', '3', '4', '5', '6']

it('everything is told also where the server dies by kill -9 in between', { timeout: 90_000 }, async () => {
  const ops = await startSink()
  const gone = await startSink((_req, res) => void res.writeHead(410).end())
  const dataDir = newDataDir()
  const env = { DATA_DIR: dataDir, EGRESS_ALLOW: '127.0.0.1' }
  const before = await startApp({ env })
  await before.createWebhook({ id: 'ops', provider: 'CUSTOM', commands: forwardTo(ops.port) })
  await before.rest('PUT', '/api/operations', { webhook_id: 'ops' })
  const orders = await before.createWebhook({ id: 'orders', provider: 'CUSTOM', commands: forwardTo(gone.port) })
  await before.close()

  const server = startBuilt(env)
  await expect.poll(() => server.listening().length, { timeout: 30_000 }).toBe(1)
  const [{ url }] = server.listening()
  for (const id of IDS) {
    const delivery = { body: '{"type":"order.paid"}', headers: { 'x-delivery-id': id } }
    const answer = await fetch(url + orders.path, { method: 'POST', headers: signedHeaders(orders, delivery), body: delivery.body })
    expect(answer.status).toBe(202)
  }
  await expect.poll(() => gone.requests.length, { interval: 1 }).toBeGreaterThan(0)
  server.process.kill('SIGKILL')
  await once(server.process, 'exit')
  // As if it had died right between what has happened and its telling.
  const left = `INSERT INTO notices (notice_id, kind, title, data_json, at) VALUES ('ntc_0', 'webhook.disabled', 'x', '{"webhook_id":"left"}', 1)`
  change(dataDir, left)

  const after = await start(env)
  const told = () => ops.requests.map(({ body }) => JSON.parse(body))
  const givenUp = () => new Set(told().flatMap(({ type, data }) => (type === 'action.exhausted' ? [data.action_id] : [])))
  await expect.poll(() => givenUp().size, { timeout: 60_000 }).toBe(IDS.length)
  await expect.poll(() => told().filter(({ data }) => data.webhook_id === 'left').length).toBe(1)
  expect(rows(dataDir, 'SELECT * FROM notices')).toEqual([])
  expect(await settled(after, orders, IDS.length)).toHaveLength(IDS.length)
})
