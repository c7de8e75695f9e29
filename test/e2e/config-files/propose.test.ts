import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startFakeGithub } from '../../fakes/github.ts'
import { startFakeSlack } from '../../fakes/slack.ts'
import type { Data, TestApp } from '../../helpers/start-app.ts'
import { fixture } from '../../providers/fixture.ts'
import { APPROVE, ASK, admin, audit, REJECT } from '../proposals/helpers.ts'
import { MINIMAL, makePlace, type Place, SOON, untilErrors, untilWebhook, webhookOf } from './helpers.ts'

const PROPOSE = { CONFIG_FILES: 'propose' }

async function openOnes(app: TestApp): Promise<Data[]> {
  const { proposals } = await app.graphql(
    '{ proposals(first: 20, statuses: [OPEN]) { edges { node { id proposedBy agent summary status change } } } }',
  )
  return proposals.edges.map(({ node }: Data) => node)
}

/** The only one that is open, once its change says so. */
async function untilOpen(app: TestApp, expected: object = {}): Promise<Data> {
  await expect.poll(() => openOnes(app), SOON).toMatchObject([expected])
  return (await openOnes(app))[0]!
}

async function approve(app: TestApp, { id }: Data): Promise<Data> {
  return admin(app).run(APPROVE, { id })
}

/** A place with a server on it and one webhook in force, which a file proposed. */
async function withOne(): Promise<{ place: Place; app: TestApp }> {
  const place = makePlace()
  const app = await place.start(PROPOSE)
  place.drop('one.json', MINIMAL)
  await approve(app, await untilOpen(app))
  await untilErrors(app, [])
  return { place, app }
}

describe('CONFIG_FILES=propose', () => {
  it('makes a proposal of a file that appears; nothing is there before a person approves, and then both are the same', async () => {
    const place = makePlace()
    const app = await place.start(PROPOSE)
    place.drop('one.json', MINIMAL)

    const proposal = await untilOpen(app, {
      proposedBy: 'config-file',
      agent: null,
      summary: 'Create the webhook one (github) with 1 command: issues.opened → create_task planning',
    })
    await untilErrors(app, [{ file: 'one.json', message: `waits for a person: proposal ${proposal.id}`, taken: false }])
    expect(await webhookOf(app, 'one')).toBeNull()
    const approved = await approve(app, proposal)

    expect(approved).toMatchObject({ secret: expect.any(String), proposal: { status: 'APPROVED', decidedBy: 'ADMIN_API_KEY' } })
    await untilWebhook(app, 'one', { version: 1, createdBy: 'config-file', versions: [{ by: 'config-file' }] })
    await untilErrors(app, [])
    await expect.poll(() => place.isThere('one.json.error'), SOON).toBe(false)
    expect(JSON.parse(place.read('one.json'))).toEqual(MINIMAL)
    expect(await openOnes(app)).toEqual([])
  })

  it('has one open proposal for a file: what is written next takes its place, and what is put back withdraws it', async () => {
    const { place, app } = await withOne()
    place.drop('one.json', { ...MINIMAL, name: 'Two' })
    const first = await untilOpen(app, { change: { after: { name: 'Two' } } })

    place.drop('one.json', { ...MINIMAL, name: 'Three' })
    const second = await untilOpen(app, { change: { before: { name: 'One' }, after: { name: 'Three' } } })
    expect(second.id).not.toBe(first.id)
    expect(await approve(app, first)).toMatchObject({ code: 'conflict' })
    expect(await webhookOf(app, 'one')).toMatchObject({ name: 'One', version: 1 })

    place.drop('one.json', MINIMAL)
    await expect.poll(() => openOnes(app), SOON).toEqual([])
    await untilErrors(app, [])
  })

  it('says what was rejected, by whom and why, also after a restart, until the file changes', async () => {
    const { place, app } = await withOne()
    place.drop('one.json', { ...MINIMAL, allowed_ips: [], allow_unsigned: true })
    const { id } = await untilOpen(app, { change: { warnings: ['it takes deliveries that nobody has signed'] } })
    await admin(app).run(REJECT, { id, reason: 'Signed only' })
    const rejected = { file: 'one.json', message: expect.stringMatching(/^rejected by ADMIN_API_KEY: Signed only /), taken: false }
    await untilErrors(app, [rejected])
    await app.close()

    const again = await place.start(PROPOSE)
    await untilErrors(again, [rejected])
    expect(await openOnes(again)).toEqual([])
    place.drop('one.json', { ...MINIMAL, name: 'Signed' })
    await approve(again, await untilOpen(again))
    await untilErrors(again, [])
    await untilWebhook(again, 'one', { version: 2, name: 'Signed' })
  })

  it('seals a secret in clear in the proposal and takes it out of the file', async () => {
    const place = makePlace()
    const app = await place.start(PROPOSE)
    const secret = `canary-${crypto.randomUUID()}`
    place.drop('one.json', { ...MINIMAL, secret })
    const proposal = await untilOpen(app)
    await expect.poll(() => JSON.parse(place.read('one.json')).secret, SOON).toBe('stored')
    await untilErrors(app, [{ message: `waits for a person: proposal ${proposal.id}` }])
    const database = ['webhooks.db', 'webhooks.db-wal'].map((name) => readFileSync(path.join(place.dataDir, 'db', name), 'latin1'))
    expect([...database, JSON.stringify(await openOnes(app)), JSON.stringify(app.log)].join()).not.toContain(secret)

    expect(await approve(app, proposal)).toMatchObject({ secret })
    const headers = { 'x-github-event': 'issues', 'x-github-delivery': crypto.randomUUID() }
    const delivered = await app.deliver(
      { id: 'one', provider: 'github', secret, path: '/webhooks/github/one' },
      { body: '{"action":"opened"}', headers },
    )
    expect(delivered.status).toBe(202)
    await untilErrors(app, [])
    expect(await openOnes(app)).toEqual([])
  })

  it('goes on writing what the API changes, proposes anew on top of it, and writes nothing over what waits', async () => {
    const { place, app } = await withOne()
    await rename(app, 'By the API')
    await expect.poll(() => JSON.parse(place.read('one.json')).name, SOON).toBe('By the API')
    expect(await openOnes(app)).toEqual([])

    place.drop('one.json', { ...MINIMAL, name: 'By the file' })
    await untilOpen(app, { change: { base_version: 2 } })
    await rename(app, 'Once more')
    place.drop('one.json', { ...MINIMAL, name: 'By the file again' })
    const last = await untilOpen(app, { change: { base_version: 3, before: { name: 'Once more' } } })
    expect(JSON.parse(place.read('one.json')).name).toBe('By the file again')
    await approve(app, last)
    await untilWebhook(app, 'one', { version: 4, name: 'By the file again' })
  })

  it('disables nothing for a file that is gone, and takes back what it has proposed', async () => {
    const { place, app } = await withOne()
    place.drop('two.json', { ...MINIMAL, name: 'Two' })
    await untilOpen(app)
    rmSync(place.file('two.json'))
    await expect.poll(() => openOnes(app), SOON).toEqual([])

    rmSync(place.file('one.json'))
    await untilErrors(app, [{ file: 'one.json', message: 'is gone: its webhook goes on until a person disables it' }])
    expect(await webhookOf(app, 'one')).toMatchObject({ enabled: true })
  })

  it('sends credentials nowhere before they are approved', async () => {
    const place = makePlace()
    const github = await startFakeGithub()
    onTestFinished(() => github.close())
    const app = await place.start({ ...PROPOSE, EGRESS_ALLOW: '127.0.0.1', HOOKLINE_SECRET_TOKEN: 'token-of-the-environment' })
    place.drop('one.json', { ...MINIMAL, credentials: { token: { env: 'HOOKLINE_SECRET_TOKEN' }, baseUrl: github.url } })

    const proposal = await untilOpen(app)
    expect(github.requests).toEqual([])
    await approve(app, proposal)
    expect(JSON.stringify(github.requests)).toContain('token-of-the-environment')
    await untilErrors(app, [])
  })
})

describe('a proposal of a file that is put to people in Slack', () => {
  it('is approved by the button: the webhook is there, and the file says the same', async () => {
    const slack = await startFakeSlack({ channels: { C06NRA6JLER: 'engineering' } })
    onTestFinished(() => slack.close())
    const place = makePlace()
    const app = await place.start({ ...PROPOSE, EGRESS_ALLOW: '127.0.0.1' })
    const hook = await app.createWebhook({
      id: 'slack',
      provider: 'SLACK',
      secret: 'the-signing-secret-of-slack',
      credentials: slack.credentials,
    })
    await app.deliver(hook, { body: fixture('slack/message.channels.json') })
    const [event] = await app.events('slack', 'id')
    place.drop('one.json', MINIMAL)
    const proposal = await untilOpen(app)

    const { question } = await admin(app).run(ASK, { proposalId: proposal.id, eventId: event.id })
    await expect.poll(() => slack.messages.length, SOON).toBe(1)
    const press = slack.pressDelivery(slack.messages[0]!, 0, 'U1')
    await app.deliver(hook, { ...press, headers: { 'content-type': 'application/x-www-form-urlencoded' } })

    expect(question).toMatchObject({ kind: 'APPROVAL', question: expect.stringContaining(proposal.summary) })
    await untilWebhook(app, 'one', { version: 1, createdBy: 'config-file' })
    await untilErrors(app, [])
    expect(await openOnes(app)).toEqual([])
    expect((await audit(app)).find(({ verb }) => verb === 'proposal.approve')).toMatchObject({ actor: 'U1', detail: { via: 'button' } })
    expect(JSON.parse(place.read('one.json'))).toEqual(MINIMAL)
  })
})

async function rename(app: TestApp, name: string): Promise<void> {
  const { updateWebhook } = await app.graphql(
    'mutation ($input: UpdateWebhookInput!) { updateWebhook(input: $input) { __typename ... on Error { message } } }',
    { input: { id: 'one', name } },
  )
  expect(updateWebhook.__typename).toBe('UpdateWebhookPayload')
}
