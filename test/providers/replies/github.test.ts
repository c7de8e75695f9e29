import { generateKeyPairSync } from 'node:crypto'
import { createRequire } from 'node:module'
import { afterEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { github } from '../../../src/providers/github.ts'
import { readMark } from '../../../src/providers/mark.ts'
import { delivery } from '../../contracts/provider.ts'
import { commentDelivery, type FakeGithub, type FakeGithubOptions, secondaryLimit, startFakeGithub } from '../../fakes/github.ts'
import { apiWith, MARK, OTHER_MARK, refusal } from './api.ts'

const replies = github.replies!
const examples: { name: string; examples: JsonObject[] }[] = createRequire(import.meta.url)('@octokit/webhooks-examples')
const example = (event: string, action?: string): JsonObject =>
  examples.find(({ name }) => name === event)!.examples.find((one) => one.action === action)!
const placeOf = (event: string, action?: string) => replies.place(action ? `${event}.${action}` : event, example(event, action))

const ISSUE = { owner: 'octo', repo: 'app', issue: '12' }
const THREAD = { owner: 'octo', repo: 'app', pull: '13', thread: '284312630' }
const SHA = '6113728f27ae82c7b1a177c8d03f9e96e0adf246'

let fake: FakeGithub
afterEach(() => fake?.close())
const start = async (options?: FakeGithubOptions) => {
  fake = await startFakeGithub(options)
  return apiWith({ token: 'ghp_good', baseUrl: `${fake.url}/` })
}
const post = { text: 'Fixed in #13.', mark: MARK }

describe('where a comment goes on GitHub', () => {
  const hello = { owner: 'Codertocat', repo: 'Hello-World' }

  it('is the issue or the pull request', () => {
    expect(placeOf('issues', 'opened')).toEqual({ ...hello, issue: '1' })
    expect(placeOf('issue_comment', 'created')).toEqual({ ...hello, issue: '1' })
    expect(placeOf('issue_comment', 'deleted')).toEqual({ ...hello, issue: '1' })
    expect(placeOf('pull_request', 'opened')).toEqual({ ...hello, issue: '2' })
    expect(placeOf('pull_request_review', 'submitted')).toEqual({ ...hello, issue: '2' })
  })

  it('is the thread of a review, by the comment that began it', () => {
    const created = example('pull_request_review_comment', 'created')
    const answer = { ...created, comment: { ...(created.comment as JsonObject), id: 7, in_reply_to_id: 5 } }

    expect(placeOf('pull_request_review_comment', 'created')).toEqual({ ...hello, pull: '2', thread: '284312630' })
    expect(replies.place('pull_request_review_comment.created', answer)).toEqual({ ...hello, pull: '2', thread: '5' })
    expect(placeOf('pull_request_review_thread', 'resolved')).toEqual({
      owner: 'octo-org',
      repo: 'octo-repo',
      pull: '118',
      thread: '820867280',
    })
  })

  it('is the pull request where the comment that began the thread is gone', () => {
    expect(placeOf('pull_request_review_comment', 'deleted')).toEqual({ ...hello, issue: '2' })
  })

  it('is the commit', () => {
    expect(placeOf('commit_comment', 'created')).toEqual({ ...hello, commit: SHA })
    expect(replies.place('push', { head_commit: { id: SHA }, repository: example('issues', 'opened').repository! })).toEqual({
      ...hello,
      commit: SHA,
    })
  })

  it('is nowhere for what is gone, and for every other published example', () => {
    const written = [
      'issues',
      'issue_comment',
      'pull_request',
      'pull_request_review',
      'pull_request_review_comment',
      'pull_request_review_thread',
    ]
    const others = examples.filter(({ name }) => ![...written, 'commit_comment', 'push'].includes(name))

    expect(placeOf('issues', 'deleted')).toBeNull()
    expect(placeOf('issues', 'transferred')).toBeNull()
    for (const { name, examples: payloads } of others)
      for (const payload of payloads) expect(replies.place(`${name}.${payload.action}`, payload), name).toBeNull()
    expect(others.length).toBeGreaterThan(30)
  })

  it('is somewhere for every published example that has an issue or a pull request', () => {
    for (const { name, examples: payloads } of examples.filter(({ name }) => /^(issues|issue_comment|pull_request.*)$/.test(name)))
      for (const payload of payloads.filter(({ action }) => !(name === 'issues' && /deleted|transferred/.test(String(action)))))
        expect(replies.place(`${name}.${payload.action}`, payload), `${name} ${payload.action}`).not.toBeNull()
  })

  it('is nowhere where a payload names what GitHub would not', () => {
    const place = (login: unknown, name: unknown, number: unknown) =>
      replies.place('issues.opened', { issue: { number }, repository: { name, owner: { login } } } as never)

    expect(place('octo', 'app', 12)).toEqual(ISSUE)
    for (const owner of ['../..', 'octo/app', 'a b', '', null, '%2e%2e', 'octo?x', 'octo#', 'é', 'a'.repeat(101)])
      expect(place(owner, 'app', 12)).toBeNull()
    for (const name of ['.', '..', 'app/issues', 'app?', 'app#', 'a\\b', 'app\n', ['app'], { a: 1 }])
      expect(place('octo', name, 12)).toBeNull()
    for (const number of ['12/../13', '12?a', -1, 0, 1.5, 1e21, '', null, '12\n', [12]]) expect(place('octo', 'app', number)).toBeNull()
    for (const payload of [null, 'x', [], { issue: { number: 12 } }]) expect(replies.place('issues.opened', payload as never)).toBeNull()
  })
})

describe('a comment on GitHub', () => {
  it('is written with a mark that nobody sees, and says where it is', async () => {
    const api = await start()

    const posted = await replies.post(api, ISSUE, post)

    expect(fake.comments).toMatchObject([{ on: 'issues/12', login: 'hookline-agent', body: `Fixed in #13.\n\n<!-- hookline:${MARK} -->` }])
    expect(posted).toEqual({
      id: String(fake.comments[0]!.id),
      url: `https://github.com/octo/app/issues/12#issuecomment-${fake.comments[0]!.id}`,
    })
    expect(fake.requests[0]).toMatchObject({
      method: 'POST',
      path: '/repos/octo/app/issues/12/comments',
      headers: { authorization: 'Bearer ghp_good', accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
    })
  })

  it('answers in the thread of a review, and on a commit', async () => {
    const repositories = { 'octo/app': { issues: {}, threads: { 13: [284312630] }, commits: [SHA] } }
    const api = await start({ repositories })

    await replies.post(api, THREAD, post)
    await replies.post(api, { owner: 'octo', repo: 'app', commit: SHA }, post)

    expect(fake.comments).toMatchObject([
      { on: 'pulls/13', inReplyTo: 284312630 },
      { on: `commits/${SHA}`, inReplyTo: null },
    ])
  })

  it('comes back as a delivery of a webhook, in which the mark is read', async () => {
    const sent: ReturnType<typeof commentDelivery>[] = []
    const api = await start({ onComment: (comment) => void sent.push(commentDelivery(comment)) })
    await replies.post(api, ISSUE, post)

    const { headers, body } = sent[0]!
    const { eventType, payload } = github.parse(delivery(body, headers))
    const { actor, body: text, thread } = github.subject(eventType, payload)

    expect(eventType).toBe('issue_comment.created')
    expect({ actor, thread, mark: readMark(text!) }).toEqual({ actor: 'hookline-agent', thread: 'octo/app#12', mark: MARK })
    expect(replies.place(eventType, payload)).toEqual(ISSUE)
  })

  it('may be as long as is said', async () => {
    const api = await start()

    await replies.post(api, ISSUE, { text: 'x'.repeat(replies.maxChars), mark: MARK })
    expect(await refusal(replies.post(api, ISSUE, { text: 'x'.repeat(65_536), mark: MARK }))).toMatchObject({
      status: 422,
      retryable: false,
    })
  })

  it('is found after an answer was lost, among more than a hundred', async () => {
    const api = await start()
    for (let i = 0; i < 250; i++) fake.add('issues/12', `comment ${i}`)
    fake.failNext('drop-after-commit')

    expect((await refusal(replies.post(api, ISSUE, post))).message).toBe('egress, may have arrived: true')
    for (let i = 0; i < 120; i++) fake.add('issues/12', `later ${i}`)

    expect(await replies.find!(api, ISSUE, MARK)).toEqual({ id: expect.any(String), url: expect.stringContaining('#issuecomment-') })
    expect(await replies.find!(api, ISSUE, OTHER_MARK)).toBeNull()
  })

  it('is not found where the request was lost, nor in what quotes it', async () => {
    const api = await start()
    fake.failNext('drop-before-commit')

    await refusal(replies.post(api, ISSUE, post))
    fake.add('issues/12', `> Fixed\n> <!-- hookline:${MARK} -->\n\nI do not think so`)

    expect(await replies.find!(api, ISSUE, MARK)).toBeNull()
  })

  it('is found in a review, newest first, and reads no more than a few pages', async () => {
    const api = await start()
    await replies.post(api, THREAD, { ...post, mark: OTHER_MARK })
    for (let i = 0; i < 550; i++) fake.add('pulls/13', `comment ${i}`)
    await replies.post(api, THREAD, post)
    fake.requests.length = 0

    expect(await replies.find!(api, THREAD, MARK)).not.toBeNull()
    expect(fake.requests).toHaveLength(1)
    expect(await replies.find!(api, THREAD, OTHER_MARK)).toBeNull()
    expect(fake.requests).toHaveLength(5)
  })
})

describe('GitHub refuses', () => {
  it('with words that say what to do', async () => {
    const repositories = {
      'octo/app': { issues: { 12: 'issue', 14: 'locked', 15: 'gone' } },
      'octo/other': { private: true, issues: { 1: 'issue' } },
    } as const
    const accounts = {
      ghp_good: { login: 'a', type: 'User', scopes: ['public_repo'] },
      github_pat_ro: { login: 'b', type: 'User', mayWrite: false },
    } as const
    const api = await start({ repositories, accounts })
    const at = (place: Record<string, string>, token = 'ghp_good') =>
      refusal(replies.post(apiWith({ ...api.credentials, token }), { ...ISSUE, ...place }, post))

    expect(await at({ repo: 'other', issue: '1' })).toMatchObject({
      status: 404,
      retryable: false,
      message: expect.stringContaining('may not see the repository, or lacks issues: write'),
    })
    expect(await at({ issue: '99' })).toMatchObject({ status: 404, retryable: false })
    expect(await at({ issue: '14' })).toMatchObject({ status: 403, throttled: false, response: expect.stringContaining('issue is locked') })
    expect(await at({ issue: '15' })).toMatchObject({ status: 410, retryable: false, message: expect.stringContaining('deleted') })
    expect(await at({}, 'github_pat_ro')).toMatchObject({
      status: 403,
      throttled: false,
      message: expect.stringContaining('may not write'),
    })
    expect(await at({}, 'wrong')).toMatchObject({ status: 401, retryable: true, message: 'GitHub does not accept the credential' })
    expect(fake.comments).toEqual([])
  })

  it('to be called too often, and says for how long', async () => {
    const api = await start()
    const refused = async (fault: Parameters<FakeGithub['failNext']>[0]) => {
      fake.failNext(fault)
      return refusal(replies.post(api, ISSUE, post))
    }
    const reset = String(Math.floor(Date.now() / 1000) + 90)

    expect(await refused(secondaryLimit)).toMatchObject({ status: 403, throttled: true, retryable: true, retryAfterMs: 60_000 })
    expect(await refused({ status: 429, headers: { 'retry-after': '7' } })).toMatchObject({ throttled: true, retryAfterMs: 7000 })
    expect(await refused({ status: 403, headers: { 'retry-after': '7' } })).toMatchObject({ throttled: true, retryAfterMs: 7000 })
    const primary = await refused({ status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } })
    expect(primary).toMatchObject({ throttled: true, retryable: true })
    expect(primary.retryAfterMs).toBeGreaterThan(80_000)
    expect(primary.retryAfterMs).toBeLessThanOrEqual(90_000)
    expect(await refused({ status: 503 })).toMatchObject({ throttled: false, retryable: true, retryAfterMs: null })
    expect(await refused({ status: 403, headers: { 'x-ratelimit-remaining': '9', 'x-ratelimit-reset': reset } })).toMatchObject({
      throttled: false,
    })
  })

  it('nothing where there is no credential to send', async () => {
    const failed = await refusal(replies.post(apiWith({}), ISSUE, post))

    expect(failed).toMatchObject({ message: 'No credential `token` is stored for github', retryable: false })
    expect(await refusal(replies.post(apiWith({ token: 'a\nb' }), ISSUE, post))).toMatchObject({ retryable: false })
  })
})

describe('a check of a token of GitHub', () => {
  const accounts = {
    ghp_repo: { login: 'mona', type: 'User', scopes: ['repo', 'read:org'] },
    ghp_public: { login: 'mona', type: 'User', scopes: ['public_repo'] },
    ghp_none: { login: 'mona', type: 'User', scopes: [] },
    github_pat_1: { login: 'mona', type: 'User' },
    ghs_1: { login: 'app[bot]', type: 'Bot' },
  } as const
  const check = async (token: string) => {
    const api = await start({ accounts })
    const checked = await replies.check(apiWith({ ...api.credentials, token }))
    expect(fake.requests.every(({ method }) => method === 'GET')).toBe(true)
    await fake.close()
    return checked
  }

  it('says whose it is and what it lacks', async () => {
    expect(await check('ghp_repo')).toEqual({ ok: true, kind: 'token', account: 'mona', missing: [], message: null })
    expect(await check('ghp_public')).toMatchObject({ ok: true, missing: [], message: expect.stringContaining('public') })
    expect(await check('ghp_none')).toMatchObject({ ok: false, account: 'mona', missing: ['repo'] })
    expect(await check('github_pat_1')).toMatchObject({
      ok: true,
      account: 'mona',
      missing: [],
      message: expect.stringContaining('does not say'),
    })
    expect(await check('ghs_1')).toMatchObject({ ok: true, account: null })
    expect(await check('wrong')).toEqual({
      ok: false,
      kind: 'token',
      account: null,
      missing: [],
      message: 'GitHub does not accept the token',
    })
  })

  it('learns nothing from a server that is down', async () => {
    const api = await start()
    fake.failNext({ status: 502 })
    expect(await refusal(replies.check(api))).toMatchObject({ status: 502, retryable: true })
    fake.failNext(secondaryLimit)
    expect(await refusal(replies.check(api))).toMatchObject({ throttled: true })
  })
})

describe('a GitHub App', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const app = {
    appId: '4711',
    slug: 'hookline',
    publicKey,
    installationId: 99,
    permissions: { issues: 'write', pull_requests: 'write' },
  } as const
  const credentials = { appId: '4711', privateKey, installationId: '99' }
  let nowMs = Date.now()
  const startApp = async (changes: Partial<NonNullable<FakeGithubOptions['app']>> = {}) => {
    nowMs = Date.now()
    fake = await startFakeGithub({ app: { ...app, ...changes }, nowMs: () => nowMs })
    return (more: Record<string, string> = {}) => apiWith({ ...credentials, baseUrl: fake.url, ...more }, () => nowMs)
  }
  const tokensAsked = () => fake.requests.filter(({ path }) => path.endsWith('/access_tokens')).length

  it('writes with a token of its installation, and asks for one only when it needs it', async () => {
    const api = await startApp()

    await replies.post(api(), ISSUE, post)
    await replies.post(api(), ISSUE, post)
    expect(fake.comments).toMatchObject([{ login: 'hookline[bot]', type: 'Bot' }, {}])
    expect(tokensAsked()).toBe(1)

    nowMs += 54 * 60_000
    await replies.post(api(), ISSUE, post)
    expect(tokensAsked()).toBe(1)
    nowMs += 2 * 60_000
    await replies.post(api(), ISSUE, post)
    expect(tokensAsked()).toBe(2)
  })

  it('asks for another token once one was refused', async () => {
    const api = await startApp()
    await replies.post(api(), ISSUE, post)
    fake.installationTokens.clear()

    expect(await refusal(replies.post(api(), ISSUE, post))).toMatchObject({ status: 401, retryable: true })
    await replies.post(api(), ISSUE, post)
    expect(tokensAsked()).toBe(2)
  })

  it('goes before a token, and takes a key whose line breaks are written out', async () => {
    const api = await startApp()

    await replies.post(api({ token: 'ghp_good', privateKey: privateKey.replaceAll('\n', '\\n') }), ISSUE, post)

    expect(fake.comments).toMatchObject([{ login: 'hookline[bot]' }])
  })

  it('is checked in its own name', async () => {
    const api = await startApp()

    expect(await replies.check(api())).toEqual({ ok: true, kind: 'app', account: 'hookline[bot]', missing: [], message: null })
    expect(await replies.check(api({ installationId: '98' }))).toMatchObject({
      ok: false,
      message: expect.stringContaining('installation'),
    })
    expect(await replies.check(api({ appId: '4712' }))).toMatchObject({ ok: false, account: null })
    expect(fake.requests.every(({ method }) => method === 'GET')).toBe(true)
  })

  it('lacks what its installation does not grant', async () => {
    const api = await startApp({ permissions: { issues: 'read' } })

    expect(await replies.check(api())).toMatchObject({
      ok: false,
      account: 'hookline[bot]',
      missing: ['issues: write', 'pull_requests: write'],
      message: expect.stringContaining('lacks issues: write and pull_requests: write'),
    })
    expect(await refusal(replies.post(api(), ISSUE, post))).toMatchObject({ status: 403, throttled: false })
  })

  it('is refused in words that do not show the key', async () => {
    const api = await startApp({ suspendedAt: '2026-01-15T09:30:00Z' })
    const failed = (more: Record<string, string>) => refusal(replies.post(api(more), ISSUE, post))

    expect(await replies.check(api())).toMatchObject({ ok: false, message: expect.stringContaining('suspended') })
    expect(await failed({ privateKey: 'PRIVATE' })).toMatchObject({ retryable: false, message: expect.not.stringContaining('PRIVATE') })
    expect(await failed({ installationId: '9/../8' })).toMatchObject({ retryable: false, message: expect.stringContaining('not a number') })
    expect(await failed({ installationId: '' })).toMatchObject({ message: 'No credential `installationId` is stored for github' })
    expect(await failed({ installationId: '98' })).toMatchObject({
      status: 404,
      message: expect.stringContaining('does not know this installation'),
    })
    expect(await failed({ appId: '4712' })).toMatchObject({ status: 401, message: expect.stringContaining('do not belong together') })
  })
})
