import { describe, expect, it } from 'vitest'
import { type Database, insert } from '../../src/backends/database/database.ts'
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../src/errors.ts'
import { newId } from '../../src/model/id.ts'
import { createWebhook } from '../../src/registry/webhooks.ts'
import {
  cancelTask,
  claimTask,
  completeTask,
  failTask,
  heartbeatTask,
  releaseTask,
  requeueTask,
  sweepLeases,
  type TaskDeps,
} from '../../src/worker/tasks.ts'
import { feedKinds } from '../helpers/database.ts'
import { admin, createTestRegistry, type TestRegistry, viewerOf } from '../helpers/registry.ts'

const planner = viewerOf('AGENT', { name: 'planner-1', agent: 'planning' })
const claimOne = async (deps: TaskDeps, leaseSeconds = 60) => (await claimTask(deps, planner, { agent: 'planning', leaseSeconds }))!
const heldBy = ({ task, leaseToken }: { task: { taskId: string }; leaseToken: string }) => ({ id: task.taskId, leaseToken })

describe('claimTask', () => {
  it('hands out the oldest task of the agent, under a lease', async () => {
    const registry = await createTestRegistry()
    const [first] = [await queue(registry.db), await queue(registry.db), await queue(registry.db, { agent: 'executor' })]

    const { task, leaseToken } = await claimOne(registry)

    expect(task).toMatchObject({
      taskId: first,
      status: 'CLAIMED',
      claimedBy: 'planner-1',
      attempt: 1,
      leaseUntil: new Date(registry.now() + 60_000),
    })
    expect(leaseToken).toMatch(/^lease_/)
    expect(JSON.stringify(task)).not.toContain(leaseToken)
    expect(await registry.db.read('SELECT kind, node_id, agent FROM change_feed')).toEqual([
      { kind: 'TASK_CLAIMED', node_id: first, agent: 'planning' },
    ])
    expect(await registry.db.prisma.agent.findMany()).toMatchObject([{ name: 'planning', lastSeenAt: new Date(registry.now()) }])
  })

  it('answers null when none waits', async () => {
    const registry = await createTestRegistry()

    expect(await claimTask(registry, planner, { agent: 'planning' })).toBeNull()
    expect(await feedKinds(registry.db)).toEqual([])
  })

  it('gives each task to one claimer only', async () => {
    const registry = await createTestRegistry()
    for (let i = 0; i < 10; i++) await queue(registry.db)

    const claims = await Promise.all(Array.from({ length: 30 }, () => claimTask(registry, planner, { agent: 'planning' })))

    const taken = claims.flatMap((claim) => (claim ? [claim.task.taskId] : []))
    expect(new Set(taken).size).toBe(10)
    expect(taken).toHaveLength(10)
  })

  it('leaves tasks waiting whose command has as many under way as it may', async () => {
    const registry = await createTestRegistry()
    const { commandId } = await withCommand(registry, { maxConcurrent: 1 })
    await queue(registry.db, { commandId })
    await queue(registry.db, { commandId })
    const free = await queue(registry.db)

    const claims = [await claimOne(registry), await claimOne(registry), await claimTask(registry, planner, { agent: 'planning' })]
    expect(claims[1]!.task.taskId).toBe(free)
    expect(claims[2]).toBeNull()
    await completeTask(registry, planner, heldBy(claims[0]!))

    expect(await claimTask(registry, planner, { agent: 'planning' })).not.toBeNull()
  })

  it('holds an agent’s key to its agent and its webhooks', async () => {
    const registry = await createTestRegistry()
    await queue(registry.db, { webhookId: 'other' })

    await expect(claimTask(registry, planner, { agent: 'executor' })).rejects.toThrow(Forbidden)
    await expect(claimTask(registry, viewerOf('VIEWER'), { agent: 'planning' })).rejects.toThrow(Forbidden)
    expect(await claimTask(registry, { ...planner, webhookIds: ['hook'] }, { agent: 'planning' })).toBeNull()
    expect(await claimTask(registry, { ...planner, webhookIds: ['other'] }, { agent: 'planning' })).not.toBeNull()
  })

  it('takes leases of 5 seconds to an hour', async () => {
    const registry = await createTestRegistry()

    await expect(claimTask(registry, planner, { agent: 'planning', leaseSeconds: 4 })).rejects.toThrow(InvalidInput)
    await expect(claimTask(registry, planner, { agent: 'planning', leaseSeconds: 3601 })).rejects.toThrow(InvalidInput)
  })
})

describe('a lease', () => {
  it('is prolonged by its own length with each heartbeat, and progress is told once', async () => {
    const registry = await createTestRegistry()
    await queue(registry.db)
    const claim = await claimOne(registry, 300)
    registry.pass(100_000)

    await heartbeatTask(registry, planner, { ...heldBy(claim), progress: 'half' })
    const task = await heartbeatTask(registry, planner, { ...heldBy(claim), progress: 'half' })

    expect(task).toMatchObject({ progress: 'half', leaseUntil: new Date(registry.now() + 300_000) })
    expect(await feedKinds(registry.db)).toEqual(['TASK_CLAIMED', 'TASK_PROGRESS'])
    await expect(heartbeatTask(registry, planner, { ...heldBy(claim), progress: 'x'.repeat(2049) })).rejects.toThrow(InvalidInput)
  })

  it('that ran out refuses its holder’s writes, also before anyone else has claimed', async () => {
    const registry = await createTestRegistry()
    await queue(registry.db)
    const claim = await claimOne(registry)

    registry.pass(60_000)

    await expect(completeTask(registry, planner, heldBy(claim))).rejects.toThrow(/was lost: it ran out/)
  })

  it('that went to another refuses the first one’s writes', async () => {
    const registry = await createTestRegistry()
    await queue(registry.db)
    const lost = await claimOne(registry)
    registry.pass(60_000)
    await sweepLeases(registry)
    await expect(completeTask(registry, planner, heldBy(lost))).rejects.toThrow(/queued again/)

    const current = await claimOne(registry)

    await expect(completeTask(registry, planner, { ...heldBy(lost), result: 'zombie' })).rejects.toThrow(Conflict)
    await expect(completeTask(registry, planner, { ...heldBy(lost), leaseToken: 'guess' })).rejects.toThrow(/token .* is wrong/)
    expect(await completeTask(registry, planner, { ...heldBy(current), result: 'mine' })).toMatchObject({
      resultJson: '"mine"',
      attempt: 2,
    })
    await expect(completeTask(registry, planner, heldBy(current))).rejects.toThrow(/is COMPLETED/)
  })

  it('is swept when it ran out: queued again, DEAD after five attempts', async () => {
    const registry = await createTestRegistry()
    const id = await queue(registry.db)
    for (let attempt = 1; attempt <= 5; attempt++) {
      await claimOne(registry)
      registry.pass(60_000)
      expect(await sweepLeases(registry)).toBe(1)
    }

    expect(await sweepLeases(registry)).toBe(0)
    expect(await registry.db.prisma.task.findUnique({ where: { taskId: id } })).toMatchObject({
      status: 'DEAD',
      attempt: 5,
      leaseHash: null,
      claimedBy: null,
    })
    expect(await feedKinds(registry.db)).toEqual([...Array(4).fill(['TASK_CLAIMED', 'TASK_QUEUED']).flat(), 'TASK_CLAIMED', 'TASK_FAILED'])
  })
})

describe('the end of a task', () => {
  it('keeps the result and posts a reply at the source of the event', async () => {
    const registry = await createTestRegistry()
    const { commandId } = await withCommand(registry, {})
    const eventId = await storeEvent(registry.db)
    await queue(registry.db, { eventId, commandId })

    const task = await completeTask(registry, planner, { ...heldBy(await claimOne(registry)), result: { ok: true }, reply: 'Done.' })

    expect(task).toMatchObject({ status: 'COMPLETED', resultJson: '{"ok":true}', leaseHash: null, claimedBy: 'planner-1' })
    expect(await registry.db.prisma.webhookAction.findMany()).toMatchObject([
      { eventId, kind: 'comment', status: 'PENDING', text: 'Done.', agent: 'planning', nextAttemptAt: new Date(registry.now()) },
    ])
    expect((await feedKinds(registry.db)).at(-1)).toBe('TASK_COMPLETED')
  })

  it('refuses a result over 1 MiB, and a reply where no event is', async () => {
    const registry = await createTestRegistry()
    await queue(registry.db)
    const claim = await claimOne(registry)

    await expect(completeTask(registry, planner, { ...heldBy(claim), result: 'x'.repeat(1024 * 1024) })).rejects.toThrow(InvalidInput)
    await expect(completeTask(registry, planner, { ...heldBy(claim), reply: 'Done.' })).rejects.toThrow(InvalidInput)
  })

  it('is a new attempt after a failure, DEAD after five, FAILED where no retry is wanted', async () => {
    const registry = await createTestRegistry()
    await queue(registry.db)

    for (let attempt = 1; attempt < 5; attempt++) {
      expect(await failTask(registry, planner, { ...heldBy(await claimOne(registry)), error: 'no luck' })).toMatchObject({
        status: 'QUEUED',
        error: 'no luck',
      })
    }
    expect(await failTask(registry, planner, { ...heldBy(await claimOne(registry)), error: 'no luck' })).toMatchObject({ status: 'DEAD' })
    await queue(registry.db)

    expect(await failTask(registry, planner, { ...heldBy(await claimOne(registry)), error: 'cannot', retry: false })).toMatchObject({
      status: 'FAILED',
      attempt: 1,
    })
  })

  it('does not come by releasing, which counts no attempt', async () => {
    const registry = await createTestRegistry()
    await queue(registry.db)

    const task = await releaseTask(registry, planner, heldBy(await claimOne(registry)))

    expect(task).toMatchObject({ status: 'QUEUED', attempt: 0, leaseUntil: null })
    expect(await feedKinds(registry.db)).toEqual(['TASK_CLAIMED', 'TASK_QUEUED'])
  })

  it('can be brought about and undone by a person', async () => {
    const registry = await createTestRegistry()
    const id = await queue(registry.db)
    const claim = await claimOne(registry)

    expect(await cancelTask(registry, admin, id)).toMatchObject({ status: 'CANCELLED' })
    await expect(heartbeatTask(registry, planner, heldBy(claim))).rejects.toThrow(/is CANCELLED/)
    await expect(cancelTask(registry, admin, id)).rejects.toThrow(Conflict)
    expect(await requeueTask(registry, admin, id)).toMatchObject({ status: 'QUEUED', attempt: 0 })
    await expect(requeueTask(registry, admin, id)).rejects.toThrow(Conflict)
    await expect(requeueTask(registry, planner, id)).rejects.toThrow(Forbidden)
  })

  it('is not for keys that do not see the task', async () => {
    const registry = await createTestRegistry()
    await queue(registry.db, { webhookId: 'hook' })
    const claim = await claimOne(registry)

    await expect(completeTask(registry, viewerOf('AGENT', { agent: 'executor' }), heldBy(claim))).rejects.toThrow(NotFound)
    await expect(completeTask(registry, { ...planner, webhookIds: ['other'] }, heldBy(claim))).rejects.toThrow(NotFound)
  })
})

async function queue(
  db: Database,
  more: { agent?: string; webhookId?: string; commandId?: string; eventId?: string } = {},
): Promise<string> {
  const { agent = 'planning', webhookId = 'hook', commandId = null, eventId = null } = more
  const id = newId('task')
  const row = {
    task_id: id,
    event_id: eventId,
    webhook_id: webhookId,
    command_id: commandId,
    agent,
    prompt: 'Do it',
    status: 'QUEUED',
    created_at: 1,
    updated_at: 1,
  }
  await db.write([insert('tasks', row)])
  return id
}

async function storeEvent(db: Database): Promise<string> {
  const id = newId('event')
  const row = {
    event_id: id,
    webhook_id: 'hook',
    provider: 'github',
    event_type: 'issues.opened',
    payload_json: '{}',
    created_at: 1,
    delivery_id: id,
    status: 'PROCESSED',
    headers_json: '{}',
    verification_json: '{}',
  }
  await db.write([insert('webhook_events', row)])
  return id
}

async function withCommand(registry: TestRegistry, more: { maxConcurrent?: number }): Promise<{ commandId: string }> {
  await createWebhook(registry, admin, {
    id: 'hook',
    name: 'Hook',
    provider: 'github',
    commands: [{ trigger: '*', action: 'create_task', agent: 'planning', ...more }],
  })
  await registry.db.write([{ sql: 'DELETE FROM change_feed', params: [] }])
  return registry.db.prisma.webhookCommand.findFirstOrThrow()
}
