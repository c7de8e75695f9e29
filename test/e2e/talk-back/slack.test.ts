import { describe, expect, it } from 'vitest'
import { startFakeSlack } from '../../fakes/slack.ts'
import { messageDelivery } from '../../fakes/slack-message.ts'
import { SLACK_ALERTS } from '../../helpers/founding-document.ts'
import type { Data } from '../../helpers/start-app.ts'
import { fixture } from '../../providers/fixture.ts'
import { ask, change, hurry, questions, register, settled, start, using, waitFor } from './helpers.ts'

const CHANNEL = 'C06NRA6JLER'
const TS = '1719209506.817929'
const SECRET = 'the-signing-secret-of-slack'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const MESSAGE = { body: fixture('slack/message.channels.json') }

/** The founding document's Slack example with its signing secret and a bot token. */
async function alerts(channels: Record<string, string> = { [CHANNEL]: 'engineering' }) {
  const slack = await using(startFakeSlack({ channels }))
  const app = await start()
  const webhook = await register(app, SLACK_ALERTS, { secret: SECRET, credentials: slack.credentials })
  return { slack, app, webhook }
}

describe('the founding document’s Slack example', () => {
  it('answers a message of #engineering in its thread', async () => {
    const { slack, app, webhook } = await alerts()

    const answer = await app.deliver(webhook, MESSAGE)

    const [event] = await settled(app, webhook, 1)
    const text = 'Processing your request: Hello, this is a normal text message'
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(slack.messages).toMatchObject([{ channel: CHANNEL, thread_ts: TS, text }])
    expect(event.actions).toMatchObject([{ kind: 'RESPOND', status: 'SUCCEEDED', text }])
  })

  it('says nothing in other channels, nor to its own message', async () => {
    const { slack, app, webhook } = await alerts({ [CHANNEL]: 'engineering', C0RANDOM: 'random' })

    await app.deliver(webhook, { body: MESSAGE.body.toString().replaceAll(CHANNEL, 'C0RANDOM') })
    await app.deliver(webhook, { body: MESSAGE.body.toString().replaceAll('Ev079SP4TP1P', 'Ev2') })
    await settled(app, webhook, 2)
    await app.deliver(webhook, messageDelivery(slack.messages[0]!))

    const events = await settled(app, webhook, 3)
    expect(slack.messages).toMatchObject([{ channel: CHANNEL }])
    expect(events[2]).toMatchObject({ subject: { actorTrust: 'SELF' }, actions: [] })
  })
})

describe('a question in Slack', () => {
  const WHEN = { kind: 'CHOICE', options: ['Now', 'Tomorrow'] } as const

  /** A question that was posted into the thread of a message. */
  async function posted(input: Record<string, unknown>) {
    const { slack, app, webhook } = await alerts()
    await app.deliver(webhook, MESSAGE)
    const [event] = await settled(app, webhook, 1)
    await ask(app, { eventId: event.id, question: 'Deploy <!here>?', ...input })
    await waitFor(
      () => slack.messages.length,
      (count) => count === 2,
    )
    const press = (button: number, user: string) =>
      app.deliver(webhook, { ...slack.pressDelivery(slack.messages[1]!, button, user), headers: FORM })
    return { slack, app, webhook, press }
  }

  it('is answered by a button, and the thread is told', async () => {
    const { slack, app, press } = await posted(WHEN)

    const answer = await press(1, 'U1')

    expect(answer).toMatchObject({ status: 200, text: '' })
    await waitFor(
      () => slack.messages.length,
      (count) => count === 3,
    )
    expect(questions(app)).toMatchObject([{ status: 'ANSWERED', answer: 'Tomorrow', answered_by: 'U1', answered_via: 'button' }])
    expect(slack.messages.slice(1)).toMatchObject([
      { thread_ts: TS, text: 'Deploy &lt;!here&gt;?', blocks: [{ type: 'section' }, { type: 'actions', elements: [{}, {}] }] },
      { thread_ts: TS, text: 'Answered by U1: Tomorrow' },
    ])
  })

  it('is approved by a button, but only by people of the workspace', async () => {
    const { slack, app, webhook, press } = await posted({ kind: 'APPROVAL' })
    const foreign = slack.pressDelivery(slack.messages[1]!, 0, 'U9')
    const payload = JSON.parse(new URLSearchParams(foreign.body).get('payload')!)
    payload.user.team_id = 'T0OTHER'

    await app.deliver(webhook, { body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), headers: FORM })
    await press(1, 'U1')

    const [question] = await waitFor(
      () => questions(app),
      ([one]) => one.status !== 'OPEN',
    )
    expect(question).toMatchObject({ answer: 'reject', answered_by: 'U1' })
  })

  it('whose time is up says so to whoever presses a button', async () => {
    const { slack, app, press } = await posted({ ...WHEN, timeoutSeconds: 2 })
    await waitFor(
      () => questions(app),
      ([one]) => one.status === 'EXPIRED',
    )

    await press(0, 'U1')

    await waitFor(
      () => slack.responses.length,
      (count) => count === 1,
    )
    expect(slack.responses).toMatchObject([{ body: { text: 'This question is closed.' } }])
  })

  it('tells who presses too late that it was answered already, through the address that came with the press', async () => {
    const { slack, app, press } = await posted(WHEN)
    await press(0, 'U1')
    await waitFor(
      () => slack.messages.length,
      (count) => count === 3,
    )

    await press(1, 'U2')

    await waitFor(
      () => slack.responses.length,
      (count) => count === 1,
    )
    expect(slack.responses).toMatchObject([{ body: { text: 'This was answered already by U1: Now' } }])
    expect(questions(app)).toMatchObject([{ answer: 'Now', answered_by: 'U1' }])
  })
})

describe('a question in Slack whose options hold a secret', () => {
  const LATER = 'told-to-hookline-after-it-was-asked'

  it('holds it in none of its buttons', async () => {
    const { slack, app, webhook } = await alerts()
    await app.deliver(webhook, MESSAGE)
    const [event] = await settled(app, webhook, 1)

    await ask(app, { eventId: event.id, question: 'Which?', kind: 'CHOICE', options: ['None', slack.credentials.token] })

    await waitFor(
      () => slack.messages.length,
      (count) => count === 2,
    )
    expect(JSON.stringify(slack.messages[1])).toContain('[secret removed]')
    expect(JSON.stringify(slack.messages[1])).not.toContain(slack.credentials.token)
    expect(questions(app)).toMatchObject([{ options_json: '["None","[secret removed]"]' }])
  })

  it('is put without buttons, and with the secret struck out, where it became one after it was asked', async () => {
    const { slack, app, webhook } = await alerts()
    await app.deliver(webhook, MESSAGE)
    const [event] = await settled(app, webhook, 1)
    const isPost = ({ path }: { path: string }) => path.endsWith('/chat.postMessage')
    slack.failNext({ status: 503 }, isPost)
    await ask(app, { eventId: event.id, question: 'Which?', kind: 'CHOICE', options: ['None', LATER] })
    await waitFor(
      () => slack.requests.filter(isPost).length,
      (count) => count === 2,
    )

    await app.createWebhook({ provider: 'CUSTOM', secret: LATER })

    await waitFor(
      () => {
        hurry(app)
        return slack.messages.length
      },
      (count) => count === 2,
    )
    expect(slack.messages[1]).not.toHaveProperty('blocks')
    expect(slack.messages[1]!.text).toContain('1. None\n2. [secret removed]')
  })
})

describe('a late respond', () => {
  const command = (text: string) => ({ trigger: 'slash_command', action: 'RESPOND', template: text, conditions: { channel: '#secret' } })
  const slash = (response_url: string) => {
    // The channel's name is asked for first, so the answer to the request itself is given before.
    const fields = {
      command: '/ask',
      text: 'why?',
      user_id: 'U1',
      channel_id: 'C1',
      channel_name: 'privategroup',
      trigger_id: '1.2',
      response_url,
    }
    return { body: new URLSearchParams(fields).toString(), headers: FORM }
  }

  it('goes through the delivery’s address five times, and then as a message', async () => {
    const slack = await using(startFakeSlack({ channels: { C1: 'secret' } }))
    const app = await start()
    const commands = ['1', '2', '3', '4', '5', '6', '7'].map(command)
    const webhook = await app.createWebhook({ provider: 'SLACK', secret: SECRET, credentials: slack.credentials, commands })

    await app.deliver(webhook, slash(slack.newResponseUrl()))

    const [event] = await settled(app, webhook, 1)
    expect(event.actions.map(({ status }: Data) => status)).toEqual(Array(7).fill('SUCCEEDED'))
    expect(slack.responses).toHaveLength(5)
    expect(slack.messages).toHaveLength(2)
    const said = [...slack.responses.map(({ body }) => (body as Data).text), ...slack.messages.map(({ text }) => text)]
    expect(said.toSorted()).toEqual(['1', '2', '3', '4', '5', '6', '7'])
  })

  it('goes as a message when the delivery is older than 30 minutes', async () => {
    const slack = await using(startFakeSlack({ channels: { C1: 'secret' } }))
    const app = await start()
    const commands = [command('here')]
    const webhook = await app.createWebhook({ provider: 'SLACK', secret: SECRET, credentials: slack.credentials, commands })
    slack.failNext({ status: 500 }, ({ path }) => path.startsWith('/actions/'))
    await app.deliver(webhook, slash(slack.newResponseUrl()))
    const [event] = await settled(app, webhook, 1)
    expect(event.actions).toMatchObject([
      { status: 'RETRYING', attempts: [{ statusCode: 500, error: 'The one-time address answered 500' }] },
    ])

    change(app.dataDir, 'UPDATE webhook_events SET created_at = created_at - ?', 31 * 60_000)
    hurry(app)

    await waitFor(
      () => slack.messages.length,
      (count) => count === 1,
    )
    expect(slack.requests.filter(({ path }) => path.startsWith('/actions/'))).toHaveLength(1)
  })

  it('goes as a message where the address is not Slack’s', async () => {
    const slack = await using(startFakeSlack({ channels: { C1: 'secret' } }))
    const sink = await using(startFakeSlack())
    const app = await start()
    const webhook = await app.createWebhook({
      provider: 'SLACK',
      secret: SECRET,
      credentials: slack.credentials,
      commands: [command('here')],
    })

    await app.deliver(webhook, slash(sink.newResponseUrl()))

    await settled(app, webhook, 1)
    expect(slack.messages).toMatchObject([{ channel: 'C1', text: 'here' }])
    expect(sink.requests).toEqual([])
  })
})
