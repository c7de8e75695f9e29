import { describe, expect, it } from 'vitest'
import { createMarks } from '../../../src/actions/marks.ts'
import { createVault } from '../../../src/backends/vault/vault.ts'
import { newId } from '../../../src/model/id.ts'
import { withHtmlMark } from '../../../src/providers/mark.ts'
import { commentDelivery } from '../../fakes/github.ts'
import type { Data } from '../../helpers/start-app.ts'
import { githubStory, settled } from './helpers.ts'

const ECHO = { trigger: 'issue_comment.*', action: 'COMMENT', template: 'Seen' }
const TASK = { trigger: '*', action: 'CREATE_TASK', agent: 'planning', template: 'Look' }

describe('what Hookline has written', () => {
  it('B37: runs no command when it comes back, known by its mark or by the account', async () => {
    const { app, webhook, say, github } = await githubStory({ commands: [ECHO, TASK] })
    await say('Hi')
    await settled(app, webhook, 2)
    const own = github.comments[1]!

    // Moved to another account, only the mark tells; without its mark, only the account.
    await app.deliver(webhook, commentDelivery({ ...own, login: 'somebody' }))
    await app.deliver(webhook, commentDelivery({ ...own, body: 'Seen' }))

    const [first, ...rest] = await settled(app, webhook, 4)
    expect(first).toMatchObject({ subject: { actorTrust: 'MEMBER' }, actions: [{}, {}] })
    for (const event of rest) {
      expect(event).toMatchObject({ status: 'PROCESSED', subject: { actorTrust: 'SELF' }, actions: [], tasks: [] })
      expect(event.statusReason).toBe('This is what Hookline itself has written: it runs no command')
    }
    expect(github.comments).toHaveLength(2)
  })

  it('is not taken for itself where somebody quotes it, nor by a mark of another server', async () => {
    const { app, webhook, say, github } = await githubStory({ commands: [TASK] })
    const foreign = createMarks(createVault('the key of another server')).of(newId('action', Date.now()))
    const { github: own } = await githubStory({ commands: [ECHO] }).then(async (story) => {
      await story.say('Hi')
      await settled(story.app, story.webhook, 2)
      return story
    })

    await say(`${own.comments[1]!.body}\n\nWhat do you mean?`)
    await say(withHtmlMark('Hello', foreign))

    const events = await settled(app, webhook, 2)
    expect(events.map(({ subject, tasks }: Data) => [subject.actorTrust, tasks.length])).toEqual([
      ['MEMBER', 1],
      ['MEMBER', 1],
    ])
    expect(github.comments).toHaveLength(2)
  })
})

describe('what a bot has written', () => {
  it('runs only commands with a condition on subject.actorTrust', async () => {
    const aware = { ...TASK, agent: 'executor', conditions: { 'subject.actorTrust': 'BOT' } }
    const { app, webhook, github } = await githubStory({ commands: [ECHO, TASK, aware] })

    await app.deliver(webhook, commentDelivery({ ...github.add('issues/12', 'Bumps a from 1 to 2', 'dependabot[bot]'), type: 'Bot' }))

    const [event] = await settled(app, webhook, 1)
    expect(event).toMatchObject({ subject: { actorTrust: 'BOT' }, tasks: [{ agent: 'executor' }] })
    const [{ decisions }] = (await app.events(webhook.id)) as [Data]
    const held = decisions.map(({ matched }: Data) => matched)
    expect(held.toSorted()).toEqual([false, false, true])
    expect(decisions.find(({ matched }: Data) => !matched).trace).toEqual([
      { path: 'subject.actorTrust', expected: 'not BOT, unless a condition says so', actual: 'BOT', held: false },
    ])
    expect(github.comments).toHaveLength(1)
  })
})
