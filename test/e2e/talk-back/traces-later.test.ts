import { expect, it } from 'vitest'
import { type Sink, startSink } from '../../helpers/outside.ts'
import type { Data } from '../../helpers/start-app.ts'
import { ask, githubStory, hurry, newDataDir, rows, settled, start, waitFor } from './helpers.ts'

const SERVER = 'POST /webhooks/{provider}/{webhook_id}'
const collecting = ({ port }: Sink) => ({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${port}/traces` })

it('leads from a delivery of GitHub to the comment, and on from the answer to a question', { timeout: 40_000 }, async () => {
  const collector = await startSink()
  const { app, webhook, say, written } = await githubStory({
    commands: [{ trigger: 'issue_comment.created', action: 'COMMENT', template: 'Seen' }],
    env: collecting(collector),
  })
  await say('Hello')
  const [event] = await settled(app, webhook, 1)
  expect(written()).toEqual(['Seen'])
  const id = await ask(app, { eventId: event.id, question: 'Deploy?' })
  await settled(app, webhook, 1)
  await app.graphql('mutation ($id: ID!) { answerQuestion(id: $id, answer: "yes") { __typename } }', { id })
  // The word in the thread that follows from the answer is an action of the answer's own event.
  await expect.poll(() => written().length).toBe(3)

  await expect.poll(() => spans(collector).filter(({ name }) => name === 'comment').length, { timeout: 20_000 }).toBe(2)
  const all = spans(collector)
  const server = all.find((span) => span.name === SERVER)
  for (const span of all.filter(({ name }) => name === 'comment' || name === 'ask'))
    expect([span.traceId, span.parentSpanId]).toEqual([server.traceId, server.spanId])
  expect(all.filter(({ name }) => name === 'ask')).toHaveLength(1)
  expect(app.log.find(({ msg, kind }) => msg === 'action carried out' && kind === 'comment').trace_id).toBe(server.traceId)
  const text = JSON.stringify(collector.requests.map(({ body }) => body))
  for (const hidden of ['ghp_good', 'Hello', 'octocat', 'Deploy?']) expect(text).not.toContain(hidden)
})

it('goes on after a restart', { timeout: 40_000 }, async () => {
  const [before, after] = [await startSink(), await startSink()]
  let isUp = false
  const sink = await startSink((_req, res) => void res.writeHead(isUp ? 204 : 503).end())
  const dataDir = newDataDir()
  const first = await start({ DATA_DIR: dataDir, ...collecting(before) })
  const commands = [{ trigger: '*', action: 'FORWARD', target: `http://127.0.0.1:${sink.port}/hooks` }]
  const webhook = await first.createWebhook({ provider: 'CUSTOM', commands })
  await first.deliver(webhook, { body: '{"type":"order.paid"}', headers: { 'x-delivery-id': '1' } })
  await waitFor(
    () => rows(dataDir, `SELECT 1 FROM webhook_actions WHERE status = 'RETRYING'`),
    (found) => found.length === 1,
  )
  await first.close()
  isUp = true
  const second = await start({ DATA_DIR: dataDir, ...collecting(after) })
  hurry(second)
  await expect.poll(() => sink.requests.length, { timeout: 20_000 }).toBe(2)

  const server = spans(before).find(({ name }) => name === SERVER)
  await expect.poll(() => spans(after).map(({ name }) => name), { timeout: 20_000 }).toContain('forward')
  const again = spans(after).find(({ name }) => name === 'forward')
  expect([again.traceId, again.parentSpanId]).toEqual([server.traceId, server.spanId])
  expect(sink.requests.map(({ headers }) => headers.traceparent?.toString().split('-')[1])).toEqual([server.traceId, server.traceId])
  expect(sink.requests[1]!.headers.traceparent).toContain(again.spanId)
})

function spans({ requests }: Sink): Data[] {
  return requests
    .filter(({ url }) => url === '/traces')
    .flatMap(({ body }) => JSON.parse(body).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap((scope: Data) => scope.spans)
}
