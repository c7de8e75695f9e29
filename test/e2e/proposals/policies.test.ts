import { describe, expect, it } from 'vitest'
import type { Data, TestWebhook } from '../../helpers/start-app.ts'
import { change, waitFor } from '../talk-back/helpers.ts'
import {
  APPROVE,
  admin,
  audit,
  type Caller,
  CREATE,
  caller,
  proposed,
  ROTATE,
  setPolicy,
  start,
  UPDATE,
  URGENT,
  webhook,
} from './helpers.ts'

const RENEW = `mutation ($id: ID!) { result: renewWebhook(id: $id) { __typename ... on UpdateWebhookPayload { webhook { enabled expiresAt } } ... on Error { code } } }`
const DAY_S = 24 * 60 * 60

describe('a policy', () => {
  it('says what a key does at once; everything else is a proposal, and a sibling key is on its own leash', async () => {
    const app = await start()
    const [brain, sibling] = [await caller(app, { name: 'brain on build-7' }), await caller(app)]

    await setPolicy(app, brain, { mayDo: ['createWebhook'] })

    expect(await brain.run(CREATE, { input: URGENT })).toMatchObject({
      __typename: 'CreateWebhookPayload',
      secret: expect.any(String),
      webhook: { id: 'github-urgent', createdBy: 'brain on build-7' },
    })
    expect(await brain.run(UPDATE, { input: { id: 'github-urgent', name: 'x' } })).toMatchObject({ __typename: 'Proposed' })
    expect(await sibling.run(CREATE, { input: { ...URGENT, id: 'another' } })).toMatchObject({ __typename: 'Proposed' })
    expect((await audit(app)).find(({ verb }) => verb === 'webhook.create')).toMatchObject({ actor: 'brain on build-7' })
  })

  it('never lets an agent open a door alone', async () => {
    const app = await start()
    const brain = await caller(app)
    await app.createWebhook({ id: 'hook', replayGuard: true })
    await setPolicy(app, brain, { mayDo: ['createWebhook', 'updateWebhook', 'rotateWebhookSecret'] })

    const results = [
      await brain.run(CREATE, { input: { ...URGENT, id: 'open', allowUnsigned: true } }),
      await brain.run(UPDATE, { input: { id: 'hook', allowUnsigned: true } }),
      await brain.run(UPDATE, { input: { id: 'hook', allowedIps: ['192.0.2.1'] } }),
      await brain.run(UPDATE, { input: { id: 'hook', replayGuard: false } }),
      await brain.run(ROTATE, { id: 'hook' }),
    ]

    expect(results.map(({ proposal }: Data) => proposal.change.warnings)).toEqual([
      ['it takes deliveries that nobody has signed'],
      ['it takes deliveries that nobody has signed'],
      ['other addresses may deliver'],
      ['a captured delivery may be sent again'],
      ['its secret is replaced, and the new one has to be entered at the provider'],
    ])
    expect(await brain.run(UPDATE, { input: { id: 'hook', name: 'Renamed' } })).toMatchObject({ webhook: { version: 2 } })
    await brain.run(CREATE, { input: URGENT })
    expect(await brain.run(ROTATE, { id: URGENT.id })).toMatchObject({ secret: expect.any(String) })
  })

  it('is set by an ADMIN alone, for AGENT keys alone, and with words that are known', async () => {
    const app = await start()
    const [brain, operator] = [await caller(app), await caller(app, { role: 'OPERATOR' })]

    expect(await setPolicy(app, brain, { mayDo: ['createWebhook'] }, operator)).toMatchObject({ code: 'forbidden' })
    expect(await setPolicy(app, brain, { mayDo: ['createWebhook'] }, brain)).toMatchObject({ code: 'forbidden' })
    expect(await setPolicy(app, operator, { mayDo: [] })).toMatchObject({ code: 'invalid_input', issues: [{ path: ['apiKeyId'] }] })
    expect(await setPolicy(app, { ...brain, keyId: 'key_nowhere' }, { mayDo: [] })).toMatchObject({ code: 'not_found' })
    expect(
      await setPolicy(app, brain, { mayDo: ['createApiKey'], maxWebhooks: -1, maxEventsPerHour: 0, expiresAfterSeconds: 0 }),
    ).toMatchObject({
      issues: [
        { path: ['mayDo', '0'], message: expect.stringContaining('createWebhook, updateWebhook') },
        { path: ['maxWebhooks'] },
        { path: ['maxEventsPerHour'] },
        { path: ['expiresAfterSeconds'] },
      ],
    })
  })

  it('is listed with its defaults, to an agent its own', async () => {
    const app = await start()
    const [brain, other] = [await caller(app), await caller(app)]
    await setPolicy(app, other, { mayDo: ['addCommand', 'addCommand'], maxWebhooks: 2, maxEventsPerHour: 5, expiresAfterSeconds: 60 })
    const list = '{ result: agentPolicies { mayDo maxWebhooks maxEventsPerHour expiresAfterSeconds apiKey { id role } } }'

    const ofBrain = {
      mayDo: [],
      maxWebhooks: 10,
      maxEventsPerHour: 1000,
      expiresAfterSeconds: null,
      apiKey: { id: brain.keyId, role: 'AGENT' },
    }
    expect(await admin(app).run(list)).toMatchObject([
      ofBrain,
      { mayDo: ['addCommand'], maxWebhooks: 2, maxEventsPerHour: 5, expiresAfterSeconds: 60, apiKey: { id: other.keyId } },
    ])
    expect(await brain.run(list)).toEqual([ofBrain])
    expect((await audit(app))[0]).toMatchObject({
      verb: 'policy.set',
      subject: other.keyId,
      detail: { may_do: ['addCommand'], max_webhooks: 2 },
    })
  })
})

describe('quotas', () => {
  it('of webhooks: beyond them, also at the same moment, a webhook is a proposal, and a person may go beyond', async () => {
    const app = await start()
    const brain = await caller(app)
    await setPolicy(app, brain, { mayDo: ['createWebhook'], maxWebhooks: 2 })

    const results = await Promise.all([1, 2, 3, 4].map((n) => brain.run(CREATE, { input: { ...URGENT, id: `urgent-${n}` } })))

    expect(results.map(({ __typename }) => __typename).sort()).toEqual([
      'CreateWebhookPayload',
      'CreateWebhookPayload',
      'Proposed',
      'Proposed',
    ])
    const { proposal } = results.find((result) => result.proposal)
    expect(await admin(app).run(APPROVE, { id: proposal.id })).toMatchObject({ __typename: 'ProposalPayload' })
  })

  it('of events: what the key’s webhooks take in an hour, all together; others are not touched', async () => {
    const app = await start()
    const brain = await caller(app)
    await setPolicy(app, brain, { mayDo: ['createWebhook'], maxEventsPerHour: 2 })
    const own = [await make(brain, 'one'), await make(brain, 'two')]
    const persons = await app.createWebhook({ id: 'persons' })
    const send = async (to: TestWebhook) =>
      app.deliver(to, { body: JSON.stringify({ n: crypto.randomUUID() }), headers: { 'x-github-event': 'push' } })

    const answers = [await send(own[0]!), await send(own[1]!), await send(own[0]!)]

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 429])
    expect(answers[2]!.json.error.code).toBe('agent_quota')
    expect(Number(answers[2]!.headers.get('retry-after'))).toBeGreaterThan(3000)
    expect((await send(persons)).status).toBe(202)
    await setPolicy(app, brain, { mayDo: ['createWebhook'], maxEventsPerHour: 50 })
    expect((await send(own[1]!)).status).toBe(202)
  })
})

describe('what an agent has made', () => {
  it('ends unless renewed: it is disabled, its events are held, and renewing brings it back', async () => {
    const app = await start()
    const brain = await caller(app)
    await setPolicy(app, brain, { mayDo: ['createWebhook', 'renewWebhook'], expiresAfterSeconds: DAY_S })
    const hook = await make(brain, 'mayfly')
    const { expiresAt } = await webhook(app, 'mayfly')
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan((DAY_S - 60) * 1000)

    change(app.dataDir, 'UPDATE webhook_configs SET expires_at = ? WHERE webhook_id = ?', Date.now() - 1000, 'mayfly')
    await waitFor(
      () => webhook(app, 'mayfly'),
      ({ enabled }) => !enabled,
    )

    await app.deliver(hook, { body: '{}', headers: { 'x-github-event': 'push' } })
    expect(await app.events('mayfly')).toMatchObject([{ status: 'HELD' }])
    expect((await audit(app))[0]).toMatchObject({ actor: 'hookline', verb: 'webhook.expire', subject: 'mayfly' })
    expect(await webhook(app, 'mayfly')).toMatchObject({ version: 2, versions: [{ by: 'hookline' }, { version: 1 }], deletedAt: null })
    expect(await brain.run(RENEW, { id: 'mayfly' })).toMatchObject({ webhook: { enabled: true } })
    expect(Date.parse((await webhook(app, 'mayfly')).expiresAt)).toBeGreaterThan(Date.now() + (DAY_S - 60) * 1000)
  })

  it('stays enabled when a person enables it again, and what a person has made does not end', async () => {
    const app = await start()
    const brain = await caller(app)
    await setPolicy(app, brain, { mayDo: ['createWebhook', 'updateWebhook', 'enableWebhook'], expiresAfterSeconds: DAY_S })
    await make(brain, 'mayfly')
    await app.createWebhook({ id: 'persons' })
    change(app.dataDir, 'UPDATE webhook_configs SET expires_at = ? WHERE webhook_id = ?', Date.now() - 1000, 'mayfly')
    await waitFor(
      () => webhook(app, 'mayfly'),
      ({ enabled }) => !enabled,
    )

    // Renewing was not given to it, under whatever name.
    expect(await brain.run(UPDATE, { input: { id: 'mayfly', enabled: true } })).toMatchObject({
      proposal: { change: { warnings: ['its time is up, and runs anew'] } },
    })
    await admin(app).run('mutation { result: enableWebhook(id: "mayfly") { __typename } }')
    await new Promise((resolve) => setTimeout(resolve, 1500))

    expect(await webhook(app, 'mayfly')).toMatchObject({ enabled: true })
    expect(Date.parse((await webhook(app, 'mayfly')).expiresAt)).toBeGreaterThan(Date.now())
    expect(await admin(app).run(RENEW, { id: 'persons' })).toMatchObject({ webhook: { enabled: true, expiresAt: null } })
    expect(await webhook(app, 'persons')).toMatchObject({ version: 1 })
  })

  it('ends as a proposal, too, that nobody decides in 7 days', async () => {
    const app = await start()
    const brain = await caller(app)
    const { id, expiresAt } = await proposed(brain)
    expect(Math.round((Date.parse(expiresAt) - Date.now()) / 1000 / DAY_S)).toBe(7)

    change(app.dataDir, 'UPDATE proposals SET expires_at = ?', Date.now() - 1)

    expect(await admin(app).run(APPROVE, { id })).toMatchObject({ code: 'conflict', message: expect.stringContaining('expired') })
    await waitFor(
      () => admin(app).run('{ result: proposals(statuses: [EXPIRED]) { totalCount } }'),
      ({ totalCount }) => totalCount === 1,
    )
    expect(await webhook(app, URGENT.id)).toBeNull()
  })
})

/** A webhook that the agent makes at once, as deliveries need it. */
async function make(brain: Caller, id: string) {
  const { secret } = await brain.run(CREATE, { input: { ...URGENT, id } })
  return { id, provider: 'github', secret, path: `/webhooks/github/${id}` } as const
}
