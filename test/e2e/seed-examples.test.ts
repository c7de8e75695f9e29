import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { GITHUB_ISSUES, JIRA_SPRINT, SLACK_ALERTS } from '../helpers/founding-document.ts'
import { type Data, startApp, type TestApp, type TestWebhook } from '../helpers/start-app.ts'
import { fixture } from '../providers/fixture.ts'

const SIGNING_SECRET = 'the-signing-secret-of-slack'
const CHANNEL = 'C06NRA6JLER'

describe('the founding document’s GitHub example', () => {
  it('makes a planning task of an opened issue that has the label bug', async () => {
    const { app, webhook } = await register(GITHUB_ISSUES)
    const payload = octokit('issues', 'opened')

    const answer = await deliverGithub(app, webhook, 'issues', payload)

    const { title, body } = payload.issue as JsonObject
    expect(answer).toMatchObject({ status: 202, json: { event_id: expect.stringMatching(/^evt_/) } })
    const [{ id }] = await app.events(webhook.id, 'id')
    const text = `Analyze issue: ${marked(id, title)}\n\n${marked(id, body)}`
    expect(await app.events(webhook.id)).toMatchObject([
      {
        eventType: 'issues.opened',
        status: 'PROCESSED',
        subject: { title: 'Spelling error in the README file', actor: 'Codertocat', thread: 'Codertocat/Hello-World#1' },
        decisions: [{ matched: true, trace: [{ path: 'labels', expected: ['bug', 'enhancement'], actual: ['bug'], held: true }] }],
        actions: [{ kind: 'CREATE_TASK', status: 'SUCCEEDED', text }],
        tasks: [{ agent: 'planning', prompt: expect.stringContaining(text), status: 'QUEUED' }],
      },
    ])
  })

  it('makes none of an opened issue with other labels, and its trace says why', async () => {
    const { app, webhook } = await register(GITHUB_ISSUES)
    const payload = octokit('issues', 'opened')
    const labels = [{ id: 1, name: 'question' }]

    await deliverGithub(app, webhook, 'issues', { ...payload, issue: { ...(payload.issue as JsonObject), labels } })

    expect(await app.events(webhook.id)).toMatchObject([
      {
        status: 'PROCESSED',
        decisions: [{ matched: false, trace: [{ path: 'labels', expected: ['bug', 'enhancement'], actual: ['question'], held: false }] }],
        actions: [],
        tasks: [],
      },
    ])
  })

  it('asks about a comment that calls @agent, and not about others', async () => {
    const { app, webhook } = await register(GITHUB_ISSUES)
    const payload = octokit('issue_comment', 'created')
    const calling = { ...payload, comment: { ...(payload.comment as JsonObject), body: 'Hey @agent, is "<b>" & `{{x}}` right?' } }

    await deliverGithub(app, webhook, 'issue_comment', payload)
    await deliverGithub(app, webhook, 'issue_comment', calling)

    const [other, called] = await app.events(webhook.id)
    expect(other).toMatchObject({
      decisions: [{ matched: false, trace: [{ path: 'body_contains', expected: '@agent', held: false }] }],
      actions: [],
    })
    expect(called).toMatchObject({
      decisions: [{ matched: true, trace: [{ path: 'body_contains', held: true }] }],
      actions: [{ kind: 'ASK', status: 'PENDING', text: 'User asked: Hey @\u200bagent, is "<b>" & `{{x}}` right?' }],
      tasks: [],
    })
  })
})

describe('the founding document’s Jira example', () => {
  it('makes a planning task of a created issue and acknowledges an update', async () => {
    const { app, webhook } = await register(JIRA_SPRINT)
    const send = (file: string, id: string) =>
      app.deliver(webhook, { body: fixture(file), headers: { 'x-atlassian-webhook-identifier': id } })

    const answers = [
      await send('jira/webhook-issue-created.json', '1'),
      await send('jira/webhook-issue-updated-labels.json', '2'),
      await send('jira/webhook-cloud-comment-created.json', '3'),
    ]

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
    const [{ id }] = await app.events(webhook.id, 'id')
    const text = `New Jira ticket: ${marked(id, 'TES-41')} - ${marked(id, 'Unit test summary')}`
    expect(await app.events(webhook.id)).toMatchObject([
      {
        eventType: 'jira:issue_created',
        actions: [{ kind: 'CREATE_TASK', text }],
        tasks: [{ agent: 'planning', prompt: expect.stringContaining(text) }],
      },
      {
        eventType: 'jira:issue_updated',
        actions: [{ kind: 'COMMENT', status: 'PENDING', text: 'Acknowledged update to TES-41' }],
        tasks: [],
      },
      { eventType: 'comment_created', decisions: [], actions: [], tasks: [] },
    ])
  })
})

describe('the founding document’s Slack example', () => {
  const message = { body: fixture('slack/message.channels.json') }
  const text = 'Processing your request: Hello, this is a normal text message'

  it('responds to a message in #engineering, whose name Slack is asked for, and keeps Slack waiting for nothing', async () => {
    const slack = await startSlack({ [CHANNEL]: 'engineering' }, 500)
    const { app, webhook } = await registerSlack({ slack })

    const startedMs = Date.now()
    const answer = await app.deliver(webhook, message)
    const tookMs = Date.now() - startedMs

    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(tookMs).toBeLessThan(400)
    expect(await decided(app, webhook)).toMatchObject([
      {
        eventType: 'message.channels',
        decisions: [
          {
            matched: true,
            trace: [
              {
                path: 'channel',
                expected: '#engineering',
                actual: { 'event.channel': CHANNEL, 'looked-up name': 'engineering' },
                held: true,
              },
            ],
          },
        ],
        actions: [{ kind: 'RESPOND', status: 'PENDING', text }],
        responseSent: false,
      },
    ])
    expect(slack.asked).toEqual([{ channel: CHANNEL, authorization: 'Bearer xoxb-1-2-3' }])
  })

  it('asks Slack once for the messages of a channel', async () => {
    const slack = await startSlack({ [CHANNEL]: 'engineering' })
    const { app, webhook } = await registerSlack({ slack })
    const send = (id: number) => app.deliver(webhook, { body: message.body.toString().replace('Ev079SP4TP1P', `Ev${id}`) })

    for (let id = 0; id < 5; id++) await send(id)
    const events = await decided(app, webhook, 5)
    await send(5)

    expect(events.map(({ actions }) => actions.length)).toEqual([1, 1, 1, 1, 1])
    expect(await app.events(webhook.id, 'status')).toMatchObject(Array(6).fill({ status: 'PROCESSED' }))
    expect(slack.asked).toHaveLength(1)
  })

  it('does not respond in another channel', async () => {
    const slack = await startSlack({ [CHANNEL]: 'random' })
    const { app, webhook } = await registerSlack({ slack })

    await app.deliver(webhook, message)

    expect(await decided(app, webhook)).toMatchObject([
      { decisions: [{ matched: false, trace: [{ actual: { 'looked-up name': 'random' }, held: false }] }], actions: [] },
    ])
  })

  it('decides without the name where Slack does not know it or cannot be asked', async () => {
    for (const slack of [await startSlack({}), await startSlack({ [CHANNEL]: 'engineering' }, 0, 500)]) {
      const { app, webhook } = await registerSlack({ slack })

      await app.deliver(webhook, message)

      expect(await decided(app, webhook)).toMatchObject([
        {
          decisions: [{ matched: false, trace: [{ actual: { 'event.channel': CHANNEL, 'looked-up name': null }, held: false }] }],
          actions: [],
        },
      ])
    }
  })

  it('keeps no webhook waiting for the Slack of another', async () => {
    const [hanging, slack] = [await startSlack({}, 3000), await startSlack({ [CHANNEL]: 'engineering' })]
    const { app, webhook } = await registerSlack({ slack, allow: `${new URL(hanging.url).host},${new URL(slack.url).host}` })
    const stuck = await app.createWebhook({
      provider: 'SLACK',
      secret: SIGNING_SECRET,
      credentials: { token: 'xoxb-4-5-6', baseUrl: hanging.url },
      commands: [{ trigger: '*', action: 'RESPOND', conditions: { channel: '#engineering' } }],
    })

    await app.deliver(stuck, message)
    await expect.poll(() => hanging.asked.length).toBe(1)
    await app.deliver(webhook, message)

    expect(await decided(app, webhook)).toMatchObject([{ actions: [{ kind: 'RESPOND', text }] }])
    expect(await app.events(stuck.id, 'status')).toEqual([{ status: 'RECEIVED' }])
    expect(await decided(app, stuck)).toMatchObject([{ decisions: [{ matched: false }] }])
  })

  it('does not reach a private address that EGRESS_ALLOW does not name, nor take it', async () => {
    const slack = await startSlack({ [CHANNEL]: 'engineering' })
    const DATA_DIR = mkdtempSync(path.join(tmpdir(), 'hookline-app-'))
    onTestFinished(() => rmSync(DATA_DIR, { recursive: true }))
    const before = await registerSlack({ slack, env: { DATA_DIR } })
    await before.app.close()
    const app = await startApp({ env: { DATA_DIR } })
    onTestFinished(() => app.close())

    const again = await app.rest('PUT', '/api/webhooks/slack-alerts-001', { credentials: { token: 'xoxb-1', baseUrl: slack.url } })
    await app.deliver(before.webhook, message)

    expect(again).toMatchObject({ status: 400, body: { error: { issues: [{ path: ['credentials', 'baseUrl'] }] } } })
    expect(await decided(app, before.webhook)).toMatchObject([{ decisions: [{ matched: false }], actions: [] }])
    expect(slack.asked).toEqual([])
  })

  it('compares the channel with its id where no token is set, and the trace says so', async () => {
    const { app, webhook } = await registerSlack({})
    const byId = SLACK_ALERTS.replace('#engineering', CHANNEL).replaceAll('slack-alerts-001', 'slack-alerts-002')
    await app.rest('POST', '/api/webhooks', JSON.parse(byId))
    await app.rest('PUT', '/api/webhooks/slack-alerts-002', { secret: SIGNING_SECRET })
    const second = { ...webhook, id: 'slack-alerts-002', path: '/webhooks/slack/slack-alerts-002' }

    await app.deliver(webhook, message)
    await app.deliver(second, message)

    expect(await app.events(webhook.id)).toMatchObject([
      {
        status: 'PROCESSED',
        decisions: [
          {
            matched: false,
            trace: [{ path: 'channel', expected: '#engineering', actual: { 'event.channel': CHANNEL, 'looked-up name': null } }],
          },
        ],
      },
    ])
    expect(await app.events(second.id)).toMatchObject([
      { status: 'PROCESSED', decisions: [{ matched: true, trace: [{ held: true }] }], actions: [{ kind: 'RESPOND', text }] },
    ])
  })
})

describe('respond inside the request', () => {
  let app: TestApp
  beforeAll(async () => void (app = await startApp()))
  afterAll(() => app.close())

  const command = { trigger: 'slash_command', action: 'RESPOND', template: 'You asked: {{text}}' }
  const form = (fields: Record<string, string>) => ({
    body: new URLSearchParams({
      command: '/ask',
      text: 'why?',
      user_id: 'U1',
      channel_id: 'C1',
      channel_name: 'engineering',
      ...fields,
    }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })

  it('answers a Slack slash command with the rendered text, once', async () => {
    const task = { trigger: 'slash_command', action: 'CREATE_TASK', agent: 'planning', template: '{{text}}' }
    const webhook = await app.createWebhook({ provider: 'SLACK', secret: SIGNING_SECRET, commands: [command, task] })

    const answer = await app.deliver(webhook, form({ trigger_id: '1.2.3' }))
    const again = await app.deliver(webhook, form({ trigger_id: '1.2.3' }))

    expect(answer).toMatchObject({ status: 200, json: { response_type: 'ephemeral', text: 'You asked: why?' } })
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(again).toMatchObject({ status: 200, text: '' })
    expect(await app.events(webhook.id)).toMatchObject([
      {
        eventType: 'slash_command',
        responseSent: true,
        actions: [
          { kind: 'RESPOND', status: 'SUCCEEDED', text: 'You asked: why?' },
          { kind: 'CREATE_TASK', status: 'SUCCEEDED' },
        ],
        tasks: [{ agent: 'planning' }],
      },
    ])
  })

  it('answers a slash command by its channel’s name, which the command itself brings', async () => {
    const commands = [{ ...command, conditions: { channel: '#engineering' } }]
    const webhook = await app.createWebhook({ provider: 'SLACK', secret: SIGNING_SECRET, commands })

    const here = await app.deliver(webhook, form({ trigger_id: '1' }))
    const elsewhere = await app.deliver(webhook, form({ trigger_id: '2', channel_name: 'random' }))

    expect(here.json).toMatchObject({ text: 'You asked: why?' })
    expect(elsewhere).toMatchObject({ status: 200, text: '' })
  })

  it('gives one answer where two commands respond: that of the higher priority', async () => {
    const commands = [command, { ...command, template: 'First', priority: 10 }]
    const webhook = await app.createWebhook({ provider: 'SLACK', secret: SIGNING_SECRET, commands })

    const { json } = await app.deliver(webhook, form({ trigger_id: '1' }))

    expect(json.text).toBe('First')
    const [{ actions }] = await app.events(webhook.id)
    expect(actions.map(({ text, status }: Data) => [text, status]).toSorted()).toEqual([
      ['First', 'SUCCEEDED'],
      ['You asked: why?', 'SKIPPED'],
    ])
  })

  it('answers a pressed button', async () => {
    const commands = [{ ...command, trigger: 'block_actions', template: 'Noted: {{action_id}}, {{value}}' }]
    const webhook = await app.createWebhook({ provider: 'SLACK', secret: SIGNING_SECRET, commands })

    const answer = await app.deliver(webhook, { body: fixture('slack/block_actions.txt'), headers: form({}).headers })

    expect(answer).toMatchObject({ status: 200, json: { text: 'Noted: approve, yes' } })
  })

  it('answers a custom sender with the text itself', async () => {
    const webhook = await app.createWebhook({
      provider: 'CUSTOM',
      commands: [{ trigger: '*', action: 'RESPOND', template: 'Hello {{name}} <&>' }],
    })

    const answer = await app.deliver(webhook, { body: '{"name":"Ada"}' })

    expect(answer).toMatchObject({ status: 200, text: 'Hello Ada <&>' })
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  })
})

interface FakeSlack {
  url: string
  asked: { channel: string | null; authorization: string | undefined }[]
}

/** Slack's API as far as it is asked: the names of channels. */
async function startSlack(names: Record<string, string>, delayMs = 0, status = 200): Promise<FakeSlack> {
  const asked: FakeSlack['asked'] = []
  const server = createServer(async (req, res) => {
    const url = new URL(req.url ?? '', 'http://slack')
    // What a check of the token asks is not what is counted here.
    if (url.pathname !== '/api/conversations.info') return void res.end('{"ok":false,"error":"invalid_auth"}')
    const channel = url.searchParams.get('channel')
    asked.push({ channel, authorization: req.headers.authorization })
    await sleep(delayMs, undefined, { ref: false })
    const name = names[channel ?? '']
    const body = name === undefined ? { ok: false, error: 'channel_not_found' } : { ok: true, channel: { id: channel, name } }
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`, asked }
}

/** Posts a configuration as it stands in the founding document. */
async function register(text: string, env: Record<string, string> = {}): Promise<{ app: TestApp; webhook: TestWebhook }> {
  const app = await startApp({ env })
  onTestFinished(() => app.close())
  const headers = { authorization: `Bearer ${app.key}`, 'content-type': 'application/json' }
  const response = await fetch(`${app.url}/api/webhooks`, { method: 'POST', headers, body: text })
  const made = (await response.json()) as Data
  expect({ status: response.status, made }).toMatchObject({ status: 201, made: JSON.parse(text) })
  return { app, webhook: { id: made.webhook_id, provider: made.provider, secret: made.secret, path: made.endpoint } }
}

interface SlackSetUp {
  slack?: FakeSlack
  /** EGRESS_ALLOW. Default: that Slack. */
  allow?: string
  env?: Record<string, string>
}

/** The Slack example, with the signing secret that Slack has issued, and a token where there is a Slack to ask. */
async function registerSlack({ slack, allow = slack && new URL(slack.url).host, env = {} }: SlackSetUp) {
  const { app, webhook } = await register(SLACK_ALERTS, { ...env, ...(allow && { EGRESS_ALLOW: allow }) })
  const credentials = slack && { token: 'xoxb-1-2-3', baseUrl: slack.url }
  const { status } = await app.rest('PUT', '/api/webhooks/slack-alerts-001', {
    secret: SIGNING_SECRET,
    ...(credentials && { credentials }),
  })
  expect(status).toBe(200)
  return { app, webhook: { ...webhook, secret: SIGNING_SECRET } }
}

/** The events, once all are decided. */
async function decided(app: TestApp, webhook: TestWebhook, count = 1): Promise<Data[]> {
  return expect
    .poll(() => app.events(webhook.id), { timeout: 5000 })
    .toSatisfy((events: Data[]) => {
      return events.length === count && events.every(({ status }) => status === 'PROCESSED')
    })
    .then(() => app.events(webhook.id))
}

/** As a prompt shows a text from outside. */
function marked(eventId: string, text: unknown): string {
  return `<untrusted-${eventId.slice(-8)}>${text}</untrusted-${eventId.slice(-8)}>`
}

function deliverGithub(app: TestApp, webhook: TestWebhook, event: string, payload: JsonObject) {
  return app.deliver(webhook, {
    body: JSON.stringify(payload),
    headers: { 'x-github-event': event, 'x-github-delivery': crypto.randomUUID() },
  })
}

function octokit(name: string, action: string): JsonObject {
  const events: { name: string; examples: JsonObject[] }[] = createRequire(import.meta.url)('@octokit/webhooks-examples')
  return events.find((event) => event.name === name)!.examples.find((payload) => payload.action === action)!
}
