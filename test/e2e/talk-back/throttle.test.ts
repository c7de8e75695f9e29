import { describe, expect, it } from 'vitest'
import type { Fault } from '../../fakes/fake-server.ts'
import { secondaryLimit } from '../../fakes/github.ts'
import { commentDelivery, startFakeJira } from '../../fakes/jira.ts'
import { actionsOf, githubStory, hurry, pause, settled, using, waitFor } from './helpers.ts'

const COMMANDS = [{ trigger: 'issue_comment.created', action: 'COMMENT', template: 'Hello {{comment.user.login}}' }]
const limit = (seconds: number): Fault => ({ status: 429, headers: { 'retry-after': String(seconds) }, body: { message: 'Slow down' } })

/** GitHub, whose next answer to a comment is this, beside a Jira that is well. */
async function throttled(fault: Fault) {
  const story = await githubStory({ commands: COMMANDS })
  const jira = await using(startFakeJira())
  const credentials = { baseUrl: jira.url, email: 'ada@example.com', token: 'good' }
  const commands = [{ trigger: 'comment_created', action: 'COMMENT', template: 'Hello' }]
  const tickets = await story.app.createWebhook({ provider: 'JIRA', credentials, commands })
  story.github.failNext(fault, ({ method }) => method === 'POST')
  await story.say('Hi', 'first')
  await waitFor(
    () => actionsOf(story.app, story.webhook),
    ([action]) => action?.status === 'RETRYING',
  )
  const posts = () => story.github.requests.filter(({ method }) => method === 'POST').length
  return { ...story, jira, tickets, posts }
}

describe('a provider that throttles', () => {
  it('gets nothing more until the time is up that it has said, whoever wanted to write; others do', async () => {
    const { app, say, jira, tickets, posts, written } = await throttled(limit(3))
    const untilMs = Date.now() + 3000

    await say('Hi', 'second')
    await app.deliver(tickets, commentDelivery(jira.add('APP-41', 'Hi')))
    await settled(app, tickets, 1)

    expect(jira.comments).toHaveLength(2)
    await pause(untilMs - Date.now() - 700)
    expect(posts()).toBe(1)
    await waitFor(written, (texts) => texts.length === 2)
    expect(Date.now()).toBeGreaterThan(untilMs - 200)
    expect(written().toSorted()).toEqual(['Hello first', 'Hello second'])
  })

  it('is obeyed by the try that it has refused, however long it wants', async () => {
    const { app, webhook } = await throttled(limit(7200))

    const [{ nextAttemptAt, attempts }] = await actionsOf(app, webhook)

    expect(attempts).toMatchObject([{ statusCode: 429 }])
    expect(Date.parse(nextAttemptAt) - Date.now()).toBeGreaterThan(7190_000)
    expect(Date.parse(nextAttemptAt) - Date.now()).toBeLessThanOrEqual(7200_000)
  })

  it('is not waited for longer than a day', async () => {
    const { app, webhook } = await throttled(limit(10_000_000))

    const [{ nextAttemptAt }] = await actionsOf(app, webhook)

    expect(Date.parse(nextAttemptAt) - Date.now()).toBeGreaterThan(86_390_000)
    expect(Date.parse(nextAttemptAt) - Date.now()).toBeLessThanOrEqual(86_400_000)
  })

  it('is left alone for a minute where it says so in words (GitHub’s second limit)', async () => {
    const { app, webhook, say, posts } = await throttled(secondaryLimit)

    hurry(app)
    await say('Hi', 'second')
    await pause(1500)

    expect(posts()).toBe(1)
    const [first, second] = await actionsOf(app, webhook)
    expect(first).toMatchObject({ status: 'RETRYING', attempts: [{ statusCode: 403 }] })
    expect(second).toMatchObject({ status: 'PENDING', attempts: [] })
  })
})
