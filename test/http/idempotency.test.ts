import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { authenticate, type CallerEnv } from '../../src/http/authenticate.ts'
import { answerErrors } from '../../src/http/error-answer.ts'
import { idempotency } from '../../src/http/idempotency.ts'
import { createApiKey } from '../../src/registry/keys.ts'
import { admin, createTestRegistry } from '../helpers/registry.ts'
import { createTestRest } from '../helpers/rest.ts'

const webhook = { name: 'x', provider: 'github' }
const key = { 'idempotency-key': 'one' }

describe('Idempotency-Key', () => {
  it('gives the same request the first one’s answer and does nothing twice', async () => {
    const { call, registry } = await createTestRest()

    const first = await call('POST', '/api/webhooks', webhook, key)
    const again = await call('POST', '/api/webhooks', webhook, key)

    expect(first.headers.get('idempotent-replayed')).toBeNull()
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(again).toMatchObject({ status: 201, body: first.body })
    expect(again.headers.get('location')).toBe(first.headers.get('location'))
    expect(await registry.db.prisma.webhookConfig.count()).toBe(1)
    expect(JSON.stringify(await registry.db.prisma.idempotencyKey.findMany())).not.toContain(first.body.secret)
  })

  it('B72: refuses another request under the same key', async () => {
    const { call } = await createTestRest()
    await call('POST', '/api/webhooks', webhook, key)

    expect(await call('POST', '/api/webhooks', { ...webhook, name: 'y' }, key)).toMatchObject({
      status: 409,
      body: { error: { code: 'idempotency_key_reused' } },
    })
    expect((await call('POST', '/api/webhooks/x/enable', webhook, key)).status).toBe(409)
    expect((await call('POST', '/api/webhooks', webhook, { 'idempotency-key': 'x'.repeat(201) })).status).toBe(400)
  })

  it('carries one of many requests at once out', async () => {
    const { call, registry } = await createTestRest()

    const answers = await Promise.all(Array.from({ length: 10 }, () => call('POST', '/api/webhooks', webhook, key)))

    expect(await registry.db.prisma.webhookConfig.count()).toBe(1)
    const refused = answers.filter(({ status }) => status !== 201)
    for (const answer of refused) {
      expect(answer).toMatchObject({ status: 409, body: { error: { code: 'idempotency_in_progress' } } })
      expect(answer.headers.get('retry-after')).toBe('1')
    }
  })

  it('is forgotten after 24 hours', async () => {
    const { call, registry } = await createTestRest()
    await call('POST', '/api/webhooks', webhook, key)
    registry.pass(24 * 60 * 60 * 1000)

    expect((await call('POST', '/api/webhooks', { ...webhook, name: 'y' }, key)).status).toBe(201)
  })

  it('is each caller’s own', async () => {
    const { call, registry } = await createTestRest()
    const other = await createApiKey(registry, admin, { name: 'other', role: 'ADMIN' })
    const first = await call('POST', '/api/webhooks', webhook, key)

    const { body, headers } = await call('POST', '/api/webhooks', webhook, { ...key, authorization: `Bearer ${other.key}` })

    expect(headers.get('idempotent-replayed')).toBeNull()
    expect(body.webhook_id).not.toBe(first.body.webhook_id)
  })

  it('remembers no failure of the server, and in GraphQL nothing but mutations', async () => {
    const registry = await createTestRegistry()
    const made = await createApiKey(registry, admin, { name: 'me', role: 'ADMIN' })
    let calls = 0
    const app = new Hono<CallerEnv>()
    app.use(authenticate(registry), idempotency(registry))
    app.post('/broken', () => {
      throw new Error(`broken ${++calls}`)
    })
    app.post('/graphql', async (c) => c.json({ calls: ++calls, body: await c.req.raw.json() }))
    app.onError(answerErrors(registry.log))
    const post = async (path: string, body: string) => {
      const response = await app.request(path, {
        method: 'POST',
        body,
        headers: { authorization: `Bearer ${made.key}`, 'idempotency-key': body },
      })
      return response.status === 200 ? ((await response.json()) as { calls: number }).calls : response.status
    }

    expect([await post('/broken', '1'), await post('/broken', '1'), calls]).toEqual([500, 500, 2])
    expect([await post('/graphql', '{"query":"{ a }"}'), await post('/graphql', '{"query":"{ a }"}')]).toEqual([3, 4])
    expect([await post('/graphql', '{"query":"mutation { a }"}'), await post('/graphql', '{"query":"mutation { a }"}')]).toEqual([5, 5])
  })
})
