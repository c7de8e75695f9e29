import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { TUNING } from '../../src/graphql/live/hub.ts'
import { EVENTS, type LiveApp, openRaw, openSocket, openSse, startLive, until } from '../live/helpers.ts'

// Rows B58 to B61 of the bad inputs, beside what test/live/protocol.test.ts holds of B57 to B61; and the limits of a key.

describe('B58: a WebSocket with a session of this server', () => {
  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'file://', ''])('is refused 403 to a page of "%s"', async (origin) => {
    const app = await startLive()
    const client = openRaw(app.url, { headers: { cookie: await signIn(app), origin } })

    const [, refusal] = await once(client.socket, 'unexpected-response')

    expect(refusal.statusCode).toBe(403)
    client.socket.terminate()
  })
})

describe('B59: a compressed bomb', () => {
  it('has nothing that would unpack it: permessage-deflate is not agreed to', async () => {
    const app = await startLive()
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { perMessageDeflate: true })
    await once(socket, 'open')

    expect(socket.extensions).toBe('')
    socket.terminate()
  })

  it('that is sent all the same closes the socket with 1002', async () => {
    const app = await startLive()
    const { socket, closed } = await openSocket(app)
    // A text frame with the bit that says it is compressed, masked with nothing.
    // @ts-expect-error: ws keeps its connection to itself.
    socket._socket.write(Buffer.from([0xc1, 0x82, 0, 0, 0, 0, 0x03, 0x00]))

    expect((await closed).code).toBe(1002)
  })
})

describe('B60: a key that is revoked', () => {
  it('is looked for every 20 s', () => {
    expect(TUNING.keyCheckMs).toBeLessThanOrEqual(60_000)
  })

  it('has its WebSockets closed with 4403, those that only listen and idle ones, and its event streams ended', async () => {
    const app = await startLive({ keyCheckMs: 50 })
    const key = await app.createKey({ name: 'leaver', role: 'VIEWER' })
    const [idle, listening, staying] = [await openSocket(app, key), await openSocket(app, key), await openSocket(app)]
    const streaming = await openSse(app, EVENTS, { key })
    listening.subscribe('1', EVENTS)
    staying.subscribe('1', EVENTS)
    await until(() => app.live().subscribers === 3, 'subscribers')

    await revoke(app, 'leaver')

    expect([(await idle.closed).code, (await listening.closed).code]).toEqual([4403, 4403])
    await streaming.ended
    expect(app.live().subscribers).toBe(1)
    expect(staying.socket.readyState).toBe(WebSocket.OPEN)
    staying.socket.terminate()
  })

  it('opens nothing more', async () => {
    const app = await startLive()
    const key = await app.createKey({ name: 'leaver', role: 'VIEWER' })
    await revoke(app, 'leaver')
    const client = openRaw(app.url)
    await once(client.socket, 'open')
    client.send({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } })

    expect((await client.closed).code).toBe(4403)
    expect((await post(app, key)).status).toBe(401)
  })
})

describe('B61: an upgrade with 2,100 headers', () => {
  it('leaves the server alive', async () => {
    const app = await startLive()
    const headers = Array.from({ length: 2100 }, (_, n) => `${n.toString(36)}:\r\n`).join('')
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1').setEncoding('utf8')
    let text = ''
    socket.on('data', (chunk) => (text += chunk))
    socket.write(
      `GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n${headers}\r\n`,
    )
    await once(socket, 'close')

    expect(text).toMatch(/^HTTP\/1\.1 4/)
    expect(await app.graphql('{ feedCursor }')).toBeDefined()
  })
})

describe('the limits of a key', () => {
  it('are so many requests in a minute, over GraphQL, REST and WebSocket together; other keys have their own', async () => {
    const app = await startLive({}, { KEY_REQUESTS_PER_MINUTE: '5' })
    const key = await app.createKey({ role: 'VIEWER' })
    const client = await openSocket(app, key)
    client.subscribe('1', '{ feedCursor }')
    await until(() => client.got.has('1'), 'an answer')
    for (let n = 0; n < 2; n++) expect((await post(app, key)).status).toBe(200)
    for (let n = 0; n < 2; n++) expect((await get(app, key)).status).toBe(200)

    const [overGraphql, overRest] = [await post(app, key), await get(app, key)]
    client.subscribe('2', '{ feedCursor }')
    await until(() => client.got.has('error'), 'the error')

    for (const refused of [overGraphql, overRest]) {
      expect(refused.status).toBe(429)
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await refused.json()).toMatchObject({ error: { code: 'rate_limited' } })
    }
    expect(client.got.get('error')![0].payload[0].extensions).toEqual({ code: 'RATE_LIMITED', retryAfterS: expect.any(Number) })
    expect((await post(app, app.key)).status).toBe(200)
    client.socket.terminate()
  })

  it('are no requests in a minute where that is turned off', async () => {
    const app = await startLive({}, { KEY_REQUESTS_PER_MINUTE: '0' })

    const answers = await Promise.all(Array.from({ length: 50 }, () => post(app, app.key)))

    expect(answers.every(({ status }) => status === 200)).toBe(true)
  })

  it('are 100 open WebSockets: the next is closed with 4429, until one has gone', async () => {
    const app = await startLive()
    const open = await Promise.all(Array.from({ length: 100 }, () => openSocket(app)))
    const next = openRaw(app.url)
    await once(next.socket, 'open')
    next.send({ type: 'connection_init', payload: { authorization: `Bearer ${app.key}` } })
    const { code } = await next.closed
    const other = await openSocket(app, await app.createKey({ role: 'VIEWER' }))
    open[0]!.socket.close()
    await open[0]!.closed
    const again = await openSocket(app)

    expect(code).toBe(4429)
    for (const { socket } of [...open, other, again]) socket.terminate()
  })

  it('are so many subscriptions: the next is told, over either transport, and others go on', async () => {
    const app = await startLive({ maxPerKey: 3 })
    const client = await openSocket(app)
    const stream = await openSse(app, EVENTS)
    for (const id of ['1', '2']) client.subscribe(id, EVENTS)
    await until(() => app.live().subscribers === 3, 'three subscribers')

    client.subscribe('3', EVENTS)
    await until(() => client.got.has('3'), 'the error')
    const over = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${app.key}`, 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: EVENTS }),
    })

    expect(client.got.get('3')![0].errors[0].extensions).toEqual({ code: 'TOO_MANY_SUBSCRIPTIONS' })
    expect(await over.text()).toContain('TOO_MANY_SUBSCRIPTIONS')
    client.send({ id: '1', type: 'complete' })
    await until(() => app.live().subscribers === 2, 'two subscribers')
    client.subscribe('4', EVENTS)
    await until(() => app.live().subscribers === 3, 'three subscribers again')
    stream.cut()
    client.socket.terminate()
  })
})

async function signIn(app: LiveApp): Promise<string> {
  const response = await fetch(`${app.url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: app.url, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ key: app.key }),
  })
  return response.headers.getSetCookie()[0]!.split(';')[0]!
}

async function revoke(app: LiveApp, name: string): Promise<void> {
  const { apiKeys } = await app.graphql('{ apiKeys { id name } }')
  const { id } = apiKeys.find((key: { name: string }) => key.name === name)
  await app.graphql('mutation ($id: ID!) { revokeApiKey(id: $id) { __typename } }', { id })
}

function post({ url }: LiveApp, key: string): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  return fetch(`${url}/graphql`, { method: 'POST', headers, body: '{"query":"{ feedCursor }"}' })
}

function get({ url }: LiveApp, key: string): Promise<Response> {
  return fetch(`${url}/api/webhooks`, { headers: { authorization: `Bearer ${key}` } })
}
