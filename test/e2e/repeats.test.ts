import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'
import { github, goodDelivery } from './bad-input.ts'

const MINUTE_MS = 60_000
const TASK = { trigger: '*', action: 'CREATE_TASK', agent: 'planner', template: '{{issue.title}}{{title}}' }

let app: TestApp
beforeAll(async () => void (app = await startApp()))
afterAll(() => app.close())

describe('a delivery that comes again', () => {
  it('B11: is answered 200 with the first event, and nothing is done twice', async () => {
    const webhook = await app.createWebhook({ commands: [TASK] })
    const delivery = goodDelivery()

    const first = await app.deliver(webhook, delivery)
    const again = await app.deliver(webhook, delivery)

    expect([first.status, again.status]).toEqual([202, 200])
    expect(again.json).toEqual(first.json)
    await expectOne(webhook, first)
  })

  it('B11: is one event and one task also when fifty copies come at once', async () => {
    const webhook = await app.createWebhook({ commands: [TASK] })
    const delivery = goodDelivery()

    const answers = await Promise.all(Array.from({ length: 50 }, () => app.deliver(webhook, delivery)))

    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49)
    expect(new Set(answers.map(({ json }) => json.event_id)).size).toBe(1)
    await expectOne(webhook, answers[0]!)
  })

  it('B12: is the first event also when its body differs', async () => {
    const webhook = await app.createWebhook({ commands: [TASK] })
    const same = { 'x-github-delivery': 'the-same' }

    const first = await app.deliver(webhook, github('{"action":"opened","title":"first"}', same))
    const other = await app.deliver(webhook, github('{"action":"opened","title":"other"}', same))

    expect(other).toMatchObject({ status: 200, json: first.json })
    const [event] = await expectOne(webhook, first)
    expect(event.tasks).toMatchObject([{ prompt: expect.stringContaining('>first<') }])
  })

  it('is another event at another webhook', async () => {
    const [one, two] = [await app.createWebhook(), await app.createWebhook()]
    const delivery = goodDelivery()

    const answers = [await app.deliver(one, delivery), await app.deliver(two, delivery)]

    expect(answers.map(({ status }) => status)).toEqual([202, 202])
  })

  it('B13: is recognised by its body and the minute where the sender names no delivery', async () => {
    const webhook = await app.createWebhook({ provider: 'CUSTOM', commands: [TASK] })
    const leftMs = MINUTE_MS - (Date.now() % MINUTE_MS)
    if (leftMs < 5000) await sleep(leftMs)

    const first = await app.deliver(webhook, { body: '{"title":"a"}' })
    const again = await app.deliver(webhook, { body: '{"title":"a"}' })
    const other = await app.deliver(webhook, { body: '{"title":"b"}' })

    expect([first.status, again.status, other.status]).toEqual([202, 200, 202])
    expect(again.json).toEqual(first.json)
    const events = await app.events(webhook.id, 'deliveryId')
    expect(events.map(({ deliveryId }) => deliveryId)).toEqual([
      expect.stringMatching(/^body:[0-9a-f]{64}:\d+$/),
      expect.stringMatching(/^body:[0-9a-f]{64}:\d+$/),
    ])
  })

  it('is recognised by a delivery id of any length', async () => {
    const webhook = await app.createWebhook()
    const long = { 'x-github-delivery': 'x'.repeat(4000) }

    const first = await app.deliver(webhook, github('{"a":1}', long))
    const again = await app.deliver(webhook, github('{"a":1}', long))
    const other = await app.deliver(webhook, github('{"a":1}', { 'x-github-delivery': `${'x'.repeat(4000)}y` }))

    expect(again.json).toEqual(first.json)
    expect(other.json).not.toEqual(first.json)
  })

  it('keeps its answer where the provider wants one of its own', async () => {
    const webhook = await app.createWebhook({ provider: 'SLACK', secret: 'slack-signing-secret' })
    const delivery = { body: '{"type":"event_callback","event_id":"Ev1","event":{"type":"app_mention","user":"U1","channel":"C1"}}' }

    const answers = [await app.deliver(webhook, delivery), await app.deliver(webhook, delivery)]

    expect(answers).toMatchObject([
      { status: 200, text: '' },
      { status: 200, text: '' },
    ])
    expect(await app.events(webhook.id, 'id')).toHaveLength(1)
  })

  async function expectOne(webhook: TestWebhook, { json }: Answer) {
    const events = await app.events(webhook.id)
    expect(events).toMatchObject([{ id: json.event_id, actions: [{ kind: 'CREATE_TASK' }], tasks: [{ agent: 'planner' }] }])
    return events
  }
})

describe('a captured delivery under a new delivery id', () => {
  const body = '{"action":"opened","title":"captured"}'

  it('is a new event, for people resend samples', async () => {
    const webhook = await app.createWebhook()

    const answers = [await app.deliver(webhook, github(body)), await app.deliver(webhook, github(body))]

    expect(answers.map(({ status }) => status)).toEqual([202, 202])
  })

  it('is a repeat where the webhook has its replay guard on, also when many come at once', async () => {
    const webhook = await app.createWebhook({ replayGuard: true, commands: [TASK] })

    const first = await app.deliver(webhook, github(body))
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.deliver(webhook, github(body))))
    const other = await app.deliver(webhook, github(`${body} `))

    expect(first.status).toBe(202)
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, json: first.json })
    expect(other).toMatchObject({ status: 202 })
    expect(await app.events(webhook.id)).toHaveLength(2)
  })

  it('is a repeat also where the header holds the secret itself', async () => {
    const webhook = await app.createWebhook({ provider: 'GITLAB', replayGuard: true })
    const send = (title: string, id: string) =>
      app.deliver(webhook, {
        body: JSON.stringify({ object_kind: 'issue', object_attributes: { title } }),
        headers: { 'idempotency-key': id },
      })

    const [first, again, other] = [await send('a', '1'), await send('a', '2'), await send('b', '3')]

    expect([first.status, again.status, other.status]).toEqual([202, 200, 202])
    expect(again.json).toEqual(first.json)
  })
})

describe('a disabled webhook', () => {
  const REPLAY = `mutation ($id: ID!) { replayEvent(id: $id) { ... on ReplayEventPayload { event {
    id deliveryId status rawBody replayOf { id status } tasks { prompt } } } ... on Error { message } } }`

  it('B1: verifies, answers as always, and holds the event without running a command', async () => {
    const webhook = await app.createWebhook({ commands: [TASK], enabled: false })

    const answer = await app.deliver(webhook, goodDelivery())
    const forged = await app.deliver(webhook, { ...goodDelivery(), secret: 'somebody-elses' })

    expect(answer).toMatchObject({ status: 202, json: { event_id: expect.stringMatching(/^evt_/) } })
    expect(forged).toMatchObject({ status: 401 })
    expect(await app.events(webhook.id)).toMatchObject([
      { id: answer.json.event_id, status: 'HELD', decisions: [], actions: [], tasks: [] },
    ])
  })

  it('lets what it held be replayed, by the commands of today', async () => {
    const webhook = await app.createWebhook({ commands: [TASK] })
    await app.graphql('mutation ($id: ID!) { disableWebhook(id: $id) { __typename } }', { id: webhook.id })
    const { json } = await app.deliver(webhook, goodDelivery())
    await app.graphql('mutation ($id: ID!) { enableWebhook(id: $id) { __typename } }', { id: webhook.id })

    const { replayEvent } = await app.graphql(REPLAY, { id: json.event_id })

    expect(replayEvent.event).toMatchObject({
      deliveryId: `replay:${json.event_id}`,
      status: 'PROCESSED',
      replayOf: { id: json.event_id, status: 'REPLAYED' },
      tasks: [{ prompt: expect.stringContaining('>The export button does nothing<') }],
    })
  })

  it('replays an event as often as it is wanted, each under an id of its own', async () => {
    const webhook = await app.createWebhook({ commands: [TASK] })
    const { json } = await app.deliver(webhook, goodDelivery())

    const replays = [await app.graphql(REPLAY, { id: json.event_id }), await app.graphql(REPLAY, { id: json.event_id })]

    expect(replays.map(({ replayEvent }) => replayEvent.event.deliveryId)).toEqual([`replay:${json.event_id}`, `replay:${json.event_id}:2`])
    expect((await app.events(webhook.id)).map(({ status, tasks }) => [status, tasks.length])).toEqual([
      ['PROCESSED', 1],
      ['PROCESSED', 1],
      ['PROCESSED', 1],
    ])
  })

  it('replays the same event twice at once without a failure', async () => {
    const webhook = await app.createWebhook({ commands: [TASK] })
    const { json } = await app.deliver(webhook, goodDelivery())

    const replays = await Promise.all(Array.from({ length: 5 }, () => app.graphql(REPLAY, { id: json.event_id })))

    expect(replays.map(({ replayEvent }) => replayEvent.event.replayOf.id)).toEqual(Array(5).fill(json.event_id))
  })
})
