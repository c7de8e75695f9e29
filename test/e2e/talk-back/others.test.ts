import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { newStandardSecret } from '../../../src/providers/scheme.ts'
import { startFakeServer } from '../../fakes/fake-server.ts'
import { startFakeGitlab } from '../../fakes/gitlab.ts'
import { startFakeLinear } from '../../fakes/linear.ts'
import { startFakePagerduty } from '../../fakes/pagerduty.ts'
import { startFakeSentry } from '../../fakes/sentry.ts'
import type { Data } from '../../helpers/start-app.ts'
import { fixture } from '../../providers/fixture.ts'
import { settled, start, using, withoutMark } from './helpers.ts'

const SECRET = 'a-secret-of-the-provider'

/** Delivers a recorded payload to a webhook that comments on everything. */
async function comment(provider: string, file: string, credentials: Record<string, string>, headers: Record<string, string> = {}) {
  const app = await start()
  const commands = [{ trigger: '*', action: 'COMMENT', template: 'Looked into it: {{subject.title}}' }]
  const webhook = await app.createWebhook({ provider, secret: SECRET, credentials, commands })
  const payload = JSON.parse(fixture(file).toString())
  if (payload.webhookTimestamp) payload.webhookTimestamp = Date.now()
  const { status } = await app.deliver(webhook, { body: JSON.stringify(payload), headers })
  expect(status).toBeLessThan(300)
  const [event] = await settled(app, webhook, 1)
  expect(event.actions).toMatchObject([{ status: 'SUCCEEDED', attempts: [{ number: 1, error: null }] }])
  return event.actions[0]
}

describe('a comment', () => {
  it('on a Sentry issue', async () => {
    const sentry = await using(startFakeSentry())

    await comment('SENTRY', 'sentry/issue.created.json', sentry.credentials, { 'sentry-hook-resource': 'issue' })

    expect(sentry.comments).toMatchObject([{ issue: '1635244907' }])
    expect(withoutMark(sentry.comments[0]!.text)).toBe('Looked into it: Exception: Custom exception!')
  })

  it('on a GitLab issue', async () => {
    const gitlab = await using(startFakeGitlab({ places: ['/projects/14/issues/23'] }))

    const action = await comment(
      'GITLAB',
      'gitlab/issue-event.json',
      { token: 'glpat-good', baseUrl: gitlab.api },
      { 'x-gitlab-event': 'Issue Hook' },
    )

    expect(gitlab.comments).toMatchObject([{ on: '/projects/14/issues/23', username: 'project_5_bot_1' }])
    expect(withoutMark(gitlab.comments[0]!.body)).toMatch(/^Looked into it: New API: create\/update\/delete file$/)
    expect(action.url).toBe(`${gitlab.url}/gitlabhq/gitlab-test/-/issues/23#note_${gitlab.comments[0]!.id}`)
  })

  it('on a Linear issue', async () => {
    const linear = await using(startFakeLinear())

    const action = await comment('LINEAR', 'linear/Issue.create.json', linear.credentials, { 'linear-event': 'Issue' })

    expect(linear.comments).toMatchObject([{ issueId: '2174add1-f7c8-44e3-bbf3-2d60b5ea8bc9', url: action.url }])
    expect(withoutMark(linear.comments[0]!.body)).toMatch(/^Looked into it: \S/)
  })

  it('as a note on a PagerDuty incident', async () => {
    const pagerduty = await using(startFakePagerduty())

    await comment('PAGERDUTY', 'pagerduty/incident.triggered.json', pagerduty.credentials)

    expect(pagerduty.comments).toMatchObject([{ incident: 'PGR0VU2' }])
    expect(withoutMark(pagerduty.comments[0]!.content)).toBe('Looked into it: A little bump in the road')
  })

  it('to a custom sender, as a delivery signed by Standard Webhooks', async () => {
    const sender = await using(startFakeServer(() => ({ status: 200, body: { url: 'https://tickets.example/7#2' } })))
    const replySecret = newStandardSecret()
    const app = await start()
    const commands = [{ trigger: 'ticket.opened', action: 'COMMENT', template: 'Looked into it: {{title}}' }]
    const credentials = { replyUrl: `${sender.url}/replies`, replySecret }
    const webhook = await app.createWebhook({ provider: 'CUSTOM', credentials, commands })

    await app.deliver(webhook, { body: '{"type":"ticket.opened","title":"No ink","thread":"T-7"}' })

    const [event] = await settled(app, webhook, 1)
    const [{ body, headers }] = sender.requests as [(typeof sender.requests)[number]]
    const verified = new Webhook(replySecret).verify(JSON.stringify(body), headers as Record<string, string>)
    expect(verified).toMatchObject({ type: 'hookline.comment', data: { thread: 'T-7', mark: expect.stringMatching(/^\w{36}$/) } })
    expect(withoutMark((verified as Data).data.message)).toBe('Looked into it: No ink')
    expect(event.actions).toMatchObject([{ status: 'SUCCEEDED', url: 'https://tickets.example/7#2' }])
  })

  it('is not sent without credentials, and says which are missing', async () => {
    const app = await start()
    const webhook = await app.createWebhook({ commands: [{ trigger: 'push', action: 'COMMENT', template: 'Hello' }] })
    const head_commit = { id: 'a'.repeat(40), message: 'Work' }
    const repository = { name: 'app', full_name: 'octo/app', owner: { name: 'octo' } }

    await app.deliver(webhook, { body: JSON.stringify({ head_commit, repository }), headers: { 'x-github-event': 'push' } })

    const [event] = await settled(app, webhook, 1)
    expect(event.actions).toMatchObject([
      { status: 'EXHAUSTED', attempts: [{ error: 'No credential `token` is stored for github', statusCode: null }] },
    ])
  })
})
