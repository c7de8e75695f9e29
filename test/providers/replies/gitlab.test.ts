import { afterEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { gitlab } from '../../../src/providers/gitlab.ts'
import { readMark } from '../../../src/providers/mark.ts'
import { delivery } from '../../contracts/provider.ts'
import { COMMIT, commentDelivery, type FakeGitlab, type FakeGitlabOptions, startFakeGitlab } from '../../fakes/gitlab.ts'
import { fixture } from '../fixture.ts'
import { apiWith, MARK, OTHER_MARK, refusal } from './api.ts'

const replies = gitlab.replies!
const read = (file: string) => JSON.parse(fixture(`gitlab/${file}`).toString())
const ISSUE = { project: '5', path: 'group/app', on: 'issue', id: '17' }
const MERGE_REQUEST = { project: '5', path: 'group/app', on: 'merge_request', id: '5' }
const DISCUSSION = '6a9c1750b37d513a43987b574953fceb50b03ce7'
const project = { id: 5, path_with_namespace: 'group/app' }

let fake: FakeGitlab
afterEach(() => fake?.close())
const start = async (options?: FakeGitlabOptions) => {
  fake = await startFakeGitlab(options)
  return apiWith({ token: 'glpat-good', baseUrl: `${fake.api}//` })
}
const post = { text: 'Fixed in !5.', mark: MARK }

describe('where a note goes on GitLab', () => {
  const sample = (type: string): JsonObject => JSON.parse(gitlab.sample(type)!.body)
  const note = (on: string, target: JsonObject) =>
    replies.place(`note.${on}`, { project, object_attributes: { discussion_id: DISCUSSION }, ...target })

  it('is the issue or the merge request', () => {
    expect(replies.place('issue.open', read('issue-event.json'))).toEqual({
      project: '14',
      path: 'gitlabhq/gitlab-test',
      on: 'issue',
      id: '23',
    })
    expect(replies.place('note.issue', read('comment-issue-event.json'))).toEqual({
      project: '5',
      path: 'gitlab-org/gitlab-test',
      on: 'issue',
      id: '17',
    })
    expect(replies.place('issue.update', sample('issue.update'))).toEqual(ISSUE)
    expect(replies.place('work_item.open', { project, object_attributes: { iid: 17 } })).toEqual(ISSUE)
    expect(replies.place('merge_request.open', sample('merge_request.open'))).toEqual(MERGE_REQUEST)
    expect(replies.place('note.merge_request', sample('note.merge_request'))).toEqual(MERGE_REQUEST)
  })

  it('is the discussion that a note belongs to', () => {
    expect(note('issue', { issue: { iid: 17 } })).toEqual({ ...ISSUE, discussion: DISCUSSION })
    expect(note('merge_request', { merge_request: { iid: 5 } })).toEqual({ ...MERGE_REQUEST, discussion: DISCUSSION })
    expect(note('snippet', { snippet: { id: 53 } })).toMatchObject({ on: 'snippet', id: '53', discussion: DISCUSSION })
    expect(note('commit', { commit: { id: COMMIT } })).toMatchObject({ on: 'commit', id: COMMIT, discussion: DISCUSSION })
  })

  it('is nowhere for what takes no notes', () => {
    for (const type of ['pipeline', 'push', 'wiki_page.create', 'release.create', 'note.epic', 'constructor'])
      expect(replies.place(type, { project, object_attributes: { iid: 17 } })).toBeNull()
    expect(replies.place('note.commit', { project, commit: { id: COMMIT }, object_attributes: {} })).toBeNull()
  })

  it('is nowhere where a payload names what GitLab would not', () => {
    const place = (id: unknown, iid: unknown, discussion_id?: unknown) =>
      replies.place('note.issue', {
        project: { id, path_with_namespace: 'group/app' },
        issue: { iid },
        object_attributes: { discussion_id },
      } as never)

    expect(place(5, 17)).toEqual(ISSUE)
    for (const id of ['5/../6', 'group/app', '', -1, 0, 1.5, '5?a', '5%2f', [5], {}]) expect(place(id, 17)).toBeNull()
    for (const iid of ['17/notes', '../18', 1e21, null, '17#']) expect(place(5, iid)).toBeNull()
    for (const discussion of ['..', 'a/b', 'a?b', 'x'.repeat(65)]) expect(place(5, 17, discussion)).toBeNull()
    for (const payload of [null, 'x', [], {}]) expect(replies.place('issue.open', payload as never)).toBeNull()
  })

  it('has no link where the path of the project is not one', () => {
    for (const path of ['../..', 'group/../app', 'app', 'group/app?x', 'group//app', 'group/app/-#'])
      expect(replies.place('issue.open', { project: { id: 5, path_with_namespace: path }, object_attributes: { iid: 17 } })).toEqual({
        project: '5',
        on: 'issue',
        id: '17',
      })
  })
})

describe('a note on GitLab', () => {
  it('is written with a mark that nobody sees, and says where it is', async () => {
    const api = await start()

    const posted = await replies.post(api, ISSUE, post)

    expect(fake.comments).toMatchObject([{ on: '/projects/5/issues/17', body: `Fixed in !5.\n\n<!-- hookline:${MARK} -->` }])
    expect(posted).toEqual({ id: '1241', url: `${fake.url}/group/app/-/issues/17#note_1241` })
    expect(fake.requests[0]).toMatchObject({
      method: 'POST',
      path: '/api/v4/projects/5/issues/17/notes',
      headers: { 'private-token': 'glpat-good' },
    })
    expect(fake.requests[0]!.headers.authorization).toBeUndefined()
  })

  it('answers in the discussion, on whatever it is', async () => {
    const api = await start()
    fake.add('/projects/5/merge_requests/5', 'please', DISCUSSION)
    fake.add(`/projects/5/repository/commits/${COMMIT}`, 'please', DISCUSSION)

    await replies.post(api, { ...MERGE_REQUEST, discussion: DISCUSSION }, post)
    const { url } = await replies.post(api, { project: '5', path: 'group/app', on: 'commit', id: COMMIT, discussion: DISCUSSION }, post)
    await replies.post(api, { project: '5', on: 'snippet', id: '53' }, post)

    expect(fake.comments.slice(2)).toMatchObject([
      { discussion: DISCUSSION },
      { discussion: DISCUSSION },
      { on: '/projects/5/snippets/53' },
    ])
    expect(url).toBe(`${fake.url}/group/app/-/commit/${COMMIT}#note_1244`)
  })

  it('comes back as a delivery of a webhook, in which the mark is read', async () => {
    const api = await start()
    await replies.post(api, ISSUE, post)

    const { headers, body } = commentDelivery(fake.comments[0]!)
    const { eventType, payload } = gitlab.parse(delivery(body, headers))
    const subject = gitlab.subject(eventType, payload)

    expect(eventType).toBe('note.issue')
    expect(subject).toMatchObject({ actor: 'project_5_bot_1', actorTrust: 'BOT', thread: 'group/app#17' })
    expect(readMark(subject.body!)).toBe(MARK)
    expect(replies.place(eventType, payload)).toMatchObject(ISSUE)
  })

  it('does nothing that its text says: a quick action is shown, not done', async () => {
    const api = await start()
    const text = '/merge\nDone, see /usr/bin and\n  /close now\n/usr/bin/env\n/label ~bug'

    await replies.post(api, ISSUE, { text, mark: MARK })

    expect(fake.comments[0]!.body.split('\n\n<!--')[0]).toBe(
      '\\/merge\nDone, see /usr/bin and\n  \\/close now\n/usr/bin/env\n\\/label ~bug',
    )
  })

  it('may be as long as is said', async () => {
    const api = await start()

    await replies.post(api, ISSUE, { text: 'x'.repeat(replies.maxChars), mark: MARK })
    expect(await refusal(replies.post(api, ISSUE, { text: 'x'.repeat(1_000_000), mark: MARK }))).toMatchObject({
      status: 400,
      retryable: false,
      response: expect.stringContaining('too long'),
    })
  })

  it('is found after an answer was lost, among more than a hundred', async () => {
    const api = await start()
    for (let i = 0; i < 400; i++) fake.add('/projects/5/issues/17', `note ${i}`)
    fake.failNext('drop-after-commit')

    expect((await refusal(replies.post(api, ISSUE, post))).message).toBe('egress, may have arrived: true')
    for (let i = 0; i < 150; i++) fake.add('/projects/5/issues/17', `later ${i}`)

    expect(await replies.find!(api, ISSUE, MARK)).toEqual({ id: '1641', url: expect.stringContaining('#note_1641') })
    fake.requests.length = 0
    expect(await replies.find!(api, ISSUE, OTHER_MARK)).toBeNull()
    expect(fake.requests).toHaveLength(3)
  })

  it('is found in its discussion, which the list of notes leaves out', async () => {
    const api = await start()
    fake.add('/projects/5/issues/17', 'please', DISCUSSION)
    const place = { ...ISSUE, discussion: DISCUSSION }
    fake.failNext('drop-after-commit')

    await refusal(replies.post(api, place, post))

    expect(await replies.find!(api, place, MARK)).toMatchObject({ id: '1242' })
    expect(await replies.find!(api, place, OTHER_MARK)).toBeNull()
    expect(await replies.find!(api, ISSUE, MARK)).toBeNull()
  })

  it('is not found where the request was lost, nor in what quotes it', async () => {
    const api = await start()
    fake.failNext('drop-before-commit')

    await refusal(replies.post(api, ISSUE, post))
    fake.add('/projects/5/issues/17', `> <!-- hookline:${MARK} -->\n\nI do not think so`)

    expect(await replies.find!(api, ISSUE, MARK)).toBeNull()
  })
})

describe('GitLab refuses', () => {
  it('with words that say what to do', async () => {
    const api = await start({
      tokens: { 'glpat-good': { username: 'ada', scopes: ['api'] }, 'glpat-ro': { username: 'ada', scopes: ['read_api'] } },
    })
    const at = (place: Record<string, string>, token = 'glpat-good') =>
      refusal(replies.post(apiWith({ ...api.credentials, token }), { ...ISSUE, ...place }, post))

    expect(await at({ id: '99' })).toMatchObject({ status: 404, retryable: false, message: expect.stringContaining('does not show') })
    expect(await at({ project: '6' })).toMatchObject({ status: 404, retryable: false })
    expect(await at({}, 'glpat-ro')).toMatchObject({ status: 403, throttled: false, message: expect.stringContaining('scope api') })
    expect(await at({}, 'wrong')).toMatchObject({ status: 401, message: 'GitLab does not accept the token' })
    expect(await refusal(replies.post(apiWith({}), ISSUE, post))).toMatchObject({
      message: 'No credential `token` is stored for gitlab',
      retryable: false,
    })
  })

  it('to be called too often, and says for how long', async () => {
    const api = await start()
    fake.failNext({ status: 429, headers: { 'retry-after': '42', 'ratelimit-remaining': '0' }, body: 'Retry later\n' })

    expect(await refusal(replies.post(api, ISSUE, post))).toMatchObject({
      status: 429,
      throttled: true,
      retryable: true,
      retryAfterMs: 42_000,
    })
    fake.failNext({ status: 429, body: { message: { error: 'This endpoint has been requested too many times. Try again later.' } } })
    expect(await refusal(replies.post(api, ISSUE, post))).toMatchObject({ throttled: true, retryAfterMs: null })
  })
})

describe('a check of a token of GitLab', () => {
  const OAUTH = 'f'.repeat(64)
  const tokens = {
    'glpat-api': { username: 'ada', scopes: ['api', 'read_user'] },
    'glpat-ends': { username: 'ada', scopes: ['api'], expiresAt: '2027-01-15' },
    'glpat-ro': { username: 'ada', scopes: ['read_api'] },
    'glpat-git': { username: 'ada', scopes: ['read_repository'] },
    [OAUTH]: { username: 'ada', scopes: ['api'], oauth: true as const },
  }
  const check = async (token: string) => {
    const api = await start({ tokens })
    const checked = await replies.check(apiWith({ ...api.credentials, token }))
    expect(fake.requests.every(({ method }) => method === 'GET')).toBe(true)
    await fake.close()
    return checked
  }

  it('says whose it is and what it lacks', async () => {
    expect(await check('glpat-api')).toEqual({ ok: true, kind: 'token', account: 'ada', missing: [], message: null })
    expect(await check('glpat-ends')).toMatchObject({ ok: true, message: 'The token expires on 2027-01-15' })
    expect(await check('glpat-ro')).toMatchObject({ ok: false, account: 'ada', missing: ['api'] })
    expect(await check('glpat-git')).toMatchObject({ ok: false, account: null, missing: ['api'] })
    expect(await check(OAUTH)).toMatchObject({ ok: true, account: 'ada', missing: [], message: expect.stringContaining('does not say') })
    expect(await check('wrong')).toMatchObject({ ok: false, account: null, missing: [], message: 'GitLab does not accept the token' })
  })

  it('learns nothing from a server that is down', async () => {
    const api = await start()
    fake.failNext({ status: 503 })

    expect(await refusal(replies.check(api))).toMatchObject({ status: 503, retryable: true })
  })
})
