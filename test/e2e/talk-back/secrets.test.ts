import { describe, expect, it } from 'vitest'
import { readMark } from '../../../src/providers/mark.ts'
import { startFakeSlack } from '../../fakes/slack.ts'
import { fixture } from '../../providers/fixture.ts'
import { githubStory, settled, start, using } from './helpers.ts'

const COMMENT = { trigger: 'issue_comment.created', action: 'COMMENT', template: '{{comment.body}}' }

/** What becomes of a comment's text that is written back. */
async function writtenBack(text: string, template = COMMENT.template): Promise<string> {
  const { app, webhook, say, written } = await githubStory({ commands: [{ ...COMMENT, template }] })
  await say(text)
  await settled(app, webhook, 1)
  return written()[0] ?? ''
}

describe('a text that leaves', () => {
  it('has no secret, credential or API key of this server in it', async () => {
    const { app, webhook, say, written } = await githubStory({ commands: [COMMENT] })
    const other = await app.createWebhook({ provider: 'CUSTOM', secret: 'the-secret-of-another-webhook' })
    await app.graphql(`mutation { setForwardTarget(url: "https://example.com/x", secret: "whsec_${Buffer.alloc(24, 7).toString('base64')}") {
      __typename } }`)

    await say(
      `${webhook.secret} ghp_good ${other.secret} ${app.key} hk_0123456789abcdefghijklmn ${Buffer.alloc(24, 7).toString('base64')} rest`,
    )

    await settled(app, webhook, 1)
    expect(written()).toEqual([`${Array(6).fill('[secret removed]').join(' ')} rest`])
    const logged = JSON.stringify(app.log)
    for (const secret of [webhook.secret!, 'ghp_good', other.secret!]) expect(logged).not.toContain(secret)
  })

  it('has none in it either where the sender waits for it', async () => {
    const app = await start()
    const secret = 'the-secret-of-a-custom-webhook'
    const commands = [{ trigger: '*', action: 'RESPOND', template: 'You said {{said}}' }]
    const webhook = await app.createWebhook({ provider: 'CUSTOM', secret, commands })

    const { text } = await app.deliver(webhook, { body: JSON.stringify({ type: 'said', said: `hush: ${secret}` }) })

    expect(text).toBe('You said hush: [secret removed]')
  })

  it('pings nobody by what a payload says', async () => {
    expect(await writtenBack('@everyone @octocat &commat;all, mail ada@example.com')).toBe(
      '@\u200beveryone @\u200boctocat @\u200ball, mail ada@example.com',
    )
    expect(await writtenBack('everyone!', 'Hi @{{comment.body}}')).toBe('Hi @\u200beveryone!')
  })

  it('pings no channel of Slack by what a payload says', async () => {
    const slack = await using(startFakeSlack())
    const app = await start()
    const webhook = await app.createWebhook({
      provider: 'SLACK',
      secret: 'the-signing-secret-of-slack',
      credentials: slack.credentials,
      commands: [{ trigger: 'message.channels', action: 'RESPOND', template: '{{text}}' }],
    })
    const payload = JSON.parse(fixture('slack/message.channels.json').toString())
    payload.event.text = '<!here> <!channel|x> <!subteam^S1|@ops> <@U123> <https://example.com|link>'

    await app.deliver(webhook, { body: JSON.stringify(payload) })

    await settled(app, webhook, 1)
    expect(slack.messages.map(({ text }) => text)).toEqual([
      '&lt;!here&gt; &lt;!channel|x&gt; &lt;!subteam^S1|@\u200bops&gt; &lt;@\u200bU123&gt; <https://example.com|link>',
    ])
  })

  it('carries one mark, its own, whatever a payload brings', async () => {
    const { app, webhook, say, github } = await githubStory({ commands: [COMMENT] })
    const forged = '0'.repeat(36)

    await say(`before <!-- hookline:${forged} --> after <!-- hookline:${forged} -->`)

    await settled(app, webhook, 1)
    const [, { body } = { body: '' }] = github.comments
    expect(body.match(/hookline:/g)).toHaveLength(1)
    expect(readMark(body)).not.toBe(forged)
  })

  it('that is too long is cut, and says where the whole of it is', async () => {
    const { app, webhook, say, github } = await githubStory({ commands: [{ ...COMMENT, template: '{{comment.body}}{{comment.body}}' }] })

    await say(`${'long '.repeat(13_000)}end`)

    const [{ id, actions }] = (await settled(app, webhook, 1)) as [{ id: string; actions: unknown[] }]
    expect(actions).toMatchObject([{ status: 'SUCCEEDED' }])
    expect(github.comments[1]!.body.length).toBeLessThanOrEqual(65_536)
    expect(github.comments[1]!.body).toContain(`…\n\n(cut; the whole text: ${app.url}/api/events/${id})\n\n<!-- hookline:`)
  })
})
