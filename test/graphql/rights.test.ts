import { beforeEach, describe, expect, it } from 'vitest'
import { viewerOf } from '../helpers/registry.ts'
import { createTestApi, type Data, makeWebhook, storeEvent, type TestApi } from './run.ts'

// An agent's key that is held to the webhook `mine` and takes tasks of `planner`.
const agent = viewerOf('AGENT', { agent: 'planner', webhookIds: ['mine'] })

describe('rights of reading', () => {
  let api: TestApi
  let mine: string
  let theirs: string

  beforeEach(async () => {
    api = await createTestApi()
    await makeWebhook(api, 'mine')
    await makeWebhook(api, 'theirs')
    mine = await storeEvent(api.registry, { webhookId: 'mine', ...doneBy('mine', 'planner', 'executor') })
    theirs = await storeEvent(api.registry, { webhookId: 'theirs', ...doneBy('theirs', 'planner') })
  })

  it('show an agent the webhooks, events and actions of its webhooks alone', async () => {
    const data = await api.ask(
      '{ webhooks { edges { node { id } } totalCount } events { edges { node { id } } totalCount } actions { edges { node { id } } totalCount } }',
      {},
      agent,
    )

    expect(idsOf(data.webhooks)).toEqual(['mine'])
    expect(idsOf(data.events)).toEqual([mine])
    expect(idsOf(data.actions)).toEqual(['act_mine'])
    expect([data.webhooks, data.events, data.actions].map(({ totalCount }) => totalCount)).toEqual([1, 1, 1])
  })

  it('show an agent its own tasks alone, also below an event, and no agent but itself', async () => {
    const data = await api.ask(
      'query ($id: ID!) { tasks { edges { node { id } } } event(id: $id) { tasks { id } } agents { name queued } }',
      { id: mine },
      agent,
    )

    expect(idsOf(data.tasks)).toEqual(['task_mine_planner'])
    expect(data.event.tasks).toEqual([{ id: 'task_mine_planner' }])
    expect(data.agents).toEqual([{ name: 'planner', queued: 1 }])
  })

  it('show an agent nothing of what lies outside, as if it were not there', async () => {
    const ONE = `query ($event: ID!) {
      webhook(id: "theirs") { id } event(id: $event) { id } task(id: "task_theirs_planner") { id } node(id: "act_theirs") { id }
      executor: task(id: "task_mine_executor") { id } events(where: { webhookIds: ["theirs"] }) { edges { node { id } } }
    }`

    expect(await api.ask(ONE, { event: theirs }, agent)).toEqual({
      webhook: null,
      event: null,
      task: null,
      node: null,
      executor: null,
      events: { edges: [] },
    })
    expect(
      await api.fail('{ previewCommand(webhookId: "theirs", command: { trigger: "*", action: COMMENT }) { tried } }', {}, agent),
    ).toMatchObject({ code: 'NOT_FOUND' })
  })

  it.each(['{ health { ok } }', '{ refusedDeliveries { totalCount } }', '{ apiKeys { id } }', '{ auditLog { totalCount } }'])(
    'refuse %s to an agent',
    async (query) => {
      expect(await api.fail(query, {}, agent)).toMatchObject({ code: 'FORBIDDEN' })
    },
  )

  it.each(['{ apiKeys { id } }', '{ auditLog { totalCount } }'])('give %s to an admin alone', async (query) => {
    expect(await api.fail(query, {}, viewerOf('OPERATOR'))).toMatchObject({ code: 'FORBIDDEN' })
    expect(await api.fail(query, {}, viewerOf('VIEWER'))).toMatchObject({ code: 'FORBIDDEN' })
    expect(await api.ask(query)).toBeTruthy()
  })

  it('find audit entries by their id for an admin alone', async () => {
    const { auditLog }: Data = await api.ask('{ auditLog(first: 1, verb: "webhook.create") { edges { node { id verb subject } } } }')
    const { id } = auditLog.edges[0].node
    const NODE = 'query ($id: ID!) { node(id: $id) { __typename id } }'

    expect(await api.ask(NODE, { id })).toEqual({ node: { __typename: 'AuditEntry', id } })
    expect(await api.ask(NODE, { id }, viewerOf('OPERATOR'))).toEqual({ node: null })
  })

  it('leave a viewer everything to read and nothing to change', async () => {
    const viewer = viewerOf('VIEWER')

    const { events } = await api.ask(
      '{ events { edges { node { id payload rawBody headers } } } health { ok } refusedDeliveries { totalCount } }',
      {},
      viewer,
    )
    const { replayEvent } = await api.ask(
      'mutation ($id: ID!) { replayEvent(id: $id) { __typename ... on Error { code } } }',
      { id: mine },
      viewer,
    )

    expect(events.edges).toHaveLength(2)
    expect(replayEvent).toEqual({ __typename: 'Forbidden', code: 'forbidden' })
  })
})

function doneBy(name: string, ...agents: string[]) {
  const action = {
    id: `act_${name}`,
    commandId: null,
    commandVersion: null,
    kind: 'create_task',
    status: 'SUCCEEDED',
    text: 'Look',
    agent: null,
    target: null,
    doneAtMs: 1,
    nextAttemptAtMs: null,
  }
  return {
    actions: [action],
    tasks: agents.map((agent) => ({ id: `task_${name}_${agent}`, commandId: null, actionId: action.id, agent, prompt: 'Look' })),
  }
}

function idsOf(connection: Data): string[] {
  return connection.edges.map(({ node }: Data) => node.id)
}
