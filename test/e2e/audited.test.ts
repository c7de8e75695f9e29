import { once } from 'node:events'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { askWithKey } from '../helpers/other-key.ts'
import { startSink } from '../helpers/outside.ts'
import { auditedRefusals } from '../helpers/refused.ts'
import { type Data, startApp, type TestApp } from '../helpers/start-app.ts'

let app: TestApp

beforeAll(async () => {
  app = await startApp({ env: { EGRESS_ALLOW: '127.0.0.1' } })
})
afterAll(() => app.close())

const audit = async (verb: string, of = app): Promise<Data[]> => {
  const { auditLog } = await of.graphql(
    'query ($verb: String) { auditLog(first: 10, verb: $verb) { edges { node { actor subject detail } } } }',
    { verb },
  )
  return auditLog.edges.map(({ node }: Data) => node)
}

it('a change says from where it was made, what was there before and what after', async () => {
  const { id } = await app.createWebhook({ name: 'before' })
  await app.graphql('mutation ($id: ID!) { updateWebhook(input: { id: $id, name: "after" }) { __typename } }', { id })

  expect((await audit('webhook.update'))[0]).toMatchObject({
    actor: 'ADMIN_API_KEY',
    subject: id,
    detail: { address: expect.stringContaining('127.0.0.1'), before: { name: 'before' }, after: { name: 'after' } },
  })
})

it('a mutation and a REST call that are refused are in the audit', async () => {
  const { id } = await app.createWebhook()
  const mutation = 'mutation ($id: ID!) { result: deleteWebhook(id: $id) { __typename } }'
  const result = await askWithKey(app, { role: 'VIEWER', name: 'looks only' }, mutation, { id })
  expect(result).toEqual({ __typename: 'Forbidden' })
  const { createApiKey } = await app.graphql('mutation { createApiKey(name: "rest", role: VIEWER) { ... on CreateApiKeyPayload { key } } }')
  await fetch(`${app.url}/api/webhooks/${id}/disable`, { method: 'POST', headers: { authorization: `Bearer ${createApiKey.key}` } })

  const address = expect.stringContaining('127.0.0.1')
  // What is refused is not waited for.
  await expect
    .poll(() => audit('refused'))
    .toMatchObject([
      { actor: 'rest', subject: `POST /api/webhooks/${id}/disable`, detail: { address } },
      { actor: 'looks only', subject: 'deleteWebhook', detail: { address, reason: expect.stringContaining('VIEWER') } },
    ])
})

it('a failed sign-in is in the audit, without what was typed', async () => {
  await fetch(`${app.url}/sign-in`, { method: 'POST', body: new URLSearchParams({ key: 'hk_guessed_guessed_guessed' }) })

  await expect.poll(() => audit('sign_in.failed')).toHaveLength(1)
  const found = await audit('sign_in.failed')
  expect(found).toMatchObject([{ actor: 'unknown', detail: { address: '127.0.0.1', code: 'unauthenticated' } }])
  expect(JSON.stringify(found)).not.toContain('guessed')
})

it('a key that is nobody’s is in the audit by any way in, with its end and without the key', async () => {
  const { createApiKey: made } = await app.graphql(
    'mutation { createApiKey(name: "revoked", role: VIEWER) { ... on CreateApiKeyPayload { key apiKey { id } } } }',
  )
  await app.graphql('mutation ($id: ID!) { revokeApiKey(id: $id) { __typename } }', { id: made.apiKey.id })
  const keys = [made.key, 'glpat-of-somewhere-else', 'hk_short']
  const [authorization, foreign, short] = keys.map((key) => `Bearer ${key}`)
  const body = JSON.stringify({ query: '{ viewer { name } }' })
  const json = { 'content-type': 'application/json' }

  expect((await fetch(`${app.url}/graphql`, { method: 'POST', headers: { ...json, authorization: authorization! }, body })).status).toBe(
    401,
  )
  expect((await fetch(`${app.url}/api/webhooks`, { headers: { authorization: foreign! } })).status).toBe(401)
  const stream = { accept: 'text/event-stream', authorization: short! }
  expect((await fetch(`${app.url}/graphql?query={feedCursor}`, { headers: stream })).status).toBe(401)
  expect(await closeCode({ authorization })).toBe(4403)
  // These bring no key.
  expect((await fetch(`${app.url}/api/webhooks`)).status).toBe(401)
  expect((await fetch(`${app.url}/api/webhooks`, { headers: { authorization: 'Basic YTpi' } })).status).toBe(401)
  expect((await fetch(`${app.url}/api/webhooks`, { headers: { cookie: 'hookline_session=hs_ended' } })).status).toBe(401)
  expect(await closeCode({})).toBe(4403)

  const unknown = async () => (await audit('refused')).filter(({ actor }) => actor === 'unknown')
  const detail = { address: '127.0.0.1', code: 'unauthenticated', reason: expect.any(String) }
  await expect.poll(unknown).toEqual([
    { actor: 'unknown', subject: 'WebSocket /graphql', detail: { ...detail, key_hint: `…${made.key.slice(-4)}` } },
    { actor: 'unknown', subject: 'GET /graphql', detail },
    { actor: 'unknown', subject: 'GET /api/webhooks', detail },
    { actor: 'unknown', subject: 'POST /graphql', detail: { ...detail, key_hint: `…${made.key.slice(-4)}` } },
  ])
  const written = JSON.stringify([await unknown(), app.log])
  expect(keys.filter((key) => written.includes(key))).toEqual([])
  expect(app.log.filter(({ msg }) => msg === 'request refused')).toHaveLength(4)
})

it('a flood of guessed keys writes five entries, and counts the rest', async () => {
  const flooded = await startApp()
  onTestFinished(() => flooded.close())
  const call = (n: number) => fetch(`${flooded.url}/api/webhooks`, { headers: { authorization: `Bearer hk_guess_${n}` } })
  for (let n = 0; n < 40; n++) expect((await call(n)).status).toBe(401)

  expect((await auditedRefusals(flooded, 5)).map(({ actor }) => actor)).toEqual(Array(5).fill('unknown'))
})

/** What a WebSocket is closed with that begins with this. */
function closeCode(payload: object): Promise<number> {
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })))
  return new Promise((resolve) => socket.on('close', resolve))
}

it('what a page of another site had a browser ask for is in the audit: a sign-in, a sign-out, a WebSocket', async () => {
  const own = await startApp()
  onTestFinished(() => own.close())
  const origin = 'https://evil.example'
  const post = (path: string, headers: Record<string, string>) =>
    fetch(own.url + path, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ key: own.key }) })
  const upgrade = async (headers: Record<string, string>) => {
    const socket = new WebSocket(`${own.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers: { origin, ...headers } })
    const [, refusal] = await once(
      socket.on('error', () => {}),
      'unexpected-response',
    )
    socket.terminate()
    return refusal.statusCode
  }
  const cookie = (await post('/sign-in', {})).headers.getSetCookie()[0]!.split(';')[0]!

  expect((await post('/sign-in', { origin })).status).toBe(403)
  expect((await post('/sign-out', { origin, cookie })).status).toBe(403)
  expect(await upgrade({})).toBe(403)
  expect(await upgrade({ cookie })).toBe(403)

  const detail = { address: '127.0.0.1', code: 'forbidden', reason: expect.any(String) }
  const refused = async () => (await audit('refused', own)).reverse()
  await expect.poll(refused).toEqual([
    { actor: 'unknown', subject: 'POST /sign-in', detail },
    { actor: 'ADMIN_API_KEY', subject: 'POST /sign-out', detail },
    { actor: 'unknown', subject: 'WebSocket /graphql', detail },
    { actor: 'ADMIN_API_KEY', subject: 'WebSocket /graphql', detail },
  ])
  expect(own.log.filter(({ msg, status }) => msg === 'request refused' && status === 403)).toHaveLength(4)

  for (let n = 0; n < 20; n++) await upgrade({})
  expect((await refused()).filter(({ actor }) => actor === 'unknown')).toHaveLength(5)
})

it('an action that takes a secret to write with says so once', async () => {
  const sink = await startSink()
  const target = `http://127.0.0.1:${sink.port}/in`
  const webhook = await app.createWebhook({ provider: 'CUSTOM', commands: [{ trigger: '*', action: 'FORWARD', target, template: '' }] })
  await app.deliver(webhook, { body: '{}' })

  await expect
    .poll(() => audit('credentials.use'))
    .toMatchObject([{ actor: 'hookline', detail: { kind: 'forward', webhook: webhook.id, target, try: 1 } }])
})

it('and all of it is a sound chain', async () => {
  expect((await app.graphql('{ verifyAudit { ok reason } }')).verifyAudit).toEqual({ ok: true, reason: null })
})
