import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Data, startApp, type TestApp } from '../helpers/start-app.ts'
import { codeBlocks, ROOT, readPage } from './documents.ts'

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

it('every GraphQL document of docs/integrators.md does what it says, one after the other', async () => {
  const documents = codeBlocks('docs/integrators.md', 'graphql').filter((text) => !text.startsWith('subscription'))

  const answers = []
  let event: Data
  for (const document of documents) {
    if (document.includes('statuses: [HELD]')) await holdEvent()
    answers.push(await app.graphql(document, { eventId: event?.id }))
    event ??= await sendEvent()
  }

  expect(answers).toMatchObject([
    { createWebhook: { webhook: { id: 'github-issues-001', version: 1 } } },
    { comment: { action: { status: 'PENDING', requestedBy: 'ADMIN_API_KEY' } } },
    { ask: { question: { status: 'OPEN' } } },
    { events: { totalCount: 1 } },
    { sendTestEvent: { event: { status: 'PROCESSED', decisions: [{ matched: true }], tasks: [{}] } } },
    { previewCommand: { tried: 2, matched: 1 } },
    { replayEvents: { count: 1 } },
  ])
})

it('its curl commands are taken', async () => {
  const commands = codeBlocks('docs/integrators.md', 'bash').filter((text) => !text.includes('event-stream'))
  const script = commands.join('\necho\n').replaceAll('http://127.0.0.1:8000', app.url)

  const { stdout } = await promisify(execFile)('bash', ['-eu', '-c', script], {
    env: { PATH: process.env.PATH, KEY: app.key, EVENT: (await sendEvent()).id },
  })

  const [once, jira, comment] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(once).toMatchObject({ data: { createWebhook: { webhook: {} } } })
  expect(jira).toMatchObject({ webhook_id: 'jira-automation-001', secret: expect.any(String), version: 1 })
  expect(comment).toMatchObject({ kind: 'comment', status: 'PENDING', text: "I've created task-456 to handle this" })
})

it('its scheme of a custom sender is taken, and verifies', async () => {
  const scheme = JSON.parse(codeBlocks('docs/integrators.md', 'json')[0]!)
  const { id } = await app.createWebhook({ provider: 'CUSTOM', scheme })

  const { sendTestEvent } = await app.graphql(
    'mutation ($id: ID!) { sendTestEvent(webhookId: $id, eventType: "event") { ... on SendTestEventPayload { event { status } } ... on Error { message } } }',
    { id },
  )

  expect(sendTestEvent).toEqual({ event: { status: 'PROCESSED' } })
})

it('its conditions are taken', async () => {
  const conditions = JSON.parse(codeBlocks('docs/integrators.md', 'json')[1]!)

  await expect(app.createWebhook({ commands: [{ trigger: 'issues', action: 'COMMENT', conditions }] })).resolves.toBeTruthy()
})

it('it names every code that an error of the server may have', () => {
  const page = readPage('docs/integrators.md')
  const files = readdirSync(path.join(ROOT, 'src'), { recursive: true }).map(String)
  const sources = files
    .filter((name) => name.endsWith('.ts') && !name.includes('generated'))
    .map((name) => readPage(path.join('src', name)))
  const made = /(?:Refused|AppError|super|refusal|errorBody)\((?:\d{3}, )?'([a-z_]+)'/g
  const codes = sources.flatMap((text) => [...text.matchAll(made)].map(([, code]) => code!))

  expect(codes.length).toBeGreaterThan(20)
  expect([...new Set(codes)].filter((code) => !page.includes(`\`${code}\``))).toEqual([])
})

/** An event of the page's webhook, in a thread that the page's own test events are not in: those there wait for the question. */
async function sendEvent(): Promise<Data> {
  const { sendTestEvent } = await app.graphql(
    'mutation ($payload: JSON) { sendTestEvent(webhookId: "github-issues-001", eventType: "issues.opened", payload: $payload) { ... on SendTestEventPayload { event { id } } } }',
    {
      payload: {
        action: 'opened',
        issue: { number: 4711, title: 'x' },
        repository: { name: 'app', full_name: 'octo/app', owner: { login: 'octo' } },
      },
    },
  )
  return sendTestEvent.event
}

/** An event that came while the page's webhook was disabled, which it is no longer. */
async function holdEvent(): Promise<void> {
  await app.graphql('mutation { disableWebhook(id: "github-issues-001") { __typename } }')
  await sendEvent()
  await app.graphql('mutation { enableWebhook(id: "github-issues-001") { __typename } }')
}
