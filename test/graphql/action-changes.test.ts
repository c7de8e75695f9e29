import { beforeEach, describe, expect, it } from 'vitest'
import { insert, update } from '../../src/backends/database/database.ts'
import type { Viewer } from '../../src/model/viewer.ts'
import { lastAudit } from '../helpers/database.ts'
import { viewerOf } from '../helpers/registry.ts'
import { commandAction, FAILURES, storeIssue, storeTwo, task } from './occasion.ts'
import { createTestApi, type Data, makeWebhook, storeEvent, type TestApi } from './run.ts'

const ACTION = '__typename ... on ActionPayload { action { id kind status text agent requestedBy way url command { id } event { id } } }'
const COMMENT = `mutation ($eventId: ID!, $text: String! = "Hello") { result: comment(eventId: $eventId, message: $text) { ${ACTION} ${FAILURES} } }`
const RESPOND = `mutation ($eventId: ID!, $text: String! = "Hello") { result: respond(eventId: $eventId, response: $text) { ${ACTION} ${FAILURES} } }`
const FORWARD = `mutation ($eventId: ID!, $target: String!) { result: forward(eventId: $eventId, target: $target) { ${ACTION} ${FAILURES} } }`
const RETRY = `mutation ($id: ID!) { result: retryAction(id: $id) { ${ACTION} ${FAILURES} } }`
const RESET = `mutation ($id: ID!, $thread: String) { result: resetBreaker(webhookId: $id, thread: $thread) {
  __typename ... on UpdateWebhookPayload { webhook { breakers { thread reason openedAt } } } ${FAILURES} } }`

const planner = viewerOf('AGENT', { agent: 'planner' })
const ofMine = viewerOf('OPERATOR', { webhookIds: ['mine'] })

let api: TestApi
let mine: string
let theirs: string
beforeEach(async () => {
  api = await createTestApi()
  const stored = await storeTwo(api)
  mine = stored.mine
  theirs = stored.theirs
})

async function run(document: string, variables: object, viewer?: Viewer): Promise<Data> {
  return (await api.ask(document, variables as Record<string, unknown>, viewer)).result
}

describe.each([
  ['comment', COMMENT],
  ['respond', RESPOND],
])('%s', (kind, document) => {
  it('stores an action that waits for the worker, with who asked for it', async () => {
    const { __typename, action } = await run(document, { eventId: mine }, ofMine)

    expect(__typename).toBe('ActionPayload')
    expect(action).toEqual({
      id: expect.stringMatching(/^act_/),
      kind: kind.toUpperCase(),
      status: 'PENDING',
      text: 'Hello',
      agent: null,
      requestedBy: "operator's key",
      way: null,
      url: null,
      command: null,
      event: { id: mine },
    })
    expect(await lastAudit(api.registry.db)).toMatchObject({ verb: `action.${kind}`, subject: mine, detail: { action: action.id } })
  })

  it('finds no event of another webhook than those of the key', async () => {
    expect(await run(document, { eventId: theirs }, ofMine)).toMatchObject({ __typename: 'NotFound' })
    expect(await run(document, { eventId: 'evt_nothing' })).toMatchObject({ __typename: 'NotFound' })
  })

  it('is not for a VIEWER', async () => {
    expect(await run(document, { eventId: mine }, viewerOf('VIEWER'))).toMatchObject({ __typename: 'Forbidden' })
  })

  it('says what is wrong: no text, and no place to write at', async () => {
    const nowhere = await storeEvent(api.registry, { webhookId: 'mine', payloadText: '{}' })

    expect(await run(document, { eventId: mine, text: ' ' })).toMatchObject({
      issues: [{ path: [kind === 'comment' ? 'message' : 'response'] }],
    })
    expect(await run(document, { eventId: nowhere })).toMatchObject({ __typename: 'InvalidInput', issues: [{ path: ['eventId'] }] })
  })

  it('is refused while a breaker is open', async () => {
    await openBreaker('')

    expect(await run(document, { eventId: mine })).toMatchObject({ code: 'breaker_open', message: 'eventId: Too much' })
  })
})

describe('an agent may act', () => {
  it('not on an event that is none of its business', async () => {
    const other = await storeIssue(api, 'mine', { actions: [commandAction('executor')], tasks: [task('task_other', 'executor')] })

    for (const eventId of [mine, other]) expect(await run(COMMENT, { eventId }, planner)).toMatchObject({ __typename: 'Forbidden' })
  })

  it('on an event of a task that it holds, and not while the task only waits', async () => {
    const eventId = await storeIssue(api, 'mine', { tasks: [task('task_1')] })

    const before = await run(COMMENT, { eventId }, planner)
    await api.ask('mutation { claimTask(agent: "planner") { __typename } }', {}, planner)
    const { action } = await run(COMMENT, { eventId }, planner)

    expect(before).toMatchObject({ __typename: 'Forbidden' })
    expect(action).toMatchObject({ agent: 'planner', requestedBy: "agent's key" })
  })

  it('on an event of a task that it has finished, for a day', async () => {
    const eventId = await storeIssue(api, 'mine', { tasks: [task('task_1')] })
    await api.registry.db.write([update('tasks', { status: 'COMPLETED', updated_at: api.registry.now() }, { task_id: 'task_1' })])

    expect(await run(COMMENT, { eventId }, planner)).toMatchObject({ __typename: 'ActionPayload' })
    api.registry.pass(25 * 60 * 60 * 1000)
    expect(await run(COMMENT, { eventId }, planner)).toMatchObject({ __typename: 'Forbidden' })
  })

  it('on an event of a command that names it', async () => {
    const eventId = await storeIssue(api, 'mine', { actions: [commandAction('planner')] })

    expect(await run(RESPOND, { eventId }, planner)).toMatchObject({ __typename: 'ActionPayload' })
  })
})

describe('forward', () => {
  const url = 'https://93.184.215.14/in'
  const targets = async () => (await api.ask('{ forwardTargets { url hint createdBy } }')).forwardTargets

  it('registers a URL with a secret of its own, once', async () => {
    const { action } = await run(FORWARD, { eventId: mine, target: url })
    await run(FORWARD, { eventId: mine, target: `${url}#again` })

    expect(action).toMatchObject({ kind: 'FORWARD', status: 'PENDING', text: '' })
    expect(await targets()).toEqual([{ url, hint: expect.any(String), createdBy: "admin's key" }])
  })

  it('takes a webhook of this server that takes such deliveries', async () => {
    await makeWebhook(api, 'jira', { provider: 'JIRA', commands: [] })

    expect(await run(FORWARD, { eventId: mine, target: 'theirs' })).toMatchObject({ __typename: 'ActionPayload' })
    for (const target of ['mine', 'jira', 'nothing'])
      expect(await run(FORWARD, { eventId: mine, target })).toMatchObject({ __typename: 'InvalidInput', issues: [{ path: ['target'] }] })
    expect(await run(FORWARD, { eventId: mine, target: 'theirs' }, ofMine)).toMatchObject({ __typename: 'InvalidInput' })
  })

  it.each(['', 'no target', 'ftp://93.184.215.14/', 'https://user:pass@93.184.215.14/', 'https://10.0.0.1/'])(
    'refuses %j as a target',
    async (target) => {
      expect(await run(FORWARD, { eventId: mine, target })).toMatchObject({ issues: [{ path: ['target'], message: expect.any(String) }] })
      expect(await targets()).toEqual([])
    },
  )

  it('lets an agent send only to where people have sent already', async () => {
    await makeWebhook(api, 'source', { commands: [{ trigger: '*', action: 'FORWARD', target: 'theirs' }] })
    const eventId = await storeIssue(api, 'mine', { actions: [commandAction('planner')] })
    const byAgent = (target: string) => run(FORWARD, { eventId, target }, planner)

    expect(await byAgent(url)).toMatchObject({ __typename: 'Forbidden' })
    expect(await byAgent('source')).toMatchObject({ __typename: 'Forbidden' })
    expect(await byAgent('theirs')).toMatchObject({ __typename: 'ActionPayload' })
    await api.ask('mutation ($url: String!) { setForwardTarget(url: $url) { __typename } }', { url })
    expect(await byAgent(url)).toMatchObject({ __typename: 'ActionPayload' })
  })
})

describe('retryAction', () => {
  it('starts an action anew that came to nothing, and no other', async () => {
    const { action } = await run(COMMENT, { eventId: mine })
    const early = await run(RETRY, { id: action.id })
    await api.registry.db.write([update('webhook_actions', { status: 'EXHAUSTED' }, { action_id: action.id })])

    const again = await run(RETRY, { id: action.id })

    expect(early).toMatchObject({ __typename: 'InvalidInput', message: expect.stringContaining('PENDING') })
    expect(again).toMatchObject({ __typename: 'ActionPayload', action: { status: 'PENDING' } })
  })

  it('is for people whose webhook it is', async () => {
    const { action } = await run(COMMENT, { eventId: theirs })

    expect(await run(RETRY, { id: action.id }, ofMine)).toMatchObject({ __typename: 'NotFound' })
    expect(await run(RETRY, { id: action.id }, planner)).toMatchObject({ __typename: 'Forbidden' })
  })
})

describe('resetBreaker', () => {
  const breakers = async () => (await api.ask('{ webhook(id: "mine") { breakers { thread reason } } }')).webhook.breakers

  it('lets one thread, or all of a webhook, run commands again', async () => {
    for (const thread of ['', 'a', 'b']) await openBreaker(thread)
    const before = await breakers()

    const one = await run(RESET, { id: 'mine', thread: 'a' })
    const all = await run(RESET, { id: 'mine' })

    expect(before.map(({ thread }: Data) => thread)).toEqual([null, 'a', 'b'])
    expect(one.webhook.breakers.map(({ thread }: Data) => thread)).toEqual([null, 'b'])
    expect(all.webhook.breakers).toEqual([])
    expect(await lastAudit(api.registry.db)).toMatchObject({ verb: 'breaker.reset', subject: 'mine' })
  })

  it('is for people whose webhook it is', async () => {
    await openBreaker('')

    expect(await run(RESET, { id: 'mine' }, planner)).toMatchObject({ __typename: 'Forbidden' })
    expect(await run(RESET, { id: 'mine' }, viewerOf('OPERATOR', { webhookIds: ['theirs'] }))).toMatchObject({ __typename: 'NotFound' })
    expect(await run(RESET, { id: 'nothing' })).toMatchObject({ __typename: 'NotFound' })
    expect(await breakers()).toHaveLength(1)
  })
})

function openBreaker(thread: string): Promise<unknown> {
  return api.registry.db.write([insert('breakers', { webhook_id: 'mine', thread, opened_at: 1, reason: 'Too much' })])
}
