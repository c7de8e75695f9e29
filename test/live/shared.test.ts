import Sqlite from 'better-sqlite3'
import { describe, expect, it, vi } from 'vitest'
import { type Data, deliver, EVENTS, type LiveApp, openSocket, openSse, type SocketClient, startLive, until } from './helpers.ts'

const WITH_RELATIONS =
  'subscription ($after: FeedCursor) { events(after: $after) { kind cursor event { id webhook { name } tasks { id } } } }'

describe('equal subscriptions', () => {
  it('form one group over both transports, whatever cursor each begins at', async () => {
    const app = await startLive()
    const webhook = await app.createWebhook()
    const { feedCursor } = await app.graphql('{ feedCursor }')
    await deliver(app, webhook, 3)

    const [first, second] = [await openSocket(app), await openSocket(app)]
    first.subscribe('1', EVENTS)
    second.subscribe('1', EVENTS, { after: feedCursor })
    second.subscribe('2', EVENTS.replace('$after: FeedCursor', '$from: FeedCursor').replace('$after', '$from'), { from: feedCursor })
    const sse = await openSse(app, EVENTS, { lastEventId: feedCursor })
    await until(() => app.live().subscribers === 4 && sse.got.length > 3 && count(second, '1') > 3, 'four subscribers')
    await quiet()

    // The second operation of the second socket is another document.
    expect(app.live()).toEqual({ groups: 2, subscribers: 4 })
    leave(first, second)
    sse.cut()
  })

  it.each<[string, (app: LiveApp) => Promise<SocketClient[]>]>([
    [
      'variables',
      async (app) =>
        subscribed(
          app,
          [{ first: ['a'] }, { first: ['b'] }].map(({ first }) => ({ variables: { types: first } })),
        ),
    ],
    ['roles', async (app) => subscribed(app, [{}, { key: await app.createKey({ role: 'VIEWER' }) }])],
    [
      'webhooks',
      async (app) => {
        const [one, two] = [await app.createWebhook(), await app.createWebhook()]
        return subscribed(app, [
          { key: await app.createKey({ role: 'VIEWER', webhookIds: [one.id] }) },
          { key: await app.createKey({ role: 'VIEWER', webhookIds: [two.id] }) },
        ])
      },
    ],
    [
      'agents',
      async (app) =>
        subscribed(app, [
          { key: await app.createKey({ role: 'AGENT', agent: 'planner' }) },
          { key: await app.createKey({ role: 'AGENT', agent: 'executor' }) },
        ]),
    ],
  ])('are apart from those with other %s', async (_, open) => {
    const app = await startLive()
    const clients = await open(app)
    await quiet()

    expect(app.live().groups).toBe(2)
    leave(...clients)
  })

  it('are executed and serialised once for each change: a hundred subscribers cost no more of either than one', async () => {
    const one = await costOf(1)
    const hundred = await costOf(100)

    expect(one.reads).toBeGreaterThan(0)
    expect(one.texts).toBe(40)
    expect(hundred).toEqual(one)
  })

  it('give every subscriber each change after its cursor exactly once, whoever joins, leaves and comes back meanwhile', async () => {
    const app = await startLive()
    const webhook = await app.createWebhook()
    const { feedCursor } = await app.graphql('{ feedCursor }')
    const early = await openSocket(app)
    early.subscribe('1', EVENTS, { after: feedCursor })
    const delivering = deliver(app, webhook, 1500)
    const clients: SocketClient[] = [early]
    for (let n = 0; n < 12; n++) {
      await new Promise((resolve) => setTimeout(resolve, 30))
      const client = await openSocket(app)
      client.subscribe('1', EVENTS, { after: feedCursor })
      if (n % 3 === 0) {
        await until(() => count(client) > 1, 'something')
        client.socket.terminate()
      } else clients.push(client)
    }
    await delivering
    await until(() => clients.every((client) => received(client).length >= 1500), 'all events')

    const order = received(early)
    expect(new Set(order).size).toBe(1500)
    for (const client of clients) expect(received(client)).toEqual(order)
    leave(...clients)
  })

  it('keep what is waiting within a bound: beyond it the group goes on from the database, without a gap', async () => {
    const app = await startLive({ maxWaiting: 5 })
    const webhook = await app.createWebhook()
    const clients = await subscribed(app, [{}, {}, {}], WITH_RELATIONS)
    await deliver(app, webhook, 1000)
    await until(() => clients.every((client) => received(client).length >= 1000), 'all events')
    await deliver(app, webhook, 1)
    await until(() => clients.every((client) => received(client).length >= 1001), 'the last event')

    const order = received(clients[0]!)
    expect(new Set(order).size).toBe(1001)
    for (const client of clients) expect(received(client)).toEqual(order)
    expect(app.live()).toEqual({ groups: 1, subscribers: 3 })
    leave(...clients)
  })

  it('give payloads of every size', async () => {
    const app = await startLive()
    const webhook = await app.createWebhook()
    const [client] = await subscribed(app, [{}], 'subscription { events { kind cursor event { id payload rawBody } } }')
    await deliver(app, webhook, 3, { data: 'small' })
    await deliver(app, webhook, 3, { data: 'x'.repeat(200_000) })
    await until(() => received(client!).length === 6, 'six events')

    const bodies = messages(client!).filter(({ kind }) => kind === 'EVENT_RECEIVED')
    expect(bodies.map(({ event }) => event.payload.data.length)).toEqual([5, 5, 5, 200_000, 200_000, 200_000])
    expect(bodies.map(({ event }) => JSON.parse(Buffer.from(event.rawBody, 'base64').toString()).data)).toEqual(
      bodies.map(({ event }) => event.payload.data),
    )
    leave(client!)
  })
})

describe('what a key may not see', () => {
  it("does not reach it: another webhook's events and webhooks, another agent's tasks", async () => {
    const app = await startLive()
    const command = (agent: string) => ({ trigger: '*', action: 'CREATE_TASK', agent, template: 'Do it' })
    const own = await app.createWebhook({ commands: [command('planner'), command('executor')] })
    const other = await app.createWebhook({ commands: [command('planner')] })
    const key = await app.createKey({ role: 'AGENT', agent: 'planner', webhookIds: [own.id] })
    const { feedCursor } = await app.graphql('{ feedCursor }')
    const feed = `subscription ($after: FeedCursor) { feed(after: $after) { kind cursor node { __typename id
      ... on Task { agent event { webhook { id } } } ... on WebhookEvent { webhook { id } tasks { agent } } } } }`
    const agent = await openSocket(app, key)
    const late = await openSocket(app, key)
    const admin = await openSocket(app)
    agent.subscribe('1', feed)
    admin.subscribe('1', feed)
    await until(() => count(agent) === 1 && count(admin) === 1, 'CONNECTED')

    const [seen] = await deliver(app, own, 1)
    await deliver(app, other, 1)
    await app.graphql('mutation ($id: ID!) { disableWebhook(id: $id) { __typename } }', { id: other.id })
    await app.graphql('mutation ($id: ID!) { disableWebhook(id: $id) { __typename } }', { id: own.id })
    late.subscribe('1', feed, { after: feedCursor })
    await until(() => kinds(agent).includes('WEBHOOK_UPDATED') && kinds(late).includes('WEBHOOK_UPDATED'), 'the last change')
    await until(() => kinds(admin).filter((kind) => kind === 'WEBHOOK_UPDATED').length === 2, 'all changes')

    expect(kinds(admin).filter((kind) => kind === 'EVENT_RECEIVED')).toHaveLength(2)
    for (const client of [agent, late]) {
      const nodes = messages(client)
        .map(({ node }) => node)
        .filter((node) => node !== null)
      expect(nodes.filter(({ __typename }) => __typename === 'WebhookEvent').every(({ id }) => id === seen)).toBe(true)
      expect(nodes.filter(({ __typename }) => __typename === 'Webhook').map(({ id }) => id)).toEqual([own.id])
      expect(nodes.filter(({ __typename }) => __typename === 'Task').map(({ agent: name }) => name)).toEqual(['planner'])
      expect(JSON.stringify(nodes)).not.toContain('executor')
      expect(JSON.stringify(nodes)).not.toContain(other.id)
    }
    leave(agent, late, admin)
  })
})

interface Subscriber {
  variables?: object
  key?: string
}

/** Sockets that have each caught up with an equal operation, but for what is said. */
async function subscribed(app: LiveApp, subscribers: Subscriber[], query?: string): Promise<SocketClient[]> {
  const filtered = 'subscription ($types: [String!]) { events(where: { eventTypes: $types }) { kind cursor event { id } } }'
  const clients = await Promise.all(
    subscribers.map(async ({ variables, key }) => {
      const client = await openSocket(app, key)
      client.subscribe('1', query ?? filtered, variables)
      return client
    }),
  )
  await until(() => clients.every((client) => count(client) > 0) && app.live().groups > 0, 'CONNECTED')
  return clients
}

/**
 * How many statements Prisma, which prepares each anew, runs, and how many messages become text, while 20 events (received
 * and processed: 40 changes) reach some subscribers whose document reads relations.
 */
async function costOf(subscribers: number): Promise<{ reads: number; texts: number }> {
  // The webhook's file is written behind it, from what is read then.
  const app = await startLive({}, { CONFIG_FILES: 'off' })
  const webhook = await app.createWebhook()
  const clients = await subscribed(
    app,
    Array.from({ length: subscribers }, () => ({})),
    WITH_RELATIONS,
  )
  await quiet()
  const prepare = vi.spyOn(Sqlite.prototype, 'prepare')
  const stringify = vi.spyOn(JSON, 'stringify')
  for (let n = 0; n < 20; n++) {
    await deliver(app, webhook, 1)
    await until(() => clients.every((client) => received(client).length > n), 'the event')
  }
  // Keys are noted and looked up behind the sockets that came with them, and every second what is overdue, whatever changes.
  const ofOthers = /^SELECT `main`\.`api_keys`|`expires_at` <= /
  const reads = prepare.mock.calls.filter(([sql]) => /^SELECT `main`\./.test(String(sql)) && !ofOthers.test(String(sql))).length
  const texts = stringify.mock.calls.filter(([value]) => value?.data?.events).length
  prepare.mockRestore()
  stringify.mockRestore()
  leave(...clients)
  await app.close()
  return { reads, texts }
}

const quiet = () => new Promise((resolve) => setTimeout(resolve, 100))
const messages = (client: SocketClient, id = '1'): Data[] => (client.got.get(id) ?? []).map(({ data }) => data.events ?? data.feed)
const count = (client: SocketClient, id = '1') => messages(client, id).length
const kinds = (client: SocketClient) => messages(client).map(({ kind }) => kind)
const received = (client: SocketClient): string[] =>
  messages(client)
    .filter(({ kind }) => kind === 'EVENT_RECEIVED')
    .map(({ event }) => event.id)
const leave = (...clients: SocketClient[]) => {
  for (const { socket } of clients) socket.terminate()
}
