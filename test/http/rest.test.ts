import { describe, expect, it } from 'vitest'
import { insert } from '../../src/backends/database/database.ts'
import { newId } from '../../src/model/id.ts'
import { createWebhook } from '../../src/registry/webhooks.ts'
import { admin } from '../helpers/registry.ts'
import { createTestRest, type TestRest } from '../helpers/rest.ts'

// The founding document's first example, word for word.
const example = {
  webhook_id: 'github-issues-001',
  name: 'GitHub Issue Tracker',
  provider: 'github',
  endpoint: '/webhooks/github/github-issues-001',
  secret: 'your-webhook-secret',
  enabled: true,
  commands: [
    {
      trigger: 'issues.opened',
      action: 'create_task',
      agent: 'planning',
      template: 'Analyze issue: {{issue.title}}\n\n{{issue.body}}',
      conditions: { labels: ['bug', 'enhancement'] },
    },
    {
      trigger: 'issue_comment.created',
      action: 'ask',
      agent: 'brain',
      template: 'User asked: {{comment.body}}',
      conditions: { body_contains: '@agent' },
    },
  ],
}

describe('/api/webhooks', () => {
  it('takes the founding document’s example and answers 201 with the whole webhook', async () => {
    const { call } = await createTestRest()

    const { status, body, headers } = await call('POST', '/api/webhooks', example)

    expect(status).toBe(201)
    expect(headers.get('location')).toBe('/api/webhooks/github-issues-001')
    expect(body).toMatchObject({
      ...example,
      url: 'https://hooks.example.com/webhooks/github/github-issues-001',
      version: 1,
      created_by: 'tester',
    })
    expect(body.commands[0].command_id).toMatch(/^cmd_/)
  })

  it('shows a secret once, in the answer that made it', async () => {
    const { call } = await createTestRest()

    const made = await call('POST', '/api/webhooks', { name: 'x', provider: 'github' })
    const read = await call('GET', `/api/webhooks/${made.body.webhook_id}`)

    expect(made.body.secret).toMatch(/^[0-9a-f]{64}$/)
    expect(read.body).toEqual({ ...made.body, secret: 'stored' })
  })

  it('names what is wrong by the names of the body', async () => {
    const { call } = await createTestRest()

    const { status, body } = await call('POST', '/api/webhooks', {
      name: 'x',
      provider: 'github',
      rate_limit_per_minute: -1,
      commands: [{ trigger: '*', action: 'respond', max_concurrent: 0, conditions: { fooBar: { startWith: 'x' } } }],
    })

    expect(status).toBe(400)
    expect(body.error.code).toBe('invalid_input')
    expect(body.error.issues.map(({ path }: { path: string[] }) => path.join('.')).sort()).toEqual([
      'commands.0.conditions.fooBar.startWith',
      'commands.0.max_concurrent',
      'rate_limit_per_minute',
    ])
  })

  it.each([
    ['not JSON', '{'],
    ['nested too deep', '['.repeat(100_000)],
    ['no object', '[]'],
    ['empty', ''],
  ])('answers 400 to a body that is %s', async (_what, body) => {
    const { call } = await createTestRest()

    const answer = await call('POST', '/api/webhooks', body)

    expect(answer.status).toBe(400)
    expect(answer.body.error).toMatchObject({ code: expect.any(String), message: expect.any(String) })
  })

  it('takes back what was read, and changes nothing by it', async () => {
    const { call } = await createTestRest()
    const { body: webhook } = await call('POST', '/api/webhooks', example)

    const { status, body } = await call('PUT', '/api/webhooks/github-issues-001', { ...webhook, secret: 'stored' })

    expect(status).toBe(200)
    expect(body).toEqual({ ...webhook, secret: 'stored' })
  })

  it('changes in part, and answers 409 where the expected version is an earlier one', async () => {
    const { call } = await createTestRest()
    await call('POST', '/api/webhooks', example)

    const changed = await call('PUT', '/api/webhooks/github-issues-001', { name: 'New', expected_version: 1 })
    const late = await call('PUT', '/api/webhooks/github-issues-001', { name: 'Late', expected_version: 1 })
    const moved = await call('PUT', '/api/webhooks/github-issues-001', { provider: 'gitlab' })

    expect(changed).toMatchObject({ status: 200, body: { name: 'New', version: 2, commands: [{}, {}] } })
    expect(late).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } })
    expect(moved).toMatchObject({ status: 400, body: { error: { issues: [{ path: ['provider'] }] } } })
  })

  it('disables, enables and deletes', async () => {
    const { call } = await createTestRest()
    await call('POST', '/api/webhooks', example)

    expect((await call('POST', '/api/webhooks/github-issues-001/disable')).body.enabled).toBe(false)
    expect((await call('POST', '/api/webhooks/github-issues-001/enable')).body.enabled).toBe(true)
    expect(await call('DELETE', '/api/webhooks/github-issues-001')).toMatchObject({ status: 204, body: null })

    expect(await call('GET', '/api/webhooks/github-issues-001')).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } })
    expect((await call('POST', '/api/webhooks', example)).status).toBe(409)
  })

  it('lists by id, page after page', async () => {
    const { call } = await createTestRest()
    for (const webhook_id of ['c', 'a', 'b'])
      await call('POST', '/api/webhooks', { webhook_id, name: webhook_id, provider: webhook_id === 'b' ? 'jira' : 'github' })

    const first = await call('GET', '/api/webhooks?limit=2')
    const second = await call('GET', `/api/webhooks?limit=2&after=${first.body.next}`)

    expect(idsOf(first)).toEqual(['a', 'b'])
    expect([idsOf(second), second.body.next]).toEqual([['c'], null])
    expect(idsOf(await call('GET', '/api/webhooks?provider=jira'))).toEqual(['b'])
    expect((await call('GET', '/api/webhooks?limit=0')).status).toBe(400)
  })
})

describe('/api/webhooks/{id}/commands', () => {
  it('adds, lists, changes and deletes', async () => {
    const { call } = await createTestRest()
    await call('POST', '/api/webhooks', { webhook_id: 'hook', name: 'x', provider: 'github' })

    const added = await call('POST', '/api/webhooks/hook/commands', {
      trigger: 'issues',
      action: 'create_task',
      agent: 'planning',
      max_concurrent: 2,
    })
    expect(added).toMatchObject({ status: 201, body: { trigger: 'issues', max_concurrent: 2, version: 2 } })
    const path = `/api/webhooks/hook/commands/${added.body.command_id}`
    expect(await call('PUT', path, { priority: 3 })).toMatchObject({ status: 200, body: { priority: 3, version: 3, agent: 'planning' } })
    expect((await call('GET', '/api/webhooks/hook/commands')).body.commands).toHaveLength(1)
    expect((await call('DELETE', path)).status).toBe(204)

    expect((await call('GET', '/api/webhooks/hook/commands')).body.commands).toEqual([])
  })

  it('finds a command only below its own webhook', async () => {
    const { call } = await createTestRest()
    await call('POST', '/api/webhooks', {
      webhook_id: 'one',
      name: 'x',
      provider: 'github',
      commands: [{ trigger: '*', action: 'respond' }],
    })
    await call('POST', '/api/webhooks', { webhook_id: 'two', name: 'x', provider: 'github' })
    const { body } = await call('GET', '/api/webhooks/one/commands')

    expect((await call('DELETE', `/api/webhooks/two/commands/${body.commands[0].command_id}`)).status).toBe(404)
  })
})

describe('/api/events', () => {
  it('lists newest first without payloads, and shows one with its payload digit by digit', async () => {
    const { call, request, key, registry } = await createTestRest()
    await call('POST', '/api/webhooks', { webhook_id: 'hook', name: 'x', provider: 'github' })
    const [first, second] = [await storeEvent({ registry }, '{"id":9007199254740993}'), await storeEvent({ registry }, '{}')]

    const page = await call('GET', '/api/events?limit=1')
    const next = await call('GET', `/api/events?limit=1&after=${page.body.next}`)
    const text = await (await request(`/api/events/${first}`, { headers: { authorization: `Bearer ${key}` } })).text()

    expect([page.body.events[0].event_id, next.body.events[0].event_id]).toEqual([second, first])
    expect(page.body.events[0]).not.toHaveProperty('payload')
    expect(text).toContain('9007199254740993')
    expect(JSON.parse(text)).toMatchObject({ event_id: first, headers: { 'x-a': 'b' }, payload: {} })
  })

  it('hides what belongs to other webhooks than those of the key', async () => {
    const rest = await createTestRest({ role: 'AGENT', agent: 'brain', webhookIds: ['mine'] })
    for (const id of ['mine', 'other']) await createWebhook(rest.registry, admin, { id, name: id, provider: 'github' })
    const [mine, other] = [await storeEvent(rest, '{}', 'mine'), await storeEvent(rest, '{}', 'other')]

    expect((await rest.call('GET', '/api/events')).body.events.map(({ event_id }: { event_id: string }) => event_id)).toEqual([mine])
    expect((await rest.call('GET', `/api/events/${other}`)).status).toBe(404)
    expect((await rest.call('GET', '/api/events?webhook_id=other')).body.events).toEqual([])
    expect(idsOf(await rest.call('GET', '/api/webhooks'))).toEqual(['mine'])
    expect((await rest.call('GET', '/api/webhooks/other')).status).toBe(404)
    expect((await rest.call('DELETE', '/api/webhooks/mine')).body).toMatchObject({ status: 'proposed' })
  })
})

describe('the door', () => {
  it('is closed to who has no key, and says how to open it', async () => {
    const { request } = await createTestRest()

    for (const path of ['/api/webhooks', '/api/events', '/api/openapi.json', '/api/docs', '/api/nothing']) {
      const response = await request(path, { headers: { authorization: 'Bearer hk_wrong' } })
      expect([path, response.status, response.headers.get('www-authenticate')]).toEqual([path, 401, 'Bearer'])
    }
  })

  it('answers 404 to paths that are not there', async () => {
    const { call } = await createTestRest()

    expect(await call('GET', '/api/nothing')).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } })
  })
})

describe('the documents', () => {
  it('describe every path of the founding document', async () => {
    const { call } = await createTestRest()

    const { body } = await call('GET', '/api/openapi.json')

    expect(body.openapi).toBe('3.1.0')
    const routes = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method} ${path}`),
    )
    expect(routes).toEqual(
      expect.arrayContaining([
        'get /api/webhooks',
        'post /api/webhooks',
        'get /api/webhooks/{id}',
        'put /api/webhooks/{id}',
        'delete /api/webhooks/{id}',
        'post /api/webhooks/{id}/enable',
        'post /api/webhooks/{id}/disable',
        'get /api/webhooks/{id}/commands',
        'post /api/webhooks/{id}/commands',
        'put /api/webhooks/{id}/commands/{cmd_id}',
        'delete /api/webhooks/{id}/commands/{cmd_id}',
      ]),
    )
    const names = [...JSON.stringify(body).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref!)
    expect(names.filter((ref) => !(ref.replace('#/components/schemas/', '') in body.components.schemas))).toEqual([])
    expect(body.components.schemas.CreateWebhook.required).toEqual(['name', 'provider'])
    expect(Object.keys(body.components.schemas.CreateWebhook.properties)).toEqual(
      expect.arrayContaining(['webhook_id', 'allowed_ips', 'rate_limit_per_minute', 'commands']),
    )
  })

  it('are read on a page that needs nothing from elsewhere and no inline script', async () => {
    const { request, key } = await createTestRest()
    const get = (path: string) => request(path, { headers: { authorization: `Bearer ${key}` } })

    const page = await get('/api/docs')
    const html = await page.text()

    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(html).not.toMatch(/<script>|<style>|https?:/)
    for (const [, path] of html.matchAll(/(?:src|href)="([^"]+)"/g)) expect((await get(path!)).status).toBe(200)
  })
})

function idsOf({ body }: { body: { webhooks: { webhook_id: string }[] } }): string[] {
  return body.webhooks.map(({ webhook_id }) => webhook_id)
}

async function storeEvent({ registry }: Pick<TestRest, 'registry'>, payloadJson: string, webhookId = 'hook'): Promise<string> {
  const id = newId('event')
  const row = {
    event_id: id,
    webhook_id: webhookId,
    provider: 'github',
    event_type: 'issues.opened',
    payload_json: payloadJson,
    created_at: 1,
    delivery_id: id,
    status: 'PROCESSED',
    headers_json: '{"x-a":"b"}',
    verification_json: '{}',
  }
  await registry.db.write([insert('webhook_events', row)])
  return id
}
