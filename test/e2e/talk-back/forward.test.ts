import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { newStandardSecret } from '../../../src/providers/scheme.ts'
import { type Sink, startSink } from '../../helpers/outside.ts'
import type { Data, TestApp } from '../../helpers/start-app.ts'
import { fixture } from '../../providers/fixture.ts'
import { actionsOf, hurry, pause, settled, start, waitFor } from './helpers.ts'

/** Spaces and a number that no parser keeps. */
const BODY = '{ "type":"order.paid",  "amount": 12345678901234567890.50 }\n'
const SECRET = newStandardSecret()

const at = ({ port }: Sink) => `http://127.0.0.1:${port}/hooks`
const forwardTo = (target: string) => [{ trigger: '*', action: 'FORWARD', target }]

/** A webhook that forwards everything to a URL whose secret is known. */
async function forwarding(target: string, env: Record<string, string> = {}) {
  const app = await start(env)
  const webhook = await app.createWebhook({ provider: 'CUSTOM', commands: forwardTo(target) })
  const { setForwardTarget: set } = await app.graphql(
    'mutation ($url: String!, $secret: String) { setForwardTarget(url: $url, secret: $secret) { ... on ForwardTargetPayload { secret } } }',
    { url: target, secret: SECRET },
  )
  expect(set).toEqual({ secret: SECRET })
  const deliver = (id: string) => app.deliver(webhook, { body: BODY, headers: { 'x-delivery-id': id } })
  return { app, webhook, deliver }
}

function verify({ body, headers }: Pick<Sink['requests'][number], 'body' | 'headers'>): unknown {
  return new Webhook(SECRET).verify(body, headers as Record<string, string>)
}

async function targets(app: TestApp): Promise<Data[]> {
  return (await app.graphql('{ forwardTargets { url disabledAt disabledReason } }')).forwardTargets
}

describe('a delivery that is forwarded', () => {
  it('arrives byte for byte, signed by Standard Webhooks with the target’s own secret', async () => {
    const sink = await startSink()
    const { app, webhook, deliver } = await forwarding(at(sink))

    await deliver('1')

    const [{ actions }] = (await settled(app, webhook, 1)) as [Data]
    const [request] = sink.requests as [Sink['requests'][number]]
    expect(actions).toMatchObject([{ kind: 'FORWARD', status: 'SUCCEEDED', attempts: [{ statusCode: 200 }] }])
    expect(request).toMatchObject({ method: 'POST', url: '/hooks', body: BODY })
    expect(request.headers).toMatchObject({ 'x-hookline-event': 'order.paid', 'x-delivery-id': '1', 'webhook-id': `msg_${actions[0].id}` })
    expect(verify(request)).toMatchObject({ type: 'order.paid' })
    expect(request.headers).not.toHaveProperty('x-hub-signature-256')
    expect(() => new Webhook(newStandardSecret()).verify(BODY, request.headers as Record<string, string>)).toThrow()
  })

  it('keeps a form a form', async () => {
    const sink = await startSink()
    const app = await start()
    const webhook = await app.createWebhook({ provider: 'SLACK', secret: 'the-signing-secret', commands: forwardTo(at(sink)) })
    const body = fixture('slack/slash-command.txt')

    await app.deliver(webhook, { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } })

    await settled(app, webhook, 1)
    expect(sink.requests).toMatchObject([{ body: body.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } }])
  })

  it('has the same webhook-id and the same bytes at every try', async () => {
    let tries = 0
    const sink = await startSink((_req, res) => void res.writeHead(tries++ === 0 ? 500 : 204).end())
    const { app, webhook, deliver } = await forwarding(at(sink))

    await deliver('1')
    await waitFor(
      () => actionsOf(app, webhook),
      ([action]) => action?.status === 'RETRYING',
    )
    hurry(app)

    await waitFor(
      () => actionsOf(app, webhook),
      ([action]) => action.status === 'SUCCEEDED',
    )
    expect(sink.requests).toHaveLength(2)
    const [first, second] = sink.requests as [Sink['requests'][number], Sink['requests'][number]]
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id'])
    expect(second.body).toBe(first.body)
    expect(verify(second)).toMatchObject({ type: 'order.paid' })
  })

  it('B64: is not sent where a target redirects to', async () => {
    const inside = await startSink()
    const sink = await startSink((_req, res) => void res.writeHead(307, { location: `http://127.0.0.1:${inside.port}/admin` }).end())
    const { app, webhook, deliver } = await forwarding(at(sink), { EGRESS_ALLOW: `127.0.0.1:${sink.port}` })

    await deliver('1')

    const [{ actions }] = (await settled(app, webhook, 1)) as [Data]
    expect(actions).toMatchObject([{ status: 'RETRYING', attempts: [{ statusCode: 307 }] }])
    expect(inside.connections()).toBe(0)
  })

  it('is the last one to a target that answers 410, until a person enables it again', async () => {
    let status = 410
    const sink = await startSink((_req, res) => void res.writeHead(status).end())
    const { app, webhook, deliver } = await forwarding(at(sink))

    await deliver('1')
    await settled(app, webhook, 1)
    await deliver('2')

    const events = await settled(app, webhook, 2)
    expect(events.map(({ actions }) => actions)).toMatchObject([
      [{ status: 'EXHAUSTED', attempts: [{ statusCode: 410 }] }],
      [{ status: 'EXHAUSTED', attempts: [{ statusCode: null, error: 'The target is disabled: It answered 410 Gone' }] }],
    ])
    expect(sink.requests).toHaveLength(1)
    expect(await targets(app)).toMatchObject([{ url: at(sink), disabledAt: expect.any(String), disabledReason: 'It answered 410 Gone' }])
    status = 200
    await app.graphql(`mutation { setForwardTarget(url: "${at(sink)}", enabled: true) { __typename } }`)
    await deliver('3')
    await settled(app, webhook, 3)
    expect(sink.requests).toHaveLength(2)
  })
})

describe('a delivery that is forwarded to a webhook of the same server', () => {
  it('becomes an event there, once, and runs its commands', async () => {
    const app = await start()
    const task = { trigger: '*', action: 'CREATE_TASK', agent: 'planning', template: '{{type}}' }
    const second = await app.createWebhook({ provider: 'STANDARD', commands: [task] })
    const first = await app.createWebhook({ provider: 'CUSTOM', commands: forwardTo(second.id) })

    await app.deliver(first, { body: BODY, headers: { 'x-delivery-id': '1' } })
    await app.deliver(first, { body: BODY, headers: { 'x-delivery-id': '1' } })

    await settled(app, first, 1)
    const [event] = await settled(app, second, 1)
    expect(event).toMatchObject({ eventType: 'order.paid', tasks: [{ agent: 'planning', prompt: expect.stringContaining('order.paid') }] })
    const [{ rawBody }] = (await app.events(second.id, 'rawBody')) as [Data]
    expect(Buffer.from(rawBody, 'base64').toString()).toBe(BODY)
  })

  it('waits where that webhook takes no more in this minute', async () => {
    const app = await start()
    const second = await app.createWebhook({ provider: 'CUSTOM', rateLimitPerMinute: 1 })
    const first = await app.createWebhook({ provider: 'CUSTOM', commands: forwardTo(second.id) })

    for (const id of ['1', '2']) await app.deliver(first, { body: `{"n":${id}}`, headers: { 'x-delivery-id': id } })

    const events = await settled(app, first, 2)
    expect(events.flatMap(({ actions }) => actions.map(({ status }: Data) => status)).toSorted()).toEqual(['RETRYING', 'SUCCEEDED'])
  })

  it('is the same event there also where it has no id, and is sent again in another minute', async () => {
    const app = await start()
    const second = await app.createWebhook({ provider: 'CUSTOM' })
    const first = await app.createWebhook({ provider: 'GITHUB', commands: forwardTo(second.id) })
    await app.deliver(first, { body: '{"ref":"main"}', headers: { 'x-github-event': 'push', 'x-github-delivery': 'd-1' } })

    const [{ actions }] = (await settled(app, first, 1)) as [Data]

    expect(await app.events(second.id, 'deliveryId')).toEqual([{ deliveryId: `msg_${actions[0].id}` }])
  })

  it('goes in no circle', async () => {
    const app = await start()
    const [first, second] = [await app.createWebhook({ provider: 'CUSTOM' }), await app.createWebhook({ provider: 'CUSTOM' })]
    for (const [from, to] of [
      [first, second],
      [second, first],
    ] as const)
      await app.rest('POST', `/api/webhooks/${from.id}/commands`, { trigger: '*', action: 'forward', target: to.id })

    await app.deliver(first, { body: '{"n":1}' })

    await pause(1500)
    expect((await app.events(first.id, 'id')).length + (await app.events(second.id, 'id')).length).toBeLessThan(5)
  })
})
