import { beforeEach, describe, expect, it } from 'vitest'
import { insert } from '../../src/backends/database/database.ts'
import { viewerOf } from '../helpers/registry.ts'
import { createTestApi, type Data, makeWebhook, storeEvent, type TestApi } from './run.ts'

const planner = viewerOf('AGENT', { agent: 'planner' })
const CLAIM = `mutation ($waitSeconds: Int! = 0, $agent: String! = "planner") {
  claimTask(agent: $agent, waitSeconds: $waitSeconds) { __typename ... on ClaimTaskPayload { leaseToken task { id status attempt event { id } } } ... on Error { code message } }
}`
const DONE = `mutation ($id: ID!, $leaseToken: String!) {
  completeTask(id: $id, leaseToken: $leaseToken, result: { ok: true }) { __typename ... on TaskPayload { task { status result } } ... on Error { code } }
}`

describe('tasks', () => {
  let api: TestApi

  beforeEach(async () => {
    api = await createTestApi()
    await makeWebhook(api, 'hook')
    const key = { key_id: planner.keyId, name: planner.name, role: planner.role, agent: planner.agent }
    await api.registry.db.write([insert('api_keys', { ...key, key_hash: 'a hash', hint: '0123', created_at: 1 })])
  })

  it('are claimed under a lease and completed by its holder', async () => {
    await queueTask('task_1')

    const { claimTask } = await api.ask(CLAIM, {}, planner)
    const { completeTask: zombie } = await api.ask(DONE, { id: 'task_1', leaseToken: 'another' }, planner)
    const { completeTask: holder } = await api.ask(DONE, { id: 'task_1', leaseToken: claimTask.leaseToken }, planner)

    expect(claimTask).toMatchObject({ __typename: 'ClaimTaskPayload', task: { id: 'task_1', status: 'CLAIMED', attempt: 1, event: {} } })
    expect(zombie).toMatchObject({ __typename: 'Conflict' })
    expect(holder).toEqual({ __typename: 'TaskPayload', task: { status: 'COMPLETED', result: { ok: true } } })
  })

  it('answer null where none waits', async () => {
    expect(await api.ask(CLAIM, {}, planner)).toEqual({ claimTask: { __typename: 'ClaimTaskPayload', task: null, leaseToken: null } })
  })

  it('are handed to a claim that waits, as soon as they are queued', async () => {
    const waiting = api.ask(CLAIM, { waitSeconds: 20 }, planner)
    await pause(50)
    await queueTask('task_for_other', 'executor')
    await queueTask('task_1')

    const { claimTask } = await waiting

    expect(claimTask.task.id).toBe('task_1')
  })

  it('answer null when the time is up', async () => {
    const startMs = performance.now()

    const { claimTask } = await api.ask(CLAIM, { waitSeconds: 1 }, planner)

    expect(claimTask.task).toBeNull()
    expect(performance.now() - startMs).toBeGreaterThan(900)
  })

  it('stay where they are when the one who waited has gone', async () => {
    const gone = new AbortController()
    const waiting = api.run(CLAIM, { waitSeconds: 20 }, planner, gone.signal)
    await pause(50)
    gone.abort()
    await waiting
    await queueTask('task_1')

    const { task } = await api.ask('{ task(id: "task_1") { status } }')

    expect(task).toEqual({ status: 'QUEUED' })
  })

  it('say in the result what is wrong with a claim', async () => {
    const results: Data[] = []
    for (const variables of [{ waitSeconds: 61 }, { waitSeconds: -1 }, { agent: 'executor' }])
      results.push((await api.ask(CLAIM, variables, planner)).claimTask)

    expect(results.map(({ __typename }) => __typename)).toEqual(['InvalidInput', 'InvalidInput', 'Forbidden'])
  })

  it('are counted by agent', async () => {
    for (const id of ['task_1', 'task_2']) await queueTask(id)
    await queueTask('task_3', 'executor')
    await api.ask(CLAIM, {}, planner)

    const { agents } = await api.ask('{ agents { name queued claimed lastSeenAt } }')

    expect(agents).toEqual([
      { name: 'executor', queued: 1, claimed: 0, lastSeenAt: null },
      { name: 'planner', queued: 1, claimed: 1, lastSeenAt: expect.any(Date) },
    ])
  })

  function queueTask(id: string, agent = 'planner'): Promise<string> {
    return storeEvent(api.registry, { webhookId: 'hook', tasks: [{ id, commandId: null, actionId: null, agent, prompt: 'Look' }] })
  }
})

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
