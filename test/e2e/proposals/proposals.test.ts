import { describe, expect, it } from 'vitest'
import {
  ADD,
  APPROVE,
  admin,
  audit,
  CREATE,
  caller,
  PROPOSAL,
  proposed,
  REJECT,
  ROTATE,
  start,
  UPDATE,
  URGENT,
  webhook,
} from './helpers.ts'

const COMMAND = { trigger: 'issues.opened', action: 'CREATE_TASK', agent: 'planning' }

describe('a change by an agent', () => {
  it('becomes a proposal: nothing is there before a person approves, and then it is the agent’s', async () => {
    const app = await start()
    const brain = await caller(app, { name: 'brain on build-7' })

    const result = await brain.run(CREATE, { input: URGENT })

    expect(result).toMatchObject({
      __typename: 'Proposed',
      code: 'proposed',
      proposal: {
        proposedBy: 'brain on build-7',
        agent: 'brain',
        status: 'OPEN',
        summary: 'Create the webhook github-urgent (github) with 1 command: issues.labeled → create_task planning',
        change: { verb: 'createWebhook', webhook_id: 'github-urgent', base_version: null, before: null, warnings: [] },
      },
    })
    expect(result.proposal.change.after.commands).toMatchObject([{ trigger: 'issues.labeled', action: 'create_task', agent: 'planning' }])
    expect(await webhook(app, 'github-urgent')).toBeNull()

    const approved = await admin(app).run(APPROVE, { id: result.proposal.id })

    expect(approved).toMatchObject({ secret: expect.stringMatching(/.{20}/), proposal: { status: 'APPROVED', decidedBy: 'ADMIN_API_KEY' } })
    expect(await webhook(app, 'github-urgent')).toMatchObject({
      createdBy: 'brain on build-7',
      versions: [{ version: 1, by: 'brain on build-7' }],
      commands: [{ trigger: 'issues.labeled' }],
    })
    expect((await audit(app)).slice(0, 3)).toMatchObject([
      { actor: 'brain on build-7', verb: 'webhook.create', subject: 'github-urgent' },
      { actor: 'ADMIN_API_KEY', verb: 'proposal.approve', subject: result.proposal.id, detail: { webhook: 'github-urgent', via: 'api' } },
      { actor: 'brain on build-7', verb: 'proposal.open', subject: result.proposal.id },
    ])
    const made = { id: 'github-urgent', provider: 'github', secret: approved.secret, path: '/webhooks/github/github-urgent' } as const
    expect((await app.deliver(made, { body: '{}', headers: { 'x-github-event': 'push' } })).status).toBe(202)
  })

  it('is checked as everybody’s before it is proposed', async () => {
    const app = await start()
    const brain = await caller(app)
    await app.createWebhook({ id: 'taken' })

    expect(await brain.run(CREATE, { input: { ...URGENT, commands: [{ trigger: '*', action: 'CREATE_TASK' }] } })).toMatchObject({
      code: 'invalid_input',
      issues: [{ path: ['commands', '0', 'agent'] }],
    })
    expect(await brain.run(ADD, { webhookId: 'nowhere', command: COMMAND })).toMatchObject({ code: 'not_found' })
    expect(await brain.run(UPDATE, { input: { id: 'taken', expectedVersion: 7, name: 'x' } })).toMatchObject({ code: 'conflict' })
    expect(await brain.run(UPDATE, { input: { id: 'taken', name: 'A webhook' } })).toMatchObject({ __typename: 'UpdateWebhookPayload' })
    expect(await brain.run('{ result: proposals { totalCount } }')).toEqual({ totalCount: 0 })
  })

  it('shows the difference, and what to be careful about', async () => {
    const app = await start()
    const brain = await caller(app)
    await app.createWebhook({ id: 'hook', allowedIps: ['10.0.0.0/8'], commands: [COMMAND] })

    const { proposal } = await brain.run(UPDATE, {
      input: { id: 'hook', name: 'Another', allowUnsigned: true, allowedIps: ['10.0.0.0/8', '192.0.2.1'] },
    })

    expect(proposal.change).toMatchObject({
      verb: 'updateWebhook',
      base_version: 1,
      before: { name: 'A webhook', allow_unsigned: false, allowed_ips: [] },
      after: { name: 'Another', allow_unsigned: true, allowed_ips: ['192.0.2.1'] },
      warnings: ['it takes deliveries that nobody has signed', 'other addresses may deliver'],
    })
    expect(proposal.summary).toContain('(careful: it takes deliveries that nobody has signed; other addresses may deliver)')
    expect(proposal.change.after).not.toHaveProperty('commands')
  })

  it('is tried on stored events, and nothing of that is executed', async () => {
    const app = await start()
    const brain = await caller(app)
    const hook = await app.createWebhook({ id: 'hook' })
    for (const action of ['opened', 'closed', 'opened'])
      await app.deliver(hook, {
        body: JSON.stringify({ action, issue: { title: `Is ${action}`, number: crypto.randomUUID() } }),
        headers: { 'x-github-event': 'issues' },
      })
    const add = await brain.run(ADD, { webhookId: 'hook', command: { ...COMMAND, template: 'Plan {{issue.title}}' } })
    const create = await proposed(brain, { ...URGENT, commands: [{ ...COMMAND, trigger: 'issues.closed', template: 'x' }] })
    const other = await proposed(brain, { ...URGENT, id: 'jira-1', provider: 'JIRA' })

    const preview = (id: string) =>
      admin(app).run(
        `query ($id: ID!) { result: node(id: $id) { ... on Proposal { preview(last: 2) { tried matched results { matched rendered event { eventType } } } } } }`,
        { id },
      )

    expect(await preview(add.proposal.id)).toMatchObject({
      preview: {
        tried: 2,
        matched: 1,
        results: [
          { matched: true, rendered: expect.stringContaining('Is opened') },
          { matched: false, rendered: null },
        ],
      },
    })
    expect(await preview(create.id)).toMatchObject({ preview: { tried: 2, matched: 1 } })
    expect(await preview(other.id)).toEqual({ preview: null })
    expect((await app.events('hook')).flatMap(({ tasks }) => tasks)).toEqual([])
  })

  it('is bounded: 20 that nobody has decided', async () => {
    const app = await start()
    const brain = await caller(app)
    for (let n = 0; n < 20; n++) await proposed(brain, { ...URGENT, id: `urgent-${n}` })

    expect(await brain.run(CREATE, { input: URGENT })).toMatchObject({ __typename: 'Conflict', code: 'too_many_proposals' })
    expect(await brain.rest('POST', '/api/webhooks', { name: 'x', provider: 'github' })).toMatchObject({
      status: 409,
      body: { error: { code: 'too_many_proposals' } },
    })

    const { edges } = await brain.run('{ result: proposals(last: 1) { edges { node { id } } } }')
    await admin(app).run(REJECT, { id: edges[0].node.id })
    expect(await brain.run(CREATE, { input: URGENT })).toMatchObject({ __typename: 'Proposed' })
  })
})

describe('a decision', () => {
  it('is made once, by whoever comes first', async () => {
    const app = await start()
    const brain = await caller(app)
    const people = [await caller(app, { role: 'OPERATOR', name: 'ada' }), await caller(app, { role: 'OPERATOR', name: 'grace' })]
    const { id } = await proposed(brain)

    const results = await Promise.all([...people, ...people].map((person) => person.run(APPROVE, { id })))

    expect(results.filter(({ __typename }) => __typename === 'ProposalPayload')).toHaveLength(1)
    expect(results.filter(({ code }) => code === 'conflict')).toHaveLength(3)
    expect((await audit(app)).filter(({ verb }) => verb === 'proposal.approve' || verb === 'webhook.create')).toHaveLength(2)
    expect(await admin(app).run(REJECT, { id })).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/approved already by (ada|grace)/),
    })
  })

  it('to reject gives the reason to the agent', async () => {
    const app = await start()
    const brain = await caller(app)
    const { id } = await proposed(brain)

    await admin(app).run(REJECT, { id, reason: 'We have one' })

    expect(await brain.run(`query ($id: ID!) { result: node(id: $id) { ... on Proposal { ${PROPOSAL} } } }`, { id })).toMatchObject({
      status: 'REJECTED',
      decidedBy: 'ADMIN_API_KEY',
      reason: 'We have one',
    })
    expect(await admin(app).run(APPROVE, { id })).toMatchObject({ code: 'conflict' })
    expect(await webhook(app, URGENT.id)).toBeNull()
  })

  it('is refused where the webhook has changed since, and nothing is lost', async () => {
    const app = await start()
    const brain = await caller(app)
    await app.createWebhook({ id: 'hook' })
    const { proposal } = await brain.run(UPDATE, { input: { id: 'hook', name: 'The agent’s' } })
    const taken = await proposed(brain, { ...URGENT, id: 'soon-taken' })
    await admin(app).run(UPDATE, { input: { id: 'hook', replayGuard: true } })
    await app.createWebhook({ id: 'soon-taken' })

    const ofChanged = await admin(app).run(APPROVE, { id: proposal.id })
    const ofTaken = await admin(app).run(APPROVE, { id: taken.id })

    expect(ofChanged).toMatchObject({ code: 'conflict', message: expect.stringContaining('has changed since') })
    expect(ofTaken).toMatchObject({ code: 'conflict', message: expect.stringContaining('is taken') })
    expect(await webhook(app, 'hook')).toMatchObject({ name: 'A webhook', version: 2 })
    expect(await admin(app).run('{ result: proposals(statuses: [OPEN]) { totalCount } }')).toEqual({ totalCount: 2 })
  })

  it('needs an ADMIN or OPERATOR who may see the webhook; no AGENT by any way', async () => {
    const app = await start()
    const brain = await caller(app)
    const hook = await app.createWebhook({ id: 'hook' })
    await app.createWebhook({ id: 'other' })
    const { proposal } = await brain.run(UPDATE, { input: { id: hook.id, name: 'x' } })
    const { id } = proposal
    const [viewer, ofOther, ofHook, sibling] = [
      await caller(app, { role: 'VIEWER' }),
      await caller(app, { role: 'OPERATOR', webhookIds: ['other'] }),
      await caller(app, { role: 'OPERATOR', webhookIds: ['hook'] }),
      await caller(app),
    ]

    for (const agent of [brain, sibling]) {
      expect(await agent.run(APPROVE, { id })).toMatchObject({ code: 'forbidden' })
      expect(await agent.run(REJECT, { id })).toMatchObject({ code: 'forbidden' })
      expect((await agent.rest('POST', `/api/proposals/${id}/approve`)).status).toBe(403)
      expect((await agent.rest('POST', `/api/proposals/${id}/reject`)).status).toBe(403)
    }
    expect(await viewer.run(APPROVE, { id })).toMatchObject({ code: 'forbidden' })
    expect(await ofOther.run(APPROVE, { id })).toMatchObject({ code: 'not_found' })
    expect((await sibling.rest('GET', `/api/proposals/${id}`)).status).toBe(404)
    expect(await sibling.run('{ result: proposals { totalCount } }')).toEqual({ totalCount: 0 })
    expect(await ofOther.run('{ result: proposals { totalCount } }')).toEqual({ totalCount: 0 })
    expect(await ofHook.run(APPROVE, { id })).toMatchObject({ __typename: 'ProposalPayload' })
  })

  it('works over REST, where a proposal is a 202', async () => {
    const app = await start()
    const brain = await caller(app)

    const made = await brain.rest('POST', '/api/webhooks', { webhook_id: 'by-rest', name: 'x', provider: 'custom' })
    const listed = await app.rest('GET', '/api/proposals?status=OPEN')
    const approved = await app.rest('POST', `/api/proposals/${made.body.proposal_id}/approve`)
    const again = await app.rest('POST', `/api/proposals/${made.body.proposal_id}/reject`, { reason: 'x' })

    expect(made).toMatchObject({ status: 202, body: { status: 'proposed', proposal_id: expect.stringMatching(/^prp_/) } })
    expect(listed.body).toMatchObject({ proposals: [{ proposal_id: made.body.proposal_id, status: 'OPEN' }], next: null })
    expect(approved).toMatchObject({ status: 200, body: { status: 'APPROVED', secret: expect.any(String) } })
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } })
    expect((await app.rest('GET', '/api/proposals?status=DONE')).status).toBe(400)
    expect(await webhook(app, 'by-rest')).toMatchObject({ id: 'by-rest' })
  })
})

describe('what no agent does', () => {
  it('is refused, and not even proposed', async () => {
    const app = await start()
    const brain = await caller(app)
    await app.createWebhook({ id: 'hook', allowedIps: ['10.0.0.0/8'], credentials: { token: 'ghp_x', baseUrl: 'http://127.0.0.1:1' } })
    const refused = [
      await brain.run(CREATE, { input: { ...URGENT, credentials: { token: 'ghp_y', baseUrl: 'http://127.0.0.1:1' } } }),
      await brain.run(UPDATE, { input: { id: 'hook', credentials: { token: 'ghp_y' } } }),
      await brain.run(UPDATE, { input: { id: 'hook', credentials: null } }),
      await brain.run(UPDATE, { input: { id: 'hook', allowedIps: [] } }),
      await brain.run(UPDATE, { input: { id: 'hook', allowedIps: null } }),
      await brain.run(UPDATE, { input: { id: 'hook', secret: 'a-secret-of-the-agent' } }),
      await brain.run(ROTATE, { id: 'hook', secret: 'a-secret-of-the-agent' }),
      await brain.run(ADD, { webhookId: 'hook', command: { trigger: '*', action: 'FORWARD', target: 'https://evil.example/in' } }),
      await brain.run('mutation { result: revertWebhook(id: "hook", version: 1) { ... on Error { code } } }'),
    ]

    expect(refused.map(({ code }) => code)).toEqual(Array(9).fill('forbidden'))
    expect(await admin(app).run('{ result: proposals { totalCount } }')).toEqual({ totalCount: 0 })
    expect(await webhook(app, 'hook')).toMatchObject({ version: 1 })
  })

  it('by a key that is held to webhooks: make others, or see them', async () => {
    const app = await start()
    await app.createWebhook({ id: 'mine' })
    await app.createWebhook({ id: 'theirs' })
    const held = await caller(app, { webhookIds: ['mine'] })

    expect(await held.run(CREATE, { input: URGENT })).toMatchObject({ code: 'forbidden' })
    expect(await held.run(UPDATE, { input: { id: 'theirs', name: 'x' } })).toMatchObject({ code: 'not_found' })
    expect(await held.run(UPDATE, { input: { id: 'mine', name: 'x' } })).toMatchObject({ __typename: 'Proposed' })
  })
})
