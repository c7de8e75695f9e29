import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { openSocket, until } from '../live/helpers.ts'
import { ALLOWED, deepJson, JSON_TYPE, post, REFUSED, RESPONSE_TYPE, replyOf } from './graphql.ts'

// Rows B46 to B56 of the bad inputs: what is sent to /graphql by those who mean no good.

let app: TestApp

beforeAll(async () => {
  app = await startApp()
})
afterAll(async () => {
  // Nothing of this was a fault of the server.
  const faults = app.log.filter(({ level }) => level === 'error')
  await app.close()
  expect(faults).toEqual([])
})

describe('B46: a batch', () => {
  it.each([JSON_TYPE, RESPONSE_TYPE])('is answered 400 to who accepts %s', async (accept) => {
    const query = { query: '{ feedCursor }' }

    const reply = await post(app, [query, query], { accept })

    expect(reply).toMatchObject({ status: 400, code: 'BAD_REQUEST' })
  })
})

describe('B47, B48: an operation beyond a limit', () => {
  it.each(REFUSED)('of %s is refused as %s over HTTP, however it is accepted', async (_, code, query) => {
    for (const accept of [JSON_TYPE, RESPONSE_TYPE]) expect(await post(app, { query }, { accept })).toMatchObject({ status: 400, code })
  })

  it.each(REFUSED.filter(([, , query]) => query.length < 60_000))('of %s is refused as %s over a WebSocket', async (_, code, query) => {
    const client = await openSocket(app)
    client.subscribe('1', query)
    await until(() => client.got.has('error'), 'the error')

    const [{ id, payload }] = client.got.get('error')!
    expect([id, payload[0].extensions]).toEqual(['1', { code }])
    client.subscribe('2', '{ feedCursor }')
    await until(() => client.got.has('2'), 'an answer on the same socket')
    client.socket.terminate()
  })

  it.each(REFUSED.filter(([, code]) => code !== 'TOO_COSTLY'))('of %s is refused as %s to a subscription', async (_, code, query) => {
    const reply = await post(app, { query: `subscription ${query}` }, { accept: 'text/event-stream' })

    expect(reply.text).toContain(code)
  })

  it('is judged by its variables, too', async () => {
    const query =
      'query ($first: Int = 100) { webhooks(first: $first) { edges { node { events(first: $first) { edges { node { id } } } } } } }'

    expect(await post(app, { query })).toMatchObject({ status: 400, code: 'TOO_COSTLY' })
    expect(await post(app, { query, variables: { first: 80 } })).toMatchObject({ status: 200 })
    expect(await post(app, { query, variables: { first: 100 } })).toMatchObject({ status: 400, code: 'TOO_COSTLY' })
  })

  it.each(ALLOWED)('does not touch %s', async (_, query) => {
    const { status, text } = await post(app, { query })

    expect([status, text.slice(0, 8)]).toEqual([200, '{"data":'])
  })
})

describe('B48: variables', () => {
  it.each([JSON_TYPE, RESPONSE_TYPE])('3,000 deep are answered 400 to who accepts %s', async (accept) => {
    const body = `{"query":"query ($where: EventFilter) { events(where: $where) { totalCount } }","variables":{"where":${deepJson(3000)}}}`

    expect(await post(app, body, { accept })).toMatchObject({ status: 400, code: 'TOO_DEEP' })
  })

  it('of 200,000 nested lists are answered 400', async () => {
    expect(await post(app, '['.repeat(200_000))).toMatchObject({ status: 400, code: 'TOO_DEEP' })
  })

  it('that are deep in the address are answered 400', async () => {
    const search = new URLSearchParams({ query: '{ feedCursor }', variables: deepJson(500) })

    const response = await fetch(`${app.url}/graphql?${search}`, { headers: { authorization: `Bearer ${app.key}` } })

    expect(await replyOf(response)).toMatchObject({ status: 400, code: 'TOO_DEEP' })
  })

  it('that are deep close a WebSocket with 4400', async () => {
    const client = await openSocket(app)
    client.socket.send(`{"id":"1","type":"subscribe","payload":{"query":"{ feedCursor }","variables":${deepJson(3000)}}}`)

    expect((await client.closed).code).toBe(4400)
  })

  it('may be 60 deep', async () => {
    const query = 'mutation ($payload: JSON) { sendTestEvent(webhookId: "none", eventType: "x", payload: $payload) { __typename } }'

    const { status, data } = await post(app, `{"query":"${query.replaceAll('"', '\\"')}","variables":{"payload":${deepJson(60)}}}`)

    expect([status, data]).toEqual([200, { sendTestEvent: { __typename: 'NotFound' } }])
  })
})

describe('B19: a body', () => {
  it('beyond 8 MiB is answered 413, counted while it arrives', async () => {
    const whole = JSON.stringify({ query: '{ feedCursor }', extensions: { x: 'x'.repeat(8 * 1024 * 1024) } })
    const stream = new Blob([whole]).stream()
    const headers = { authorization: `Bearer ${app.key}`, 'content-type': JSON_TYPE }

    const chunked = await fetch(`${app.url}/graphql`, { method: 'POST', headers, body: stream, duplex: 'half' } as RequestInit)

    expect(await post(app, whole)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' })
    expect(await replyOf(chunked)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' })
  })

  it.each(['/graphql', '/api/webhooks'])('without a length is taken at %s', async (to) => {
    const body = new Blob([JSON.stringify(to === '/graphql' ? { query: '{ feedCursor }' } : { name: 'x', provider: 'github' })]).stream()
    const headers = { authorization: `Bearer ${app.key}`, 'content-type': JSON_TYPE }

    const response = await fetch(app.url + to, { method: 'POST', headers, body, duplex: 'half' } as RequestInit)

    expect(response.status).toBe(to === '/graphql' ? 200 : 201)
  })

  it('of a form without a length is taken by the sign-in', async () => {
    const body = new Blob([`key=${app.key}`]).stream()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }

    const response = await fetch(`${app.url}/sign-in`, { method: 'POST', redirect: 'manual', headers, body, duplex: 'half' } as RequestInit)

    expect(response.status).toBe(303)
  })

  it('of 1 MiB in variables is taken', async () => {
    const query = 'mutation ($payload: JSON) { sendTestEvent(webhookId: "none", eventType: "x", payload: $payload) { __typename } }'

    expect(await post(app, { query, variables: { payload: 'x'.repeat(1024 * 1024) } })).toMatchObject({ status: 200 })
  })
})

describe('B49: a mutation by GET', () => {
  it('is answered 405', async () => {
    const search = new URLSearchParams({ query: 'mutation { deleteWebhook(id: "x") { __typename } }' })

    const response = await fetch(`${app.url}/graphql?${search}`, { headers: { authorization: `Bearer ${app.key}` } })

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('B50, B51: what a form of any site can send', () => {
  const operation = '{"query":"mutation { deleteWebhook(id: \\"x\\") { __typename } }"}'

  it.each<[string, string, string]>([
    ['a form', 'application/x-www-form-urlencoded', 'query=mutation%7BdeleteWebhook(id%3A%22x%22)%7B__typename%7D%7D'],
    ['plain text', 'text/plain', operation],
    ['plain text in capitals', 'Text/Plain;charset=utf-8', operation],
    ['multipart', 'multipart/form-data; boundary=b', multipart({ operations: operation, map: '{}' })],
    [
      'multipart that reaches for a prototype',
      'multipart/form-data; boundary=b',
      multipart({ operations: operation, map: '{"0":["variables.__proto__.x"]}', 0: 'y' }),
    ],
  ])('%s is answered 415', async (_, type, body) => {
    expect(await post(app, body, { 'content-type': type })).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' })
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })

  it('nothing is told to a page of another origin', async () => {
    for (const method of ['GET', 'OPTIONS']) {
      const response = await fetch(`${app.url}/graphql?query=%7BfeedCursor%7D`, {
        method,
        headers: { authorization: `Bearer ${app.key}`, origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      })
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
      expect(response.headers.get('access-control-allow-credentials')).toBeNull()
    }
  })
})

describe('B52: what does not fit the schema', () => {
  it.each<[string, string, object?]>([
    ['an Int of 2^31', '{ events(first: 2147483648) { totalCount } }'],
    ['an Int of 2^31 in a variable', 'query ($n: Int) { events(first: $n) { totalCount } }', { n: 2 ** 31 }],
    ['a text for an Int', '{ events(first: "1") { totalCount } }'],
    ['a field that is nearly right', '{ webhook(id: "a") { nam } }'],
    ['a type that is nearly right', '{ node(id: "a") { ... on Webhok { id } } }'],
    ['an argument that is nearly right', '{ events(frist: 1) { totalCount } }'],
    ['an enum that is nearly right', '{ webhooks(provider: GITHUP) { totalCount } }'],
    ['an enum that is nearly right, in a variable', 'query ($p: Provider) { webhooks(provider: $p) { totalCount } }', { p: 'GITHUP' }],
    ['an input field that is nearly right', '{ events(where: { serch: "x" }) { totalCount } }'],
    [
      'an input field that is nearly right, in a variable',
      'query ($w: EventFilter) { events(where: $w) { totalCount } }',
      { w: { serch: 'x' } },
    ],
  ])('%s is answered 400, and suggests nothing, over HTTP and WebSocket', async (_, query, variables) => {
    const reply = await post(app, { query, variables })
    const client = await openSocket(app)
    client.subscribe('1', query, variables)
    await until(() => client.got.has('error') || client.got.has('1'), 'the error')
    client.socket.terminate()

    expect(reply.status).toBe(400)
    expect(reply.text + JSON.stringify([...client.got.values()])).not.toMatch(/did you mean/i)
  })
})

describe('B53: a page', () => {
  it.each(['first: 1000000000', 'first: -1', 'first: 2, last: 1', 'first: 101', 'first: 1, after: "forged"', 'before: "aWQ6"'])(
    'of %s is refused on every list, or holds no more than a hundred',
    async (window) => {
      for (const list of ['events', 'webhooks', 'actions', 'tasks', 'questions', 'refusedDeliveries', 'auditLog']) {
        const { code, data } = await post(app, { query: `{ ${list}(${window}) { edges { cursor } } }` })
        if (code === undefined) expect(data[list].edges.length).toBeLessThanOrEqual(100)
        else expect(code).toBe('BAD_USER_INPUT')
      }
    },
  )
})

describe('B55: a filter of the database', () => {
  it.each<[string, unknown]>([
    ['events', { secret: { startsWith: 'a' } }],
    ['events', { search: { startsWith: 'a' } }],
    ['events', { OR: [{ webhookIds: ['a'] }] }],
    ['webhooks', { secret: { startsWith: 'a' } }],
  ])('given to %s as %j is answered 400', async (list, where) => {
    const query = `query ($where: EventFilter) { ${list}(where: $where) { totalCount } }`

    expect((await post(app, { query, variables: { where } })).status).toBe(400)
  })

  it("is given nowhere in a scalar: JSON goes only where a caller's own data does", async () => {
    const { data } = await post(app, {
      query: '{ __schema { queryType { fields { name args { name type { name ofType { name } } } } } } }',
    })
    const ofJson = data.__schema.queryType.fields.filter(
      ({ args }: { args: { type: { name: string; ofType: { name: string } | null } }[] }) =>
        args.some(({ type }) => [type.name, type.ofType?.name].includes('JSON')),
    )

    expect(ofJson).toEqual([])
  })
})

describe('B56: introspection and GraphiQL', () => {
  it.each<[string, RequestInit & { search?: string }, number]>([
    ['introspection', { method: 'POST', body: '{"query":"{ __schema { types { name } } }"}', headers: { 'content-type': JSON_TYPE } }, 401],
    ['introspection by GET', { search: '?query={__schema{types{name}}}' }, 401],
    ['what does not parse', { method: 'POST', body: '{"query":"{"}', headers: { 'content-type': JSON_TYPE } }, 401],
    ['a preflight', { method: 'OPTIONS' }, 401],
    ['GraphiQL', { headers: { accept: 'text/html' }, redirect: 'manual' }, 302],
    ['a wrong key', { headers: { accept: JSON_TYPE, authorization: 'Bearer hk_wrong' } }, 401],
  ])('%s is nothing without a key', async (_, { search = '', ...init }, status) => {
    const response = await fetch(`${app.url}/graphql${search}`, init)

    const text = await response.text()
    expect(response.status).toBe(status)
    expect(text).not.toMatch(/__schema|graphiql|Webhook[A-Z]/i)
  })

  it('are there for who is signed in', async () => {
    const response = await fetch(`${app.url}/graphql`, { headers: { authorization: `Bearer ${app.key}`, accept: 'text/html' } })

    expect([response.status, /graphiql/i.test(await response.text())]).toEqual([200, true])
  })
})

function multipart(fields: Record<string, string>): string {
  const parts = Object.entries(fields).map(([name, value]) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  return `${parts.join('')}--b--\r\n`
}
