import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp, type TestDelivery, type TestWebhook } from '../helpers/start-app.ts'
import { fixture } from '../providers/fixture.ts'
import { expectRefused } from './bad-input.ts'

const CHALLENGE = '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const challenge = (value: unknown): TestDelivery => ({ body: JSON.stringify({ token: 'x', type: 'url_verification', challenge: value }) })
const sslCheck: TestDelivery = { body: 'ssl_check=1&token=Jhj5dZrVaK7ZwHHjRyZWjbDl', headers: FORM }

let app: TestApp
let slack: TestWebhook
beforeAll(async () => {
  app = await startApp()
  slack = await app.createWebhook({ provider: 'SLACK', secret: 'slack-signing-secret', commands: [{ trigger: '*', action: 'RESPOND' }] })
})
afterAll(() => app.close())

describe('a handshake', () => {
  it('B31: of Slack: a signed url_verification is answered with its challenge as plain text', async () => {
    const answer = await expectHandshake(slack, { body: fixture('slack/url_verification.json') })

    expect(answer).toMatchObject({ status: 200, text: CHALLENGE })
    expect(answer.headers.get('content-type')).toBe('text/plain')
  })

  it('B31: of Slack: an unsigned url_verification is refused, and its challenge is not echoed', async () => {
    const send = () => app.deliver(slack, { body: fixture('slack/url_verification.json'), secret: null })

    const { text } = await expectRefused(app, slack, send, { status: 401, code: 'missing_signature' })

    expect(text).not.toContain(CHALLENGE)
  })

  it('B31: of Slack: a challenge that is no short text is refused', async () => {
    for (const value of ['x'.repeat(257), '', null, 1, {}, ['a'], undefined]) {
      await expectRefused(app, slack, () => app.deliver(slack, challenge(value)), { status: 400, code: 'invalid_payload' })
    }
    expect(await app.deliver(slack, challenge('x'.repeat(256)))).toMatchObject({ status: 200, text: 'x'.repeat(256) })
  })

  it('of Slack: is refused while no signing secret is set', async () => {
    const fresh = await app.createWebhook({ provider: 'SLACK' })
    const send = () => app.deliver(fresh, { ...challenge(CHALLENGE), secret: 'slack-signing-secret' })

    await expectRefused(app, fresh, send, { status: 401, code: 'secret_missing' })
  })

  it('of Slack: a signed ssl_check is answered with an empty 200, an unsigned one is refused', async () => {
    expect(await expectHandshake(slack, sslCheck)).toMatchObject({ status: 200, text: '' })
    await expectRefused(app, slack, () => app.deliver(slack, { ...sslCheck, secret: null }), { status: 401, code: 'missing_signature' })
  })

  it('of GitHub: a ping is answered, as JSON and as a form', async () => {
    const github = await app.createWebhook({ commands: [{ trigger: '*', action: 'CREATE_TASK', agent: 'planner' }] })
    const headers = { 'x-github-event': 'ping', 'x-github-delivery': '1' }
    const body = '{"zen":"Design for failure.","hook_id":1,"hook":{"type":"Repository"}}'

    expect(await expectHandshake(github, { body, headers })).toMatchObject({ status: 200, json: { ok: true } })
    const form = { body: `payload=${encodeURIComponent(body)}`, headers: { ...headers, ...FORM } }
    expect(await expectHandshake(github, form)).toMatchObject({ status: 200, json: { ok: true } })
    await expectRefused(app, github, () => app.deliver(github, { body, headers, secret: null }), { status: 401, code: 'missing_signature' })
  })

  it('of PagerDuty: its test event is answered', async () => {
    const pagerduty = await app.createWebhook({ provider: 'PAGERDUTY', secret: 'pagerduty-signing-secret' })

    const answer = await expectHandshake(pagerduty, { body: fixture('pagerduty/pagey.ping.json') })

    expect(answer).toMatchObject({ status: 200, json: { ok: true } })
  })

  /** It is answered, logged in one line, and not stored. */
  async function expectHandshake(webhook: TestWebhook, delivery: TestDelivery) {
    const before = app.log.length
    const answer = await app.deliver(webhook, delivery)

    // The files of webhooks that were made just before are written meanwhile.
    const logged = app.log.slice(before).filter(({ msg }) => msg !== 'config file written')
    expect(logged).toMatchObject([{ level: 'info', webhookId: webhook.id, msg: 'handshake answered' }])
    expect(await app.events(webhook.id, 'id')).toEqual([])
    return answer
  }
})
