import { expect, it } from 'vitest'
import { type Sink, startSink } from '../../helpers/outside.ts'
import type { Data } from '../../helpers/start-app.ts'
import { settled, start } from './helpers.ts'

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const at = ({ port }: Sink) => `http://127.0.0.1:${port}/hooks`
const forwardTo = (target: string) => [{ trigger: '*', action: 'FORWARD', target }]

it('follows a delivery to what is sent because of it, and passes the trace on', async () => {
  const [collector, sink] = [await startSink(), await startSink()]
  const app = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.port}` })
  const webhook = await app.createWebhook({ provider: 'CUSTOM', commands: forwardTo(at(sink)) })
  await app.deliver(webhook, { body: '{"type":"order.paid"}', headers: { 'x-delivery-id': '1', traceparent: PARENT } })
  const [event] = await settled(app, webhook, 1)
  await app.deliver(webhook, { body: '{"type":"order.paid"}', secret: 'another', headers: { 'x-delivery-id': '2', traceparent: PARENT } })

  await expect.poll(() => spansIn(collector).length, { timeout: 15_000 }).toBe(5)
  const spans = Object.fromEntries(spansIn(collector).map((span) => [span.name, span]))
  const server = spans['POST /webhooks/{provider}/{webhook_id}']
  expect([server.traceId, server.parentSpanId]).toEqual(PARENT.split('-').slice(1, 3))
  for (const name of ['verify and decide', 'store', 'forward'])
    expect([spans[name].traceId, spans[name].parentSpanId]).toEqual([server.traceId, server.spanId])
  expect(sink.requests[0]!.headers.traceparent).toBe(`00-${server.traceId}-${spans.forward.spanId}-01`)
  expect(attributesOf(server)).toMatchObject({
    'hookline.event.type': 'order.paid',
    'hookline.event.status': 'PROCESSED',
    'http.request.method': 'POST',
  })
  expect(attributesOf(spans.forward)).toMatchObject({ 'hookline.action.id': event.actions[0].id, 'hookline.action.try': '1' })
  // Whose signature does not hold cannot write into somebody's trace.
  expect(spans['delivery refused'].traceId).not.toBe(server.traceId)
  expect(spans['delivery refused'].status).toMatchObject({ message: 'invalid_signature' })
  expect(app.log.find(({ msg }) => msg === 'delivery stored').trace_id).toBe(server.traceId)
})

it('passes on what came where traces are sent nowhere, and makes nothing up', async () => {
  const sink = await startSink()
  const app = await start()
  const webhook = await app.createWebhook({ provider: 'CUSTOM', commands: forwardTo(at(sink)) })
  for (const [id, traceparent] of [
    ['1', PARENT],
    ['2', ''],
    ['3', 'not one'],
  ] as const)
    await app.deliver(webhook, { body: '{"type":"order.paid"}', headers: { 'x-delivery-id': id, ...(traceparent && { traceparent }) } })
  await settled(app, webhook, 3)

  expect(sink.requests.map(({ headers }) => [headers['x-delivery-id'], headers.traceparent]).sort()).toEqual([
    ['1', PARENT],
    ['2', undefined],
    ['3', undefined],
  ])
})

it('goes on where the collector is away, and says so', { timeout: 30_000 }, async () => {
  const app = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })
  const webhook = await app.createWebhook({ provider: 'CUSTOM' })

  expect((await app.deliver(webhook, { body: '{"type":"x"}', headers: { 'x-delivery-id': '1' } })).status).toBe(202)
  await expect.poll(() => app.log.find(({ msg }) => msg === 'traces could not be sent'), { timeout: 25_000 }).toBeTruthy()
})

function spansIn({ requests }: Sink): Data[] {
  return requests
    .filter(({ url }) => url === '/v1/traces')
    .flatMap(({ body }) => JSON.parse(body).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans)
}

function attributesOf({ attributes }: Data): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }: Data) => [key, String(value.stringValue ?? value.intValue)]))
}
