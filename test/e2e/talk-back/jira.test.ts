import { describe, expect, it } from 'vitest'
import { commentDelivery, startFakeJira } from '../../fakes/jira.ts'
import { JIRA_SPRINT } from '../../helpers/founding-document.ts'
import { fixture } from '../../providers/fixture.ts'
import { register, settled, start, using, withoutMark } from './helpers.ts'

const UPDATED = 'jira/webhook-issue-updated-labels.json'

/** The founding document's Jira example with a token of Cloud. */
async function sprint(credentials: Record<string, string> = {}) {
  const jira = await using(startFakeJira({ issues: { 10060: 'TES-41' } }))
  const app = await start()
  const given = { baseUrl: jira.url, email: 'ada@example.com', token: 'good', ...credentials }
  const webhook = await register(app, JIRA_SPRINT, { credentials: given })
  const update = (id: string) => app.deliver(webhook, { body: fixture(UPDATED), headers: { 'x-atlassian-webhook-identifier': id } })
  return { jira, app, webhook, update }
}

describe('the founding document’s Jira example', () => {
  it('acknowledges an updated issue by a comment on it, once', async () => {
    const { jira, app, webhook, update } = await sprint()

    const answers = [await update('1'), await update('1')]

    const [event] = await settled(app, webhook, 1)
    expect(answers.map(({ status }) => status)).toEqual([202, 200])
    expect(jira.comments).toMatchObject([{ issueKey: 'TES-41', author: { displayName: 'Hookline' } }])
    const { id, body } = jira.comments[0]!
    expect(withoutMark(String(body))).toBe('Acknowledged update to TES-41')
    const url = `${jira.url}/browse/TES-41?focusedCommentId=${id}`
    expect(event.actions).toMatchObject([{ kind: 'COMMENT', status: 'SUCCEEDED', url, attempts: [{ number: 1, error: null }] }])
  })

  it('writes a document where the credentials say so', async () => {
    const { jira, app, webhook, update } = await sprint({ format: 'adf' })

    await update('1')

    await settled(app, webhook, 1)
    expect(jira.comments).toMatchObject([{ body: { type: 'doc', version: 1, content: [{ type: 'paragraph' }] } }])
    expect(JSON.stringify(jira.comments[0]!.body)).toContain('Acknowledged update to TES-41')
  })

  it.each(['text', 'adf'])('knows its own comment (%s) when Jira delivers it', async (format) => {
    const { jira, app, webhook, update } = await sprint({ format })
    await app.rest('POST', `/api/webhooks/${webhook.id}/commands`, { trigger: 'comment_created', action: 'comment', template: 'Seen' })
    await update('1')
    await settled(app, webhook, 1)

    // Of another account, so that only the mark tells.
    const author = { accountId: 'somebody', name: 'somebody', displayName: 'Somebody' }
    await app.deliver(webhook, commentDelivery({ ...jira.comments[0]!, author }))
    await app.deliver(webhook, commentDelivery(jira.add('TES-41', 'Thanks', author)))

    const [, own, other] = await settled(app, webhook, 3)
    expect(own).toMatchObject({ subject: { actorTrust: 'SELF' }, actions: [] })
    expect(other).toMatchObject({ subject: { actorTrust: 'UNKNOWN' }, actions: [{ status: 'SUCCEEDED', text: 'Seen' }] })
  })

  it('says why an issue cannot be commented on, and tries no more', async () => {
    const { app, webhook, jira } = await sprint()

    const body = fixture(UPDATED).toString().replaceAll('TES-41', 'GONE-1')
    await app.deliver(webhook, { body, headers: { 'x-atlassian-webhook-identifier': '1' } })

    const [event] = await settled(app, webhook, 1)
    const error = 'Jira does not show this issue to the account, or it is gone'
    expect(event.actions).toMatchObject([{ status: 'EXHAUSTED', nextAttemptAt: null, attempts: [{ statusCode: 404, error }] }])
    expect(jira.comments).toEqual([])
  })
})
