import { afterAll, beforeAll, expect, it } from 'vitest'
import { askWithKey } from '../helpers/other-key.ts'
import { startSink } from '../helpers/outside.ts'
import { type Data, startApp, type TestApp } from '../helpers/start-app.ts'

let app: TestApp

beforeAll(async () => {
  app = await startApp({ env: { EGRESS_ALLOW: '127.0.0.1' } })
})
afterAll(() => app.close())

const audit = async (verb: string): Promise<Data[]> => {
  const { auditLog } = await app.graphql(
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
  expect(found).toMatchObject([{ actor: 'unknown', detail: { address: expect.stringContaining('127.0.0.1') } }])
  expect(JSON.stringify(found)).not.toContain('guessed')
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
