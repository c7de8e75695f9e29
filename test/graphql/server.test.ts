import { beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../src/model/id.ts'
import { viewerOf } from '../helpers/registry.ts'
import { createTestApi, type Data, makeWebhook, storeEvent, type TestApi } from './run.ts'

describe('what the server says of itself', () => {
  let api: TestApi

  beforeEach(async () => {
    api = await createTestApi()
  })

  it('is who is calling', async () => {
    const { viewer } = await api.ask('{ viewer { name role agent } }', {}, viewerOf('AGENT', { agent: 'planner' }))

    expect(viewer).toEqual({ name: "agent's key", role: 'AGENT', agent: 'planner' })
  })

  it('is how much waits, since when, and what is not set up', async () => {
    const { registry } = api
    await makeWebhook(api, 'hook')
    await makeWebhook(api, 'bare', { provider: 'SENTRY', commands: [] })
    await storeEvent(registry, { webhookId: 'hook', status: 'RECEIVED' })
    await storeEvent(registry, { webhookId: 'hook', status: 'PROCESSED' })
    const refused = (agoMs: number) => {
      const at = registry.now() - agoMs
      return {
        sql: "INSERT INTO refused_deliveries VALUES (?, NULL, ?, 404, 'not_found', 'No such webhook', '{}', '192.0.2.1')",
        params: [newId('refused', at), at],
      }
    }
    await registry.db.write([refused(60_000), refused(1000)])
    registry.pass(5000)

    const { health } = await api.ask(
      '{ health { ok version backends queueDepth oldestPendingSeconds refusedLastHour webhooksWithoutSecret } }',
    )

    expect(health).toEqual({
      ok: true,
      version: '1.2.3',
      backends: { database: 'sqlite' },
      queueDepth: 1,
      oldestPendingSeconds: 5,
      refusedLastHour: 2,
      webhooksWithoutSecret: 1,
    })
  })

  it('lists what was refused, newest first', async () => {
    await makeWebhook(api, 'hook')
    const insert = (webhookId: string | null, code: string) => ({
      sql: "INSERT INTO refused_deliveries VALUES (?, ?, 1, 401, ?, 'Not let in', '{\"a\":\"b\"}', '192.0.2.1')",
      params: [newId('refused'), webhookId, code],
    })
    await api.registry.db.write([insert('hook', 'invalid_signature'), insert(null, 'not_found')])

    const { all, hooks } = await api.ask(
      '{ all: refusedDeliveries { edges { node { code webhook { id } headers } } } hooks: refusedDeliveries(webhookId: "hook") { totalCount } }',
    )

    expect(all.edges.map(({ node }: Data) => node)).toEqual([
      { code: 'not_found', webhook: null, headers: { a: 'b' } },
      { code: 'invalid_signature', webhook: { id: 'hook' }, headers: { a: 'b' } },
    ])
    expect(hooks.totalCount).toBe(1)
  })

  it('is an example of what a provider sends, where one is known', async () => {
    const { providers } = await api.ask('{ providers { known: sample(eventType: "issues.opened") unknown: sample(eventType: "nope") } }')

    expect(providers[0]).toEqual({ known: expect.objectContaining({ action: 'opened', issue: expect.any(Object) }), unknown: null })
  })

  it('is what each provider sends and how it signs', async () => {
    const { providers } = await api.ask(
      '{ providers { provider eventTypes variables signature repliesBy issuesSecret setup credentials } }',
    )

    expect(providers.map(({ provider }: Data) => provider)).toEqual([
      'GITHUB',
      'GITLAB',
      'JIRA',
      'SLACK',
      'SENTRY',
      'LINEAR',
      'STRIPE',
      'PAGERDUTY',
      'STANDARD',
      'CUSTOM',
    ])
    expect(providers[0]).toMatchObject({
      issuesSecret: false,
      eventTypes: expect.arrayContaining(['issues.opened']),
      signature: expect.stringContaining('x-hub-signature-256'),
    })
  })

  it('makes keys that are shown once, and takes them back', async () => {
    const { createApiKey } = await api.ask(
      'mutation { createApiKey(name: "Planner", role: AGENT, agent: "planner") { ... on CreateApiKeyPayload { key apiKey { id role agent webhookIds } } } }',
    )
    const { id } = createApiKey.apiKey
    const { revokeApiKey } = await api.ask(
      'mutation ($id: ID!) { revokeApiKey(id: $id) { ... on RevokeApiKeyPayload { apiKey { revokedAt } } } }',
      { id },
    )
    const { apiKeys, node } = await api.ask('query ($id: ID!) { apiKeys { id name } node(id: $id) { __typename } }', { id })

    expect(createApiKey).toMatchObject({ key: expect.any(String), apiKey: { role: 'AGENT', agent: 'planner', webhookIds: [] } })
    expect(revokeApiKey.apiKey.revokedAt).toBeInstanceOf(Date)
    expect(apiKeys).toContainEqual({ id, name: 'Planner' })
    expect(node).toEqual({ __typename: 'ApiKey' })
  })

  it('writes down who did what', async () => {
    await makeWebhook(api, 'hook')

    const { all, others } = await api.ask(
      '{ all: auditLog(verb: "webhook.create") { edges { node { actor verb subject detail hash } } } others: auditLog(actor: "nobody") { totalCount } }',
    )

    expect(all.edges).toMatchObject([{ node: { actor: "admin's key", verb: 'webhook.create', subject: 'hook' } }])
    expect(others.totalCount).toBe(0)
  })

  it('tells nothing of a fault inside, and logs it', async () => {
    const logged: unknown[] = []
    api.registry.log = { error: (line: unknown) => void logged.push(line) } as unknown as TestApi['registry']['log']
    api.registry.db = { ...api.registry.db, read: () => Promise.reject(new Error('a table is missing')) }

    expect(await api.fail('{ events { totalCount edges { cursor } } }')).toEqual({
      message: 'Unexpected error.',
      code: 'INTERNAL_SERVER_ERROR',
    })
    expect(logged).toMatchObject([{ path: 'events', err: { message: 'a table is missing' } }])
  })
})
