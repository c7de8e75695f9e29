import { describe, expect, it } from 'vitest'
import type { Fault } from '../../fakes/fake-server.ts'
import { startFakeServer } from '../../fakes/fake-server.ts'
import type { Data } from '../../helpers/start-app.ts'
import { actionsOf, type GithubStory, githubStory, hurry, rows, start, using, waitFor } from './helpers.ts'

const COMMANDS = [{ trigger: 'issue_comment.created', action: 'COMMENT', template: 'Hello {{comment.user.login}}' }]

/** The action, once it has come to an end; the second try is made at once. */
async function sent({ app, webhook }: Pick<GithubStory, 'app' | 'webhook'>): Promise<Data> {
  const first = await waitFor(
    () => action({ app, webhook }),
    ({ attempts }) => attempts.length > 0,
  )
  if (first.status === 'RETRYING') hurry(app)
  return waitFor(
    () => action({ app, webhook }),
    ({ status }) => ['SUCCEEDED', 'EXHAUSTED'].includes(status),
  )
}

async function action({ app, webhook }: Pick<GithubStory, 'app' | 'webhook'>): Promise<Data> {
  return (await actionsOf(app, webhook))[0] ?? { attempts: [] }
}

/** GitHub, whose next answers to comments go wrong so. */
async function failing(...faults: Fault[]) {
  const story = await githubStory({ commands: COMMANDS })
  for (const fault of faults) story.github.failNext(fault, ({ method }) => method === 'POST')
  await story.say('Hi')
  return { ...story, calls: () => story.github.requests.filter(({ path }) => path.endsWith('/comments')).map(({ method }) => method) }
}

describe('a comment whose answer was lost', () => {
  it('is looked for by its mark before it is posted again, and stands there once', async () => {
    const story = await failing('drop-after-commit')

    const done = await sent(story)

    expect(story.written()).toEqual(['Hello octocat'])
    expect(story.calls()).toEqual(['POST', 'GET'])
    expect(done).toMatchObject({
      status: 'SUCCEEDED',
      url: expect.stringContaining('#issuecomment-'),
      attempts: [
        { number: 1, error: expect.any(String) },
        { number: 2, error: null },
      ],
    })
  })

  it('is posted again where the look-up shows that it did not arrive', async () => {
    const story = await failing('drop-before-commit')

    await sent(story)

    expect(story.written()).toEqual(['Hello octocat'])
    expect(story.calls()).toEqual(['POST', 'GET', 'POST'])
  })

  it('is looked for again where the look-up failed too', async () => {
    const story = await githubStory({ commands: COMMANDS })
    story.github.failNext('drop-after-commit', ({ method }) => method === 'POST')
    story.github.failNext({ status: 502 }, ({ method, path }) => method === 'GET' && path.endsWith('/comments'))

    await story.say('Hi')

    const tried = (times: number) =>
      waitFor(
        () => action(story),
        ({ attempts }) => attempts.length === times,
      )
    await tried(1)
    hurry(story.app)
    expect(await tried(2)).toMatchObject({ status: 'RETRYING', attempts: [{}, { statusCode: 502 }] })
    expect(rows(story.app.dataDir, 'SELECT uncertain, tries FROM action_jobs')).toEqual([{ uncertain: 1, tries: 2 }])
    expect(story.written()).toEqual(['Hello octocat'])
  })
})

describe('a comment that was refused', () => {
  it('by a server in trouble (503) is tried again after 5 seconds, a fifth more or less', async () => {
    const story = await failing({ status: 503, body: 'Unicorn!' })

    const { attempts } = await waitFor(
      () => action(story),
      ({ status }) => status === 'SUCCEEDED',
    )

    expect(story.written()).toEqual(['Hello octocat'])
    expect(attempts).toMatchObject([{ statusCode: 503 }, { error: null }])
    const waitedMs = Date.parse(attempts[1].at) - Date.parse(attempts[0].at)
    expect(waitedMs).toBeGreaterThan(4000)
    expect(waitedMs).toBeLessThan(8000)
  })

  it('for good (422) is not tried again', async () => {
    const story = await failing({ status: 422, body: { message: 'Validation Failed' } })

    expect(await sent(story)).toMatchObject({ status: 'EXHAUSTED', attempts: [{ statusCode: 422 }] })
    expect(story.calls()).toEqual(['POST'])
  })
})

describe('a reply to a custom sender, whom nobody can ask', () => {
  it('is sent twice at most where its answer was lost, both times with the same webhook-id', async () => {
    const sender = await using(startFakeServer(() => ({ status: 204 })))
    const app = await start()
    const commands = [{ trigger: '*', action: 'COMMENT', template: 'Hello' }]
    const credentials = { replyUrl: sender.url, replySecret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` }
    const webhook = await app.createWebhook({ provider: 'CUSTOM', credentials, commands })
    sender.failNext('drop-after-commit')

    await app.deliver(webhook, { body: '{}' })

    await sent({ app, webhook })
    const ids = sender.requests.map(({ headers }) => headers['webhook-id'])
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })
})
