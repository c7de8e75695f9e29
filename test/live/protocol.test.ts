import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { deliver, EVENTS, type LiveApp, openRaw, openSocket, openSse, type SocketClient, startLive, until } from './helpers.ts'

describe('the socket', () => {
  it.each<[string, number, (client: SocketClient, app: LiveApp) => void | Promise<void>]>([
    ['no connection_init within 3 s', 4408, () => {}],
    ['what is not JSON', 4400, ({ socket }) => socket.send('{')],
    ['a message of unknown type', 4400, ({ send }) => send({ type: 'shout' })],
    ['a message that only servers send', 4400, ({ send }) => send({ type: 'connection_ack' })],
    ['a result that it says itself', 4400, ({ send }) => send({ id: '1', type: 'next', payload: {} })],
    ['a subscription before it was let in', 4401, ({ subscribe }) => subscribe('1', '{ feedCursor }')],
    [
      'a second connection_init',
      4429,
      ({ send }, { key }) => {
        send({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } })
        send({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } })
      },
    ],
    [
      'an id that is in use',
      4409,
      async (client, { key }) => {
        await letIn(client, key)
        client.subscribe('1', EVENTS)
        client.subscribe('1', EVENTS)
      },
    ],
    ['an id that is a number', 4400, ({ send }) => send({ id: 1, type: 'subscribe', payload: { query: EVENTS } })],
    ['a wrong key', 4403, ({ send }) => send({ type: 'connection_init', payload: { authorization: 'Bearer hk_wrong' } })],
    ['no key at all', 4403, ({ send }) => send({ type: 'connection_init' })],
    ['a frame beyond 64 kB', 1009, ({ socket }) => socket.send('x'.repeat(64 * 1024 + 1))],
  ])('B57, B59: is closed for %s: %i', async (_, code, misbehave) => {
    const app = await startLive()
    const client = openRaw(app.url)
    await once(client.socket, 'open')

    await misbehave(client, app)

    expect((await client.closed).code).toBe(code)
    await until(() => app.live().subscribers === 0, 'no subscriber', 1000)
  })

  it('B57: is closed for no subprotocol: 4406', async () => {
    const app = await startLive()

    expect((await openRaw(app.url, { protocol: null }).closed).code).toBe(4406)
  })

  it('B59: takes 100 operations at once, and is closed for the 101st: 4429', async () => {
    const app = await startLive()
    const client = await openSocket(app)
    for (let n = 1; n <= 100; n++) client.subscribe(`s${n}`, EVENTS)
    await until(() => [...client.got.keys()].filter((key) => key.startsWith('s')).length === 100, '100 CONNECTED')

    client.subscribe('s101', EVENTS)

    expect((await client.closed).code).toBe(4429)
    await until(() => app.live().subscribers === 0, 'no subscriber')
  })

  it('answers an operation that does not parse, or is not valid, with its errors, and stays open', async () => {
    const app = await startLive()
    const client = await openSocket(app)
    client.subscribe('1', 'subscription {')
    client.subscribe('2', '{ nonsense }')
    client.subscribe('3', '{ feedCursor }')
    await until(() => client.got.has('3') && client.got.get('error')?.length === 2, 'answers')

    expect(
      client.got
        .get('error')!
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['1', '2'])
    expect(client.got.get('3')).toEqual([{ data: { feedCursor: expect.any(String) } }])
  })

  it('answers a ping with its payload, also before it is let in, and takes a pong', async () => {
    const app = await startLive()
    const client = openRaw(app.url)
    await once(client.socket, 'open')

    client.send({ type: 'ping', payload: { n: 1 } })
    client.send({ type: 'pong' })
    client.send({ type: 'ping' })
    await until(() => client.got.get('pong')?.length === 2, 'two pongs')

    expect(client.got.get('pong')).toEqual([{ type: 'pong', payload: { n: 1 } }, { type: 'pong' }])
    client.socket.terminate()
  })

  it('says nothing of an operation that its client has ended, and takes its id again', async () => {
    const app = await startLive()
    const client = await openSocket(app)
    client.subscribe('1', EVENTS)
    await until(() => app.live().subscribers === 1, 'a subscriber')

    client.send({ id: '1', type: 'complete' })
    client.send({ id: 'never', type: 'complete' })
    await until(() => app.live().subscribers === 0, 'no subscriber')
    client.subscribe('1', '{ feedCursor }')
    await until(() => client.got.has('complete'), 'complete')

    expect(client.got.get('complete')).toHaveLength(1)
    expect(client.got.get('1')!.at(-1)).toEqual({ data: { feedCursor: expect.any(String) } })
  })

  it('B58: takes a session of this server only from its own pages', async () => {
    const app = await startLive()
    const signedIn = await fetch(`${app.url}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: app.url, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ key: app.key }),
    })
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!
    const own = openRaw(app.url, { headers: { cookie, origin: app.url } })
    await once(own.socket, 'open')
    own.send({ type: 'connection_init' })
    await until(() => own.got.has('connection_ack'), 'connection_ack')

    const withoutKey = openRaw(app.url, { headers: { cookie, origin: app.url } })
    await once(withoutKey.socket, 'open')
    withoutKey.send({ type: 'connection_init', payload: { Authorization: null } })
    await until(() => withoutKey.got.has('connection_ack'), 'connection_ack where the key is null')
    withoutKey.socket.terminate()

    const foreign = openRaw(app.url, { headers: { cookie, origin: 'https://evil.example' } })
    const [, refusal] = await once(foreign.socket, 'unexpected-response')

    expect(refusal.statusCode).toBe(403)
    foreign.socket.terminate()
    own.socket.terminate()
  })

  it('B61: survives upgrade requests of every kind', async () => {
    const app = await startLive()
    const head = 'Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'
    const requests = [
      `GET //[ HTTP/1.1\r\n${head}\r\n`,
      `GET /elsewhere HTTP/1.1\r\n${head}\r\n`,
      `GET /graphql HTTP/1.1\r\n${head}\r\n`,
      `GET /graphql HTTP/1.1\r\n${head}${Array.from({ length: 1000 }, (_, n) => `x${n}: 1\r\n`).join('')}\r\n`,
      `GET /graphql HTTP/1.1\r\n${head}Origin: https://[\r\n\r\n`,
      `GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: close, Upgrade\r\nUpgrade: h2c\r\n\r\n`,
    ]

    const answers = await Promise.all(requests.map((request) => ask(app.url, request)))
    await Promise.all(requests.map((request) => askAndReset(app.url, request)))

    expect(answers.map((answer) => answer.slice(9, 12))).toEqual(['404', '404', '400', '400', '403', '401'])
    expect(await app.graphql('{ feedCursor }')).toBeDefined()
  })

  it('B60: is closed when its key is revoked: at the next operation, and at a subscription within the period of the check', async () => {
    const app = await startLive({ keyCheckMs: 50 })
    const key = await app.createKey({ name: 'leaver', role: 'VIEWER' })
    const talking = await openSocket(app, key)
    const listening = await openSocket(app, key)
    const streaming = await openSse(app, EVENTS, { key })
    const staying = await openSocket(app)
    listening.subscribe('1', EVENTS)
    staying.subscribe('1', EVENTS)
    await until(() => app.live().subscribers === 3, 'subscribers')
    const { apiKeys } = await app.graphql('{ apiKeys { id name } }')
    const { id } = apiKeys.find(({ name }: { name: string }) => name === 'leaver')

    await app.graphql('mutation ($id: ID!) { revokeApiKey(id: $id) { __typename } }', { id })
    talking.subscribe('1', '{ feedCursor }')

    expect((await talking.closed).code).toBe(4403)
    expect((await listening.closed).code).toBe(4403)
    await streaming.ended
    expect(app.live()).toEqual({ groups: 1, subscribers: 1 })
  })
})

describe('the end', () => {
  it('closes sockets with 1012 and ends streams when the server stops, without a complete', async () => {
    const app = await startLive()
    const socket = await openSocket(app)
    const sse = await openSse(app, EVENTS)
    socket.subscribe('1', EVENTS)
    await until(() => app.live().groups === 1 && app.live().subscribers === 2, 'two subscribers')
    const startedMs = Date.now()

    await app.close()
    await sse.ended

    expect((await socket.closed).code).toBe(1012)
    expect(socket.got.has('complete')).toBe(false)
    expect(sse.res.complete).toBe(true)
    expect(Date.now() - startedMs).toBeLessThan(2000)
  })

  it('leaves nothing behind of a client that goes away, idle or not, on either transport', async () => {
    const app = await startLive()
    const socket = await openSocket(app)
    const sse = await openSse(app, EVENTS)
    const clients = await Promise.all([openSocket(app), openSse(app, EVENTS)])
    socket.subscribe('1', EVENTS)
    clients[0].subscribe('1', '{ feedCursor }')
    clients[0].subscribe('2', EVENTS)
    await until(() => app.live().subscribers === 4, 'four subscribers')

    socket.socket.terminate()
    sse.cut()
    await until(() => app.live().subscribers === 2, 'two subscribers', 1000)
    clients[0].send({ id: '2', type: 'complete' })
    clients[1].cut()
    await until(() => app.live().subscribers === 0, 'no subscriber', 1000)

    expect(app.live()).toEqual({ groups: 0, subscribers: 0 })
    clients[0].subscribe('3', '{ feedCursor }')
    await until(() => clients[0].got.has('3'), 'the socket goes on')
    clients[0].socket.terminate()
  })

  it('sends no message of an operation that the client has completed, and lets it use the id again', async () => {
    const app = await startLive()
    const webhook = await app.createWebhook()
    const client = await openSocket(app)
    client.subscribe('1', EVENTS)
    await until(() => client.got.get('1')?.length === 1, 'CONNECTED')
    client.send({ id: '1', type: 'complete' })
    await until(() => app.live().subscribers === 0, 'no subscriber')
    await deliver(app, webhook, 5)
    client.subscribe('1', EVENTS)
    await until(() => client.got.get('1')?.length === 2, 'CONNECTED again')
    await deliver(app, webhook, 1)
    await until(() => client.got.get('1')!.length >= 3, 'the event')

    expect(
      client.got
        .get('1')!
        .map(({ data }) => data.events.kind)
        .slice(0, 3),
    ).toEqual(['CONNECTED', 'CONNECTED', 'EVENT_RECEIVED'])
    expect(client.got.has('complete')).toBe(false)
    client.socket.terminate()
  })

  it('refuses a subscription over HTTP that does not accept an event stream', async () => {
    const app = await startLive()
    const headers = { authorization: `Bearer ${app.key}`, 'content-type': 'application/json', accept: 'application/json' }

    const answer = await fetch(`${app.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: EVENTS }) })

    expect(answer.status).toBe(406)
    expect(app.live().subscribers).toBe(0)
  })
})

async function letIn(client: SocketClient, key: string): Promise<void> {
  client.send({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } })
  await until(() => client.got.has('connection_ack'), 'connection_ack')
}

/** Sends raw bytes and answers all that comes back until the server ends the connection. */
async function ask(url: string, request: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('utf8')
  let text = ''
  socket.on('data', (chunk) => (text += chunk))
  socket.write(request)
  await once(socket, 'close')
  return text
}

async function askAndReset(url: string, request: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  await once(socket, 'connect')
  socket.write(request)
  socket.resetAndDestroy()
  await new Promise((resolve) => setTimeout(resolve, 50))
}
