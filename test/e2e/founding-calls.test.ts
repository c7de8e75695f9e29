import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { labeled } from '../examples/github-labels.ts'
import { ENVIRONMENT, GITHUB_ISSUES, GITHUB_URGENT, INTERACTIVE, TABLES } from '../helpers/founding-document.ts'
import { type Data, startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'
import { caller, setPolicy, start } from './proposals/helpers.ts'
import { githubStory, register, settled } from './talk-back/helpers.ts'

const ISSUES = '/api/webhooks/github-issues-001'
/** The document's lists of endpoints, in an order in which each finds what it is about. `{cmd_id}` is the second command. */
const ENDPOINTS: readonly (readonly [string, string, number])[] = [
  ['POST', '/api/webhooks', 201],
  ['GET', '/api/webhooks', 200],
  ['GET', ISSUES, 200],
  ['PUT', ISSUES, 200],
  ['POST', `${ISSUES}/disable`, 200],
  ['POST', `${ISSUES}/enable`, 200],
  ['GET', `${ISSUES}/commands`, 200],
  ['POST', `${ISSUES}/commands`, 201],
  ['PUT', `${ISSUES}/commands/{cmd_id}`, 200],
  ['DELETE', `${ISSUES}/commands/{cmd_id}`, 204],
  ['POST', '/webhooks/github/github-issues-001', 202],
  ['DELETE', ISSUES, 204],
]
const DETAIL_VIEW = [
  { trigger: 'issues.opened', action: 'create_task', agent: 'planning' },
  { trigger: 'issue_comment', action: 'ask', agent: 'brain' },
  { trigger: 'pull_request', action: 'create_task', agent: 'executor' },
]

describe('the founding document’s endpoints', () => {
  it('are there, each by its method and path', async () => {
    const app = await start()
    let commandId = ''
    const answers: unknown[] = []
    for (const [method, to] of ENDPOINTS) {
      const { status, body } = to.startsWith('/webhooks/')
        ? await deliverPush(app)
        : await app.rest(method, to.replace('{cmd_id}', commandId), bodyOf(method, to))
      commandId = body?.commands?.[1]?.command_id ?? commandId
      answers.push([method, to, status])
    }

    expect(answers).toEqual(ENDPOINTS)
    expect(await app.rest('GET', ISSUES)).toMatchObject({ status: 404 })
  }, 60_000)
})

describe('the brain’s example', () => {
  it('is taken as it is printed, from the brain’s own key, and an issue that is labeled urgent becomes a planning task', async () => {
    const app = await start()
    const brain = await caller(app)
    await setPolicy(app, brain, { mayDo: ['createWebhook'] })

    const { status, body } = await brain.rest('POST', '/api/webhooks', JSON.parse(GITHUB_URGENT))

    expect(status).toBe(201)
    expect(body).toMatchObject({ ...JSON.parse(GITHUB_URGENT), created_by: expect.stringMatching(/^brain/) })
    const webhook: TestWebhook = { id: body.webhook_id, provider: 'github', secret: body.secret, path: body.endpoint }
    await app.deliver(webhook, labeled('urgent'))
    await app.deliver(webhook, labeled('bug'))
    expect(await app.events(webhook.id)).toMatchObject([
      { eventType: 'issues.labeled', tasks: [{ agent: 'planning', prompt: expect.stringContaining('Spelling error in the README file') }] },
      {
        eventType: 'issues.labeled',
        decisions: [{ matched: false, trace: [{ path: 'label', expected: 'urgent', actual: ['bug'] }] }],
        tasks: [],
      },
    ])
  }, 60_000)
})

describe('the founding document’s interactive actions', () => {
  it('are posted at the source, in the bodies that are printed', async () => {
    const { say, app, webhook, written } = await githubStory({ make: (app, credentials) => register(app, GITHUB_ISSUES, { credentials }) })
    await say('What about this one?')
    const [{ id }] = await settled(app, webhook, 1)

    const statuses: number[] = []
    for (const [verb, text] of Object.entries(INTERACTIVE)) {
      statuses.push((await app.rest('POST', `${ISSUES}/${verb}`, JSON.parse(text.replace('evt-123', id)))).status)
    }

    expect(statuses).toEqual([201, 201, 201])
    await expect
      .poll(() => written().toSorted(), { timeout: 20_000 })
      .toEqual(["I've created task-456 to handle this", 'Should I prioritize this over task-789?', 'Task completed successfully'])
  }, 60_000)

  it('say of an event that is nowhere that it is not there', async () => {
    const app = await start()
    await app.rest('POST', '/api/webhooks', JSON.parse(GITHUB_ISSUES))

    for (const [verb, text] of Object.entries(INTERACTIVE)) {
      const { status, body } = await app.rest('POST', `${ISSUES}/${verb}`, JSON.parse(text))
      expect(status, verb).toBe(404)
      expect(body.error, verb).toMatchObject({ code: 'not_found', message: expect.stringContaining('evt-123') })
    }
  }, 60_000)
})

describe('the founding document’s detail view', () => {
  it('shows triggers without an action, which take every action of their type', async () => {
    const app = await start()
    const { body } = await app.rest('POST', '/api/webhooks', { name: 'GitHub Issue Tracker', provider: 'github', commands: DETAIL_VIEW })
    const webhook: TestWebhook = { id: body.webhook_id, provider: 'github', secret: body.secret, path: body.endpoint }

    for (const action of ['opened', 'synchronize'])
      await app.deliver(webhook, githubEvent('pull_request', { action, pull_request: { title: action } }))
    await app.deliver(webhook, githubEvent('issue_comment', { action: 'edited', issue: { number: 1 }, comment: { body: 'Why?' } }))

    const events = await app.events(webhook.id)
    expect(events.map(({ eventType, tasks, actions }: Data) => [eventType, tasks[0]?.agent, actions[0]?.kind])).toEqual([
      ['pull_request.opened', 'executor', 'CREATE_TASK'],
      ['pull_request.synchronize', 'executor', 'CREATE_TASK'],
      ['issue_comment.edited', undefined, 'ASK'],
    ])
  }, 60_000)
})

describe('the founding document’s environment', () => {
  it('as printed is refused at the start for its short key alone', async () => {
    const message = await startApp({ env: readEnvironment() }).then(
      () => 'It started',
      (error: Error) => error.message,
    )

    expect(message).toContain('WEBHOOK_SECRET_KEY')
    for (const name of ['STORAGE_BACKEND', 'S3_BUCKET']) expect(message).not.toContain(name)
    expect(message).not.toContain('WEBHOOK_BASE_URL')
    expect(message).not.toContain('user:pass')
  })

  it('gives webhooks the printed address, with a key that is long enough', async () => {
    const { WEBHOOK_BASE_URL, WEBHOOK_SECRET_KEY } = readEnvironment()
    const PORT = String(await freePort())
    const app = await start({ PORT, WEBHOOK_BASE_URL: WEBHOOK_BASE_URL!, WEBHOOK_SECRET_KEY: `${WEBHOOK_SECRET_KEY}-of-32-characters` })

    const headers = { authorization: `Bearer ${app.key}`, 'content-type': 'application/json' }
    const response = await fetch(`http://127.0.0.1:${PORT}/api/webhooks`, { method: 'POST', headers, body: GITHUB_ISSUES })
    const body = (await response.json()) as Data

    expect(body.url).toBe('https://your-domain.com/webhooks/github/github-issues-001')
  }, 60_000)
})

describe('the founding document’s tables', () => {
  it('lie in db/webhooks.db of the data folder, with its columns', async () => {
    const app = await start()
    const db = new Sqlite(path.join(app.dataDir, 'db', 'webhooks.db'), { readonly: true })
    const columns = (table: string) => (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name)

    for (const [table, names] of Object.entries(TABLES)) expect(columns(table), table).toEqual(expect.arrayContaining(names.split(' ')))
    db.close()
  }, 60_000)
})

function bodyOf(method: string, to: string): unknown {
  if (to === '/api/webhooks' && method === 'POST') return JSON.parse(GITHUB_ISSUES)
  if (to === ISSUES && method === 'PUT') return JSON.parse(GITHUB_ISSUES)
  const [command] = JSON.parse(GITHUB_ISSUES).commands
  return to.includes('/commands') && ['POST', 'PUT'].includes(method) ? command : undefined
}

async function deliverPush(app: TestApp): Promise<{ status: number; body: Data }> {
  const webhook: TestWebhook = {
    id: 'github-issues-001',
    provider: 'github',
    secret: 'your-webhook-secret',
    path: '/webhooks/github/github-issues-001',
  }
  const { status, json } = await app.deliver(webhook, githubEvent('push', {}))
  return { status, body: json }
}

function githubEvent(type: string, payload: object) {
  return { body: JSON.stringify(payload), headers: { 'x-github-event': type, 'x-github-delivery': crypto.randomUUID() } }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

function readEnvironment(): Record<string, string> {
  return Object.fromEntries([...ENVIRONMENT.matchAll(/^([A-Z0-9_]+)=(.+)$/gm)].map(([, name, value]) => [name!, value!]))
}
