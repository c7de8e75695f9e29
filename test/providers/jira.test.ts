import { describe, expect, it } from 'vitest'
import { jira } from '../../src/providers/jira.ts'
import { valueAt } from '../../src/providers/payload.ts'
import { delivery, describeProvider, refusalCode } from '../contracts/provider.ts'
import { fixture } from './fixture.ts'

const deliveryId = '7c2f0a2e'
const headers = { 'x-atlassian-webhook-identifier': deliveryId }
const site = 'https://some-instance-test.atlassian.net'

describeProvider(jira, [
  {
    file: 'jira/webhook-issue-created.json',
    headers,
    body: fixture('jira/webhook-issue-created.json'),
    eventType: 'jira:issue_created',
    deliveryId,
    subject: { title: 'Unit test summary', actor: '5c5f880629be9642ba529340', thread: 'TES-41', url: `${site}/browse/TES-41` },
  },
  {
    file: 'jira/webhook-issue-updated-labels.json',
    headers,
    body: fixture('jira/webhook-issue-updated-labels.json'),
    eventType: 'jira:issue_updated',
    deliveryId,
    subject: { title: 'Unit test summary 1', thread: 'TES-41' },
  },
  {
    file: 'jira/webhook-cloud-comment-created.json',
    headers,
    body: fixture('jira/webhook-cloud-comment-created.json'),
    eventType: 'comment_created',
    deliveryId,
    subject: { body: 'Added a comment', actor: '5c5f880629be9642ba529340', thread: 'TES-41' },
  },
  {
    file: 'jira/webhook-server-issue-updated-commented-1.json',
    headers,
    body: fixture('jira/webhook-server-issue-updated-commented-1.json'),
    eventType: 'jira:issue_updated',
    deliveryId,
    subject: { actor: 'levbrouk', thread: 'PRJX-14', url: 'http://sales-jira.centralus.cloudapp.azure.com:8080/browse/PRJX-14' },
  },
])

describe('jira', () => {
  it('finds what the short names stand for in a recorded issue', () => {
    const { payload } = jira.parse(delivery(fixture('jira/webhook-issue-created.json')))
    const named = (name: string) => valueAt(payload, jira.aliases[name]!)

    expect(named('issue.summary')).toBe('Unit test summary')
    expect(named('issue.status')).toEqual(expect.any(String))
    expect(named('issue.type')).toBe('Story')
    expect(named('issue.priority')).toBe('High')
    expect(named('issue.labels')).toEqual(['test-label'])
    expect(named('issue.project')).toBe('TES')
  })

  it('has no delivery id where the header is missing', () => {
    expect(jira.parse(delivery('{"webhookEvent":"sprint_started"}')).deliveryId).toBeNull()
  })

  it('refuses a payload that names no event', () => {
    expect(refusalCode(() => jira.parse(delivery('{}')))).toBe('invalid_payload')
  })

  it('knows an app as a bot', () => {
    expect(jira.subject('jira:issue_updated', { user: { accountId: '1', accountType: 'app' } }).actorTrust).toBe('BOT')
  })
})
