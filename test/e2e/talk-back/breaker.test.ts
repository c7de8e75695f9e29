import { describe, expect, it, onTestFinished } from 'vitest'
import { commentDelivery, type FakeGithubComment, startFakeGithub } from '../../fakes/github.ts'
import type { Data, TestApp, TestWebhook } from '../../helpers/start-app.ts'
import { actionsOf, githubStory, pause, rows, settled, start, using, waitFor } from './helpers.ts'

const ECHO = { trigger: 'issue_comment.created', action: 'COMMENT', template: 'Thanks for: {{comment.body}}' }
const LIMITS = { BREAKER_THREAD_ACTIONS: '4', BREAKER_WEBHOOK_ACTIONS: '6' }

describe('the breaker', () => {
  it('stops two servers that answer each other, within the budget of a thread', async () => {
    const listeners: { app: TestApp; webhook: TestWebhook }[] = []
    const underWay: Promise<unknown>[] = []
    const tell = (comment: FakeGithubComment) => {
      for (const { app, webhook } of listeners) underWay.push(app.deliver(webhook, commentDelivery(comment)))
    }
    // Two accounts that GitHub takes for people: neither knows the other's mark.
    const accounts = Object.fromEntries(['ann', 'ben'].map((login) => [`ghp_${login}`, { login, type: 'User' as const, scopes: ['repo'] }]))
    const github = await using(startFakeGithub({ accounts, onComment: tell }))
    for (const login of ['ann', 'ben']) {
      const app = await start(LIMITS)
      const webhook = await app.createWebhook({ commands: [ECHO], credentials: { token: `ghp_${login}`, baseUrl: github.url } })
      listeners.push({ app, webhook })
    }
    onTestFinished(async () => void (await Promise.allSettled(underWay)))

    tell(github.add('issues/12', 'Hello'))

    for (const { app } of listeners) {
      await waitFor(
        () => rows(app.dataDir, 'SELECT thread, reason FROM breakers'),
        (open) => open.length === 1,
      ).catch(() => [])
    }
    await pause(1000)
    const by = (login: string) => github.comments.filter((comment) => comment.login === login).length
    expect(by('ann')).toBeGreaterThanOrEqual(2)
    expect(by('ann')).toBeLessThanOrEqual(4)
    expect(by('ben')).toBeLessThanOrEqual(4)
    const open = listeners.flatMap(({ app }) => rows(app.dataDir, 'SELECT thread, reason FROM breakers'))
    expect(open[0]).toEqual({
      thread: 'octo/app#12',
      reason: 'More than 4 outgoing actions in 10 minutes on this thread: stopped until it is reset',
    })
    const all = (await Promise.all(listeners.map(({ app, webhook }) => actionsOf(app, webhook)))).flat()
    expect(all.filter(({ status }: Data) => status === 'SKIPPED').length).toBeLessThanOrEqual(2)
    expect(all.every(({ status }: Data) => status === 'SUCCEEDED' || status === 'SKIPPED')).toBe(true)
  })

  it('leaves other threads alone, until the whole webhook has said too much', async () => {
    const { app, webhook, say, github, written } = await githubStory({
      commands: [ECHO],
      env: LIMITS,
      fake: { repositories: { 'octo/app': { issues: { 12: 'issue', 13: 'issue' } } } },
    })
    const elsewhere = (text: string) => app.deliver(webhook, commentDelivery(github.add('issues/13', text)))

    for (const n of [1, 2, 3, 4, 5]) await say(`here ${n}`)
    await settled(app, webhook, 9)
    expect(written()).toHaveLength(4)

    for (const n of [1, 2, 3]) await elsewhere(`there ${n}`)

    await waitFor(
      () => rows(app.dataDir, 'SELECT thread FROM breakers ORDER BY thread'),
      (open) => open.length === 2,
    )
    await pause(200)
    expect(rows(app.dataDir, 'SELECT thread FROM breakers ORDER BY thread')).toEqual([{ thread: '' }, { thread: 'octo/app#12' }])
    expect(written().length).toBeLessThanOrEqual(6)
    await say('and now?')
    const reason = expect.stringMatching(/^More than \d outgoing actions in 10 minutes/)
    expect((await app.events(webhook.id, 'status statusReason decisions { matched }')).at(-1)).toEqual({
      status: 'PROCESSED',
      statusReason: reason,
      decisions: [],
    })
  })
})
