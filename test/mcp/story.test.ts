import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditedRefusals } from '../helpers/refused.ts'
import { type Data, startApp, type TestApp } from '../helpers/start-app.ts'
import { call, connect, connectOld, send } from './clients.ts'

const PING = { jsonrpc: '2.0', id: 1, method: 'ping' }

let app: TestApp
beforeAll(async () => {
  app = await startApp()
}, 60_000)
afterAll(() => app.close())

describe('a client of MCP', () => {
  it.each([
    ['today', connect, 'planner'],
    ['the line before', connectOld, 'builder'],
  ] as const)(
    'of %s builds a webhook, tries it, and takes the task that comes of it',
    async (_, connectTo, agent) => {
      const client = (await connectTo(app)) as Awaited<ReturnType<typeof connect>>
      expect(client.getServerVersion()).toMatchObject({ name: 'hookline' })
      const { messages } = await client.getPrompt({ name: 'build-webhook', arguments: { goal: 'Plan each new issue', provider: 'github' } })
      expect(JSON.stringify(messages)).toContain('Plan each new issue')
      const { contents } = await client.readResource({ uri: 'hookline://providers/github' })
      expect(JSON.parse((contents[0] as Data).text)).toMatchObject({ eventTypes: expect.arrayContaining(['issues.opened']), example: {} })

      const command = { trigger: 'issues.opened', action: 'CREATE_TASK', agent, template: 'Plan {{issue.title}}' }
      const wrong = await call(client, 'create_webhook', {
        name: 'Issues',
        provider: 'GITHUB',
        commands: [{ ...command, agent: 'no agent' }],
      })
      expect(wrong).toMatchObject({ isError: true, code: 'invalid_input', issues: [{ path: ['commands', '0', 'agent'] }] })
      const made = await call(client, 'create_webhook', { name: 'Issues', provider: 'GITHUB', commands: [command] })
      expect(made).toMatchObject({ secret: expect.any(String), webhook: { hasSecret: true, commands: [{ agent }] } })
      const waiting = call(client, 'claim_task', { agent, waitSeconds: 15 })
      const tested = await call(client, 'test_webhook', { webhookId: made.webhook.id, eventType: 'issues.opened' })
      expect(tested.event).toMatchObject({ decisions: [{ matched: true }], tasks: [{ agent }] })

      const { task, leaseToken } = await waiting
      expect(task).toMatchObject({ agent, status: 'CLAIMED', event: { id: tested.event.id } })
      expect(task.prompt).toMatch(/^Plan <untrusted-(\w{8})>.+<\/untrusted-\1>$/)
      await call(client, 'heartbeat_task', { id: task.id, leaseToken, progress: 'half' })
      expect(await call(client, 'complete_task', { id: task.id, leaseToken, result: { ok: true } })).toMatchObject({
        task: { status: 'COMPLETED' },
      })
      const previewed = await call(client, 'preview_command', { webhookId: made.webhook.id, command })
      expect(previewed.previewCommand).toMatchObject({ tried: 1, matched: 1 })
      const found = await call(client, 'get_event', { id: tested.event.id })
      expect(found.event.payload).toMatch(/^<untrusted-(\w{8})>\{.*\}<\/untrusted-\1>$/s)
      const { contents: recent } = await client.readResource({ uri: 'hookline://events/recent' })
      expect((recent[0] as Data).text).toContain(tested.event.id)
      await client.close()
    },
    60_000,
  )

  it.each([
    ['?readonly=1', {}],
    ['', { 'hookline-read-only': '1' }],
  ])('is held to reading by %s %o, and what it tries all the same is in the audit', async (query, headers) => {
    const client = await connect(app, { query, headers: headers as Record<string, string> })

    const { tools } = await client.listTools()
    expect(tools.filter(({ annotations }) => !annotations?.readOnlyHint)).toEqual([])
    expect(await call(client, 'get_viewer')).toMatchObject({ viewer: { role: 'ADMIN' } })
    expect(await call(client, 'disable_webhook', { id: 'any' })).toMatchObject({ isError: true, code: 'read_only' })
    expect((await auditedRefusals(app))[0]).toMatchObject({
      subject: 'disableWebhook',
      detail: { reason: 'This connection is held to reading' },
    })
    await client.close()
  })

  it('is helped to complete the name of a provider', async () => {
    const client = await connect(app)

    const { completion } = await client.complete({
      ref: { type: 'ref/prompt', name: 'build-webhook' },
      argument: { name: 'provider', value: 'git' },
    })
    expect(completion.values).toEqual(['github', 'gitlab'])
    await client.close()
  })
})

describe('B71', () => {
  it.each([
    ['a foreign Origin', { origin: 'http://evil.example' }, 403],
    ['an Origin that is none', { origin: 'null' }, 403],
    ['no key', { authorization: '' }, 401],
    ['a token that somebody else has issued', { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJhdWQiOiJodHRwczovL290aGVyIn0.' }, 401],
    ['the id of a session', { 'mcp-session-id': 'somebody-elses' }, 404],
  ])('%s is answered with its status', async (_, headers, status) => {
    const answer = await send(app, PING, headers)

    expect(answer.status).toBe(status)
    if (status === 401) expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  })

  it.each(['evil.example', 'evil.example:8000', '127.0.0.1.evil.example'])('a foreign Host is answered 403: %s', async (host) => {
    expect(await statusWithHost(host)).toBe(403)
  })

  it.each(['localhost', '127.0.0.1:1', '[::1]:8000', '192.168.1.9:8000'])('an own Host, or an address, is let in: %s', async (host) => {
    expect(await statusWithHost(host)).toBe(200)
  })

  it.each([
    ['a tool that is not there', { name: 'drop_database', arguments: {} }],
    ['an argument that the tool does not have', { name: 'get_viewer', arguments: { verbose: true } }],
    ['an argument with the name of what every object has', { name: 'get_viewer', arguments: { constructor: 1 } }],
  ])('%s is -32602', async (_, params) => {
    const { json } = await send(app, { jsonrpc: '2.0', id: 1, method: 'tools/call', params })

    expect(json).toMatchObject({ id: 1, error: { code: -32602 } })
  })
})

describe('what is no sound request', () => {
  it.each([
    ['several messages in one request', [PING, PING], 400, 'batch_not_supported'],
    ['JSON that nests deeply', `${'['.repeat(200)}${']'.repeat(200)}`, 400, 'too_deep'],
    ['a body that is too large', 'x'.repeat(8 * 1024 * 1024 + 1), 413, 'body_too_large'],
  ])('%s is refused', async (_, body, status, code) => {
    const answer = await send(app, body)

    expect([answer.status, answer.json.error.code]).toEqual([status, code])
  })

  it('what is no JSON is an error of the protocol', async () => {
    expect((await send(app, '{')).json).toMatchObject({ error: { code: -32700 } })
  })

  it('counts against the limit of its key', async () => {
    const limited = await startApp({ env: { KEY_REQUESTS_PER_MINUTE: '2' } })
    const statuses: number[] = []
    for (let n = 0; n < 3; n++) statuses.push((await send(limited, PING)).status)
    await limited.close()

    expect(statuses).toEqual([200, 200, 429])
  }, 60_000)
})

describe('MCP', () => {
  it('readonly holds every connection to reading; off leaves nothing there', async () => {
    const [reading, off] = await Promise.all([startApp({ env: { MCP: 'readonly' } }), startApp({ env: { MCP: 'off' } })])
    const { json } = await send(reading, { jsonrpc: '2.0', id: 1, method: 'tools/list' })
    const { status } = await send(off, PING)
    await Promise.all([reading.close(), off.close()])

    expect(json.result.tools.every(({ annotations }: Data) => annotations.readOnlyHint)).toBe(true)
    expect(status).toBe(404)
  }, 60_000)
})

/** Fetch sets the Host itself. */
async function statusWithHost(host: string): Promise<number> {
  const { request } = await import('node:http')
  const headers = {
    host,
    authorization: `Bearer ${app.key}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  }
  return new Promise((resolve, reject) => {
    const sent = request(`${app.url}/mcp`, { method: 'POST', headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode!)
    })
    sent.on('error', reject)
    sent.end(JSON.stringify(PING))
  })
}
