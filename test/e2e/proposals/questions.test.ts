import { describe, expect, it, onTestFinished } from 'vitest'
import { startFakeSlack } from '../../fakes/slack.ts'
import { messageDelivery } from '../../fakes/slack-message.ts'
import { type Data, startApp, type TestApp } from '../../helpers/start-app.ts'
import { fixture } from '../../providers/fixture.ts'
import { change, newDataDir, questions, rows, settled, using, waitFor } from '../talk-back/helpers.ts'
import { APPROVE, ASK, admin, audit, type Caller, CREATE, caller, proposed, setPolicy, start, UPDATE, URGENT, webhook } from './helpers.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const MESSAGE = { body: fixture('slack/message.channels.json') }
const CLAIM = 'mutation { result: claimTask(agent: "brain") { ... on ClaimTaskPayload { task { id event { id } } } } }'

/** An agent that holds the task of a Slack message and wants a webhook. */
async function asked(env: Record<string, string> = {}) {
  const slack = await using(startFakeSlack({ channels: { C06NRA6JLER: 'engineering' } }))
  const app = await start(env)
  const hook = await app.createWebhook({
    id: 'slack',
    provider: 'SLACK',
    secret: 'the-signing-secret-of-slack',
    credentials: slack.credentials,
    commands: [{ trigger: 'message.channels', action: 'CREATE_TASK', agent: 'brain', template: '{{text}}' }],
  })
  const brain = await caller(app, { name: 'brain on build-7' })
  await app.deliver(hook, MESSAGE)
  await settled(app, hook, 1)
  const { task } = await brain.run(CLAIM)
  const proposal = await proposed(brain)
  return { slack, app, hook, brain, eventId: task.event.id as string, proposal }
}

async function put({ slack, app, hook, brain, eventId, proposal }: Awaited<ReturnType<typeof asked>>) {
  const { question } = await brain.run(ASK, { proposalId: proposal.id, eventId })
  await waitFor(
    () => slack.messages.length,
    (count) => count === 1,
  )
  const press = (button: number, user = 'U1') =>
    app.deliver(hook, { ...slack.pressDelivery(slack.messages[0]!, button, user), headers: FORM })
  return { question, press }
}

function decided(by: Caller, id: string): Promise<Data> {
  const query = `query ($id: ID!) { result: node(id: $id) { ... on Proposal { status decidedBy reason } } }`
  return waitFor(
    () => by.run(query, { id }),
    ({ status }) => status !== 'OPEN',
  )
}

describe('a proposal that is put to people in Slack', () => {
  it('is approved by the button, and then the webhook is there', async () => {
    const story = await asked()
    const { app, slack, brain, proposal } = story
    const { question, press } = await put(story)
    expect(question).toMatchObject({ kind: 'APPROVAL', question: `May the agent brain do this? ${proposal.summary}` })
    expect(slack.messages[0]).toMatchObject({
      text: expect.stringContaining('issues.labeled → create_task planning'),
      blocks: [{}, { type: 'actions' }],
    })

    await press(0)

    expect(await decided(brain, proposal.id)).toMatchObject({ status: 'APPROVED', decidedBy: 'U1' })
    expect(await webhook(app, URGENT.id)).toMatchObject({ createdBy: 'brain on build-7', enabled: true })
    expect((await audit(app)).find(({ verb }) => verb === 'proposal.approve')).toMatchObject({ actor: 'U1', detail: { via: 'button' } })
    await waitFor(
      () => slack.messages.at(-1)!.text,
      (text) => text === 'Answered by U1: approve',
    )
  })

  it('is rejected by the other one', async () => {
    const story = await asked()
    const { press } = await put(story)

    await press(1)

    expect(await decided(story.brain, story.proposal.id)).toMatchObject({ status: 'REJECTED', decidedBy: 'U1' })
    expect(await webhook(story.app, URGENT.id)).toBeNull()
  })

  it('is closed in the thread when it is decided elsewhere', async () => {
    const story = await asked()
    const { press } = await put(story)

    await admin(story.app).run(APPROVE, { id: story.proposal.id })
    await press(1)

    await waitFor(
      () => story.slack.responses.length,
      (count) => count === 1,
    )
    expect(questions(story.app)).toMatchObject([{ status: 'CANCELLED', answer: null }])
    expect(await decided(story.brain, story.proposal.id)).toMatchObject({ status: 'APPROVED', decidedBy: 'ADMIN_API_KEY' })
  })

  it('is not decided by the agent’s own account, its key, or a question page with its key', async () => {
    const story = await asked()
    const { app, slack, hook, brain, eventId } = story
    const { question } = await put(story)
    const own = await slack.messages[0]!
    await brain.run('mutation ($eventId: ID!) { result: comment(eventId: $eventId, message: "approve") { __typename } }', { eventId })
    await waitFor(
      () => slack.messages.length,
      (count) => count === 2,
    )

    await app.deliver(hook, messageDelivery(slack.messages[1]!))
    const foreign = slack.pressDelivery(own, 0, 'U9')
    const payload = JSON.parse(new URLSearchParams(foreign.body).get('payload')!)
    payload.user.team_id = 'T0OTHER'
    await app.deliver(hook, { body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), headers: FORM })
    const byApi = await brain.run(
      'mutation ($id: ID!) { result: answerQuestion(id: $id, answer: "approve") { ... on Error { code } } }',
      question,
    )
    const page = await fetch(`${app.url}/questions/${question.id}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${brain.key}`, origin: app.url, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ answer: 'approve' }),
      redirect: 'manual',
    })
    await settled(app, hook, 3)

    expect(byApi).toMatchObject({ code: 'forbidden' })
    expect(page.status).toBeGreaterThanOrEqual(400)
    expect(questions(app)).toMatchObject([{ status: 'OPEN' }])
    expect(await brain.run(ASK, { proposalId: story.proposal.id, eventId, answerers: ['brain-bot'] })).toMatchObject({ code: 'forbidden' })
  })

  it('is not decided by an operator who does not see its webhook', async () => {
    const story = await asked()
    const { question } = await put(story)
    const held = await caller(story.app, { role: 'OPERATOR', webhookIds: ['slack'] })

    const answer = await held.run(
      'mutation ($id: ID!) { result: answerQuestion(id: $id, answer: "approve") { ... on Error { code } } }',
      question,
    )

    expect(answer).toMatchObject({ code: 'not_found' })
    expect(questions(story.app)).toMatchObject([{ status: 'OPEN' }])
  })

  it('that cannot be done any more is rejected with the reason, and is not tried again', async () => {
    const story = await asked()
    const { press } = await put(story)
    await story.app.createWebhook({ id: URGENT.id })

    await press(0)

    expect(await decided(story.brain, story.proposal.id)).toMatchObject({
      status: 'REJECTED',
      decidedBy: 'hookline',
      reason: expect.stringMatching(/^Approved by U1, but it cannot be done any more: .* is taken/),
    })
  })
})

describe('a proposal about a webhook through which an agent can speak', () => {
  it('is not put to people there', async () => {
    const app = await start()
    const brain = await caller(app)
    await setPolicy(app, brain, { mayDo: ['createWebhook'] })
    const command = { trigger: '*', action: 'CREATE_TASK', agent: 'brain', template: 'x' }
    const { secret } = await brain.run(CREATE, { input: { ...URGENT, id: 'own', commands: [command] } })
    await app.deliver(
      { id: 'own', provider: 'github', secret, path: '/webhooks/github/own' },
      { body: issue(), headers: { 'x-github-event': 'issues' } },
    )
    const { task } = await brain.run(CLAIM)
    const { proposal } = await brain.run(UPDATE, { input: { id: 'own', allowUnsigned: true } })

    expect(await brain.run(ASK, { proposalId: proposal.id, eventId: task.event.id })).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('that an agent has made'),
    })
  })
})

describe('an answer whose process has died right after it was stored', () => {
  it('is followed by the next one, once', async () => {
    const dataDir = newDataDir()
    const story = await asked({ DATA_DIR: dataDir })
    await put(story)
    await story.app.close()
    change(
      dataDir,
      `UPDATE questions SET status = 'ANSWERED', answer = 'approve', answered_by = 'U1', answered_via = 'button', answered_at = ?`,
      Date.now(),
    )

    const again: TestApp = await startApp({ env: { DATA_DIR: dataDir, EGRESS_ALLOW: '127.0.0.1' } })
    onTestFinished(() => again.close())

    await waitFor(
      () => rows(dataDir, 'SELECT status, decided_by FROM proposals'),
      ([{ status }]) => status === 'APPROVED',
    )
    expect(
      rows(dataDir, `SELECT verb FROM audit_log WHERE verb IN ('proposal.approve', 'webhook.create') ORDER BY seq DESC LIMIT 2`),
    ).toEqual([{ verb: 'webhook.create' }, { verb: 'proposal.approve' }])
    expect(await webhook(again, URGENT.id)).toMatchObject({ createdBy: 'brain on build-7' })
  })
})

function issue(): string {
  return JSON.stringify({
    action: 'opened',
    issue: { number: 1, title: 'x', html_url: 'https://github.com/o/r/issues/1' },
    repository: { full_name: 'o/r' },
  })
}
