import { afterEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { jira } from '../../../src/providers/jira.ts'
import { readMark } from '../../../src/providers/mark.ts'
import { lastText, toAdf } from '../../../src/providers/replies/adf.ts'
import { delivery } from '../../contracts/provider.ts'
import { basic, commentDelivery, type FakeJira, type FakeJiraOptions, startFakeJira } from '../../fakes/jira.ts'
import { fixture } from '../fixture.ts'
import { apiWith, MARK, OTHER_MARK, refusal } from './api.ts'

const replies = jira.replies!
const read = (file: string) => JSON.parse(fixture(`jira/${file}`).toString())
const ISSUE = { issue: 'APP-41' }
const CLOUD = { email: 'ada@example.com', token: 'good' }
const post = { text: 'Fixed.\nSee APP-42.\n\nBye', mark: MARK }

let fake: FakeJira
afterEach(() => fake?.close())
const start = async (options?: FakeJiraOptions, credentials: Record<string, string> = CLOUD) => {
  fake = await startFakeJira(options)
  return apiWith({ ...credentials, baseUrl: `${fake.url}/` })
}
const startDataCenter = (options?: FakeJiraOptions) => start({ kind: 'dataCenter', ...options }, { token: 'good' })

describe('where a comment goes on Jira', () => {
  it('is the issue', () => {
    expect(replies.place('jira:issue_created', read('webhook-issue-created.json'))).toEqual({ issue: 'TES-41' })
    expect(replies.place('jira:issue_updated', read('webhook-issue-updated-labels.json'))).toEqual({ issue: 'TES-41' })
    expect(replies.place('comment_created', read('webhook-cloud-comment-created.json'))).toEqual({ issue: 'TES-41' })
    expect(replies.place('jira:issue_updated', read('webhook-server-issue-updated-commented-1.json'))).toEqual({ issue: 'PRJX-14' })
  })

  it('is the issue by its id where the payload has no key', () => {
    expect(replies.place('worklog_created', { worklog: { issueId: '10040' } })).toEqual({ issue: '10040' })
    expect(replies.place('comment_created', { issue: { id: '10040' } })).toEqual({ issue: '10040' })
  })

  it('is nowhere where there is no issue', () => {
    const sample = (type: string): JsonObject => JSON.parse(jira.sample(type)!.body)

    expect(replies.place('jira:issue_deleted', sample('jira:issue_deleted'))).toBeNull()
    expect(replies.place('sprint_started', sample('sprint_started'))).toBeNull()
    for (const payload of [null, 'x', [], {}]) expect(replies.place('jira:issue_created', payload as never)).toBeNull()
  })

  it('is nowhere where a payload names what Jira would not', () => {
    const keys = [
      '../APP-1',
      'APP-1/../APP-2',
      'APP-1?x',
      'APP-1#',
      'app-1',
      'A-1',
      'APP',
      'APP-',
      '-1',
      'APP-1\n',
      'APP-1%2F',
      41,
      'APP-1 ',
    ]

    for (const key of keys) expect(replies.place('jira:issue_created', { issue: { key, id: '10040' } })).toBeNull()
    for (const id of ['1/2', '..', '-1', 'x', 1.5]) expect(replies.place('jira:issue_created', { issue: { id } })).toBeNull()
  })
})

describe('a comment on Jira', () => {
  it('is written as text with a mark that nobody sees, and says where it is', async () => {
    const api = await start()

    const posted = await replies.post(api, ISSUE, post)

    const body = String(fake.comments[0]!.body)
    expect(body.replace(/[\u200b-\u200d\u2060\u2063]/g, '')).toBe(post.text)
    expect(readMark(body)).toBe(MARK)
    expect(posted).toEqual({ id: '10019', url: `${fake.url}/browse/APP-41?focusedCommentId=10019` })
    expect(fake.requests[0]).toMatchObject({
      method: 'POST',
      path: '/rest/api/2/issue/APP-41/comment',
      headers: { authorization: basic('ada@example.com', 'good') },
    })
  })

  it('is written to Data Center with its token alone, and never as a document', async () => {
    const api = await startDataCenter()

    await replies.post(apiWith({ ...api.credentials, format: 'adf' }), ISSUE, post)

    expect(fake.requests[0]).toMatchObject({ path: '/rest/api/2/issue/APP-41/comment', headers: { authorization: 'Bearer good' } })
    expect(readMark(String(fake.comments[0]!.body))).toBe(MARK)
  })

  it('is written as a document where that is wanted', async () => {
    const api = await start({}, { ...CLOUD, format: 'adf' })

    await replies.post(api, ISSUE, post)

    expect(fake.requests[0]!.path).toBe('/rest/api/3/issue/APP-41/comment')
    expect(fake.comments[0]!.body).toEqual({
      type: 'doc',
      version: 1,
      content: [
        { type: 'paragraph', content: [{ type: 'text', text: 'Fixed.' }, { type: 'hardBreak' }, { type: 'text', text: 'See APP-42.' }] },
        { type: 'paragraph', content: [{ type: 'text', text: expect.stringMatching(/^Bye\u2063/) }] },
      ],
    })
    expect(await replies.find!(api, ISSUE, MARK)).toMatchObject({ id: '10019' })
  })

  it('has no page where only the id of the issue is known', async () => {
    const api = await start()

    expect(await replies.post(api, { issue: '10040' }, post)).toEqual({ id: '10019', url: null })
  })

  it('has no page behind the gateway of Atlassian', async () => {
    const calls: string[] = []
    const fetch = async (url: string) => {
      calls.push(url)
      return { status: 201, headers: {}, text: async () => '{"id":"1"}' }
    }
    const credentials = { ...CLOUD, baseUrl: 'https://api.atlassian.com/ex/jira/11223344/' }

    expect(await replies.post({ credentials, fetch, nowMs: Date.now }, ISSUE, post)).toEqual({ id: '1', url: null })
    expect(calls).toEqual(['https://api.atlassian.com/ex/jira/11223344/rest/api/2/issue/APP-41/comment'])
  })

  it.each(['cloud', 'dataCenter'] as const)(
    'comes back as a delivery of a webhook, in which the mark and the account are read: %s',
    async (kind) => {
      const api = kind === 'cloud' ? await start({ kind }) : await startDataCenter()
      await replies.post(api, ISSUE, post)

      const { headers, body } = commentDelivery(fake.comments[0]!)
      const { eventType, payload } = jira.parse(delivery(body, headers))
      const subject = jira.subject(eventType, payload)

      expect(eventType).toBe('comment_created')
      expect(readMark(subject.body!)).toBe(MARK)
      expect(subject.actor).toBe((await replies.check(api)).account)
      expect(replies.place(eventType, payload)).toEqual(ISSUE)
    },
  )

  it('may be as long as is said', async () => {
    const api = await start()

    await replies.post(api, ISSUE, { text: 'x'.repeat(replies.maxChars), mark: MARK })
    expect(await refusal(replies.post(api, ISSUE, { text: 'x'.repeat(32_767), mark: MARK }))).toMatchObject({
      status: 400,
      retryable: false,
      response: expect.stringContaining('too long'),
    })
  })

  it('is found after an answer was lost, among more than a hundred', async () => {
    const api = await start()
    for (let i = 0; i < 150; i++) fake.add('APP-41', `comment ${i}`)
    fake.failNext('drop-after-commit')

    expect((await refusal(replies.post(api, ISSUE, post))).message).toBe('egress, may have arrived: true')
    for (let i = 0; i < 20; i++) fake.add('APP-41', { type: 'doc', version: 1, content: [] })

    expect(await replies.find!(api, ISSUE, MARK)).toMatchObject({ url: expect.stringContaining('focusedCommentId=') })
    expect(await replies.find!(api, ISSUE, OTHER_MARK)).toBeNull()
  })

  it('is not found where the request was lost, nor in what quotes it', async () => {
    const api = await start()
    fake.failNext('drop-before-commit')
    await refusal(replies.post(api, ISSUE, post))
    expect(await replies.find!(api, ISSUE, MARK)).toBeNull()

    await replies.post(api, ISSUE, post)
    const { body } = fake.comments.pop()!
    fake.add('APP-41', `{quote}${body}{quote}\nI do not think so`)
    expect(await replies.find!(api, ISSUE, MARK)).toBeNull()
  })
})

describe('Jira refuses', () => {
  it('in silence', async () => {
    const api = await start()
    fake.failNext('hang', ({ method }) => method === 'POST')

    expect((await refusal(replies.post(api, ISSUE, post))).message).toBe('egress, may have arrived: true')
    expect(await replies.find!(api, ISSUE, MARK)).toBeNull()
  })

  it('with words that say what to do', async () => {
    const api = await start()
    const at = (more: Record<string, string>, issue = 'APP-41') =>
      refusal(replies.post(apiWith({ ...api.credentials, ...more }), { issue }, post))

    expect(await at({}, 'APP-99')).toMatchObject({ status: 404, retryable: false, message: expect.stringContaining('does not show') })
    expect(await at({ token: 'bad' })).toMatchObject({ status: 401, message: 'Jira does not accept the credential' })
    expect(await at({ token: '' })).toMatchObject({ retryable: false, message: 'No credential `token` is stored for jira' })
    expect(await at({ baseUrl: '' })).toMatchObject({ retryable: false, message: 'No credential `baseUrl` is stored for jira' })
  })

  it('to be called too often, and says for how long', async () => {
    const api = await start()
    const headers = {
      'retry-after': '5',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '2026-01-15T09:30Z',
      'ratelimit-reason': 'jira-burst-based',
    }
    fake.failNext({ status: 429, headers })
    expect(await refusal(replies.post(api, ISSUE, post))).toMatchObject({ throttled: true, retryable: true, retryAfterMs: 5000 })
    fake.failNext({ status: 429, headers: { ...headers, 'retry-after': 'soon' } })
    expect(await refusal(replies.post(api, ISSUE, post))).toMatchObject({ throttled: true, retryAfterMs: null })
  })
})

describe('a check of a credential of Jira', () => {
  const user = { accountId: '712020:0f0e', name: 'hookline', displayName: 'Hookline' }

  it('names the account as its deliveries do', async () => {
    expect(await replies.check(await start())).toEqual({ ok: true, kind: 'token', account: '712020:0f0e', missing: [], message: null })
    expect(fake.requests.every(({ method }) => method === 'GET')).toBe(true)
    await fake.close()
    expect(await replies.check(await startDataCenter())).toMatchObject({ ok: true, account: 'hookline' })
  })

  it('says what is missing', async () => {
    const api = await start({ users: { [basic('ada@example.com', 'good')]: { ...user, mayComment: false } } })

    expect(await replies.check(api)).toMatchObject({ ok: false, account: '712020:0f0e', missing: ['ADD_COMMENTS'] })
    expect(await replies.check(apiWith({ ...api.credentials, token: 'bad' }))).toMatchObject({
      ok: false,
      account: null,
      message: expect.stringContaining('`email`'),
    })
  })

  it('learns nothing from a server that is down', async () => {
    const api = await start()
    fake.failNext({ status: 502 })
    expect(await refusal(replies.check(api))).toMatchObject({ status: 502, retryable: true })
  })
})

describe('a document of Jira', () => {
  it('holds no text without a character', () => {
    expect(JSON.stringify(toAdf('\n\n\na\n\n \n\nb\r\n\r\nc\n'))).not.toContain('"text":""')
    expect(toAdf('a\r\n\r\nb')).toMatchObject({ content: [{ content: [{ text: 'a' }] }, { content: [{ text: 'b' }] }] })
    expect(toAdf('')).toEqual({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [] }] })
  })

  it('gives its last text, however it is built', () => {
    expect(lastText(toAdf('a\n\nb\nc'))).toBe('c')
    for (const document of [null, 'x', {}, { content: {} }, { content: [] }, { content: [null] }, { content: [{ type: 'rule' }] }])
      expect(lastText(document as never)).toBe('')
  })
})
