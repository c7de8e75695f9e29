import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import type { ProviderName } from '../../src/model/webhook.ts'
import { type Data, startApp, type TestApp, type TestDelivery, type TestWebhook } from '../helpers/start-app.ts'
import { fixture } from '../providers/fixture.ts'

// The header that names the delivery is left out where the body names it.
interface Recorded {
  headers?: Record<string, string>
  eventType: string
  subject: Record<string, string | null>
  /** A handshake: the answer's body; it is not stored. */
  handshake?: string
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const recorded: Record<string, Recorded> = {
  'gitlab/issue-event.json': {
    headers: { 'x-gitlab-event': 'Issue Hook', 'x-gitlab-event-uuid': 'b4d3a1c0-1' },
    eventType: 'issue.open',
    subject: { title: 'New API: create/update/delete file', actor: 'root', thread: 'gitlabhq/gitlab-test#23' },
  },
  'gitlab/comment-issue-event.json': {
    headers: { 'x-gitlab-event': 'Note Hook', 'x-gitlab-event-uuid': 'b4d3a1c0-2' },
    eventType: 'note.issue',
    subject: { title: 'test', body: 'Hello world', thread: 'gitlab-org/gitlab-test#17' },
  },
  'jira/webhook-issue-created.json': {
    headers: { 'x-atlassian-webhook-identifier': '1' },
    eventType: 'jira:issue_created',
    subject: { title: 'Unit test summary', actor: '5c5f880629be9642ba529340', thread: 'TES-41' },
  },
  'jira/webhook-issue-updated-labels.json': {
    headers: { 'x-atlassian-webhook-identifier': '2' },
    eventType: 'jira:issue_updated',
    subject: { title: 'Unit test summary 1', thread: 'TES-41' },
  },
  'jira/webhook-cloud-comment-created.json': {
    headers: { 'x-atlassian-webhook-identifier': '3' },
    eventType: 'comment_created',
    subject: { body: 'Added a comment', actor: '5c5f880629be9642ba529340', thread: 'TES-41' },
  },
  'jira/webhook-server-issue-updated-commented-1.json': {
    headers: { 'x-atlassian-webhook-identifier': '4' },
    eventType: 'jira:issue_updated',
    subject: { actor: 'levbrouk', thread: 'PRJX-14' },
  },
  'linear/Issue.create.json': {
    headers: { 'linear-event': 'Issue', 'linear-delivery': 'd1' },
    eventType: 'Issue.create',
    subject: { title: 'The export fails', actor: 'ada@example.com' },
  },
  'linear/Comment.create.json': {
    headers: { 'linear-event': 'Comment', 'linear-delivery': 'd2' },
    eventType: 'Comment.create',
    subject: { title: 'The export fails', body: 'Indeed, also with 500' },
  },
  'linear/AgentSessionEvent.prompted.json': {
    headers: { 'linear-event': 'AgentSessionEvent', 'linear-delivery': 'd3' },
    eventType: 'AgentSessionEvent.prompted',
    subject: { title: 'The export fails', body: 'Try the other branch' },
  },
  'pagerduty/incident.triggered.json': {
    eventType: 'incident.triggered',
    subject: { title: 'A little bump in the road', actor: 'PLH1HKV', thread: 'PGR0VU2' },
  },
  'pagerduty/incident.annotated.json': { eventType: 'incident.annotated', subject: { body: 'Rolled back', thread: 'PGR0VU2' } },
  'pagerduty/pagey.ping.json': { eventType: 'pagey.ping', subject: {}, handshake: '{"ok":true}' },
  'sentry/issue.created.json': {
    headers: { 'sentry-hook-resource': 'issue', 'request-id': 'b07f8f5d' },
    eventType: 'issue.created',
    subject: { title: 'Exception: Custom exception!', actor: 'sentry', thread: '1635244907' },
  },
  'slack/message.channels.json': {
    eventType: 'message.channels',
    subject: { body: 'Hello, this is a normal text message', actor: 'U06NU4E26M9', thread: 'C06NRA6JLER/1719209506.817929' },
  },
  'slack/app_mention.json': { eventType: 'app_mention', subject: { actor: 'U123ABC456', thread: 'C123ABC456/1515449522.000016' } },
  'slack/slash-command.txt': {
    headers: FORM,
    eventType: 'slash_command',
    subject: { title: '/webhook-collect', actor: 'U2CERLKJA', thread: 'G8PSS9T3V' },
  },
  'slack/block_actions.txt': {
    headers: FORM,
    eventType: 'block_actions',
    subject: { title: 'Approve', body: 'Deploy to production?', actor: 'U061F7AUR', thread: 'C03CCCXFB/1548261231.000200' },
  },
  'slack/url_verification.json': {
    eventType: 'url_verification',
    subject: {},
    handshake: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P',
  },
  'stripe/payment_intent.succeeded.json': { eventType: 'payment_intent.succeeded', subject: { thread: 'pi_3MtwBwLkdIwHu7ix28a3tqPa' } },
  'stripe/thin.json': {
    eventType: 'v1.billing.meter.error_report_triggered',
    subject: { thread: 'mtr_test_61R9IeP0SgKbYROx941PEAQhH6qO23oW' },
  },
}

const files = readdirSync(new URL('../fixtures/', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: folder }) => readdirSync(new URL(`../fixtures/${folder}/`, import.meta.url)).map((file) => `${folder}/${file}`))
const examples: { name: string; examples: JsonObject[] }[] = createRequire(import.meta.url)('@octokit/webhooks-examples')
const AT_ONCE = 16

let app: TestApp
beforeAll(async () => void (app = await startApp()))
afterAll(() => app.close())

describe('what providers really send', () => {
  it('stores every published example of GitHub, byte for byte, with its type and a subject', async () => {
    const webhook = await app.createWebhook({ id: 'octokit' })
    const deliveries = examples.flatMap(({ name, examples: payloads }) =>
      payloads.map((payload, index) => ({
        id: `${name}-${index}`,
        eventType: typeof payload.action === 'string' ? `${name}.${payload.action}` : name,
        body: JSON.stringify(payload),
        headers: { 'x-github-event': name, 'x-github-delivery': `${name}-${index}` },
      })),
    )
    expect(deliveries).toHaveLength(329)

    const answers = await deliverAll(webhook, deliveries)

    const isPing = ({ eventType }: { eventType: string }) => eventType === 'ping'
    for (const [index, answer] of answers.entries()) {
      expect(answer, deliveries[index]!.id).toMatchObject(
        isPing(deliveries[index]!) ? { status: 200, json: { ok: true } } : { status: 202 },
      )
    }
    const expected = deliveries.filter((delivery) => !isPing(delivery))
    const events = new Map((await app.events(webhook.id)).map((event) => [event.deliveryId, event]))
    expect(events.size).toBe(expected.length)
    for (const { id, eventType, body } of expected) expectStored(events.get(id), eventType, Buffer.from(body))
  })

  it('has an expectation of every recorded delivery', () => {
    expect(Object.keys(recorded).toSorted()).toEqual(files.toSorted())
  })

  for (const folder of new Set(files.map((file) => file.split('/')[0]!))) {
    it(`stores every recorded delivery of ${folder}, byte for byte, with its type and subject`, async () => {
      const webhook = await app.createWebhook({ provider: folder.toUpperCase(), secret: 'shhh-a-secret-for-tests' })
      const own = files.filter((file) => file.startsWith(`${folder}/`)).map((file) => ({ file, ...recorded[file]!, body: bodyOf(file) }))

      const answers = await deliverAll(webhook, own)

      const events = await app.events(webhook.id)
      expect(events).toHaveLength(own.filter(({ handshake }) => handshake === undefined).length)
      for (const [index, { file, eventType, body, subject, handshake }] of own.entries()) {
        const answer = answers[index]!
        if (handshake !== undefined) {
          expect(answer, file).toMatchObject({ status: 200, text: handshake })
          continue
        }
        const event = events.find(({ rawBody }) => rawBody === body.toString('base64'))
        expectStored(event, eventType, body)
        expect(event.subject, file).toMatchObject(subject)
        expect(answer, file).toMatchObject(successOf(folder as ProviderName, event.id))
      }
    })
  }
})

async function deliverAll(webhook: TestWebhook, deliveries: readonly TestDelivery[]) {
  const answers = []
  for (let at = 0; at < deliveries.length; at += AT_ONCE) {
    answers.push(...(await Promise.all(deliveries.slice(at, at + AT_ONCE).map((delivery) => app.deliver(webhook, delivery)))))
  }
  return answers
}

function expectStored(event: Data, eventType: string, body: Buffer): void {
  expect(event, eventType).toMatchObject({ eventType, status: 'PROCESSED' })
  expect(Buffer.from(event.rawBody, 'base64').equals(body), `${eventType}: the bytes`).toBe(true)
  expect(event.subject.title ?? event.subject.actor ?? event.subject.thread, `${eventType}: the subject`).toEqual(expect.any(String))
}

/** Linear signs the time inside the body, so its recorded deliveries are sent as of now. */
function bodyOf(file: string): Buffer {
  if (!file.startsWith('linear/')) return fixture(file)
  return Buffer.from(
    fixture(file)
      .toString()
      .replace(/("webhookTimestamp": )\d+/, `$1${Date.now()}`),
  )
}

function successOf(provider: ProviderName, eventId: string) {
  if (provider === 'slack') return { status: 200, text: '' }
  return { status: provider === 'linear' ? 200 : 202, json: { event_id: eventId } }
}
