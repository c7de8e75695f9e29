import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { insert } from '../../src/backends/database/database.ts'
import { PrismaClient } from '../../src/backends/database/generated/sqlite/client.ts'
import { createTestApi, makeWebhook, storeEvent, type TestApi } from './run.ts'

const EVENTS = `{
  events(first: 100) {
    edges { node {
      payload rawBody webhook { name commands { id webhook { id } } secrets { hint } versions { version } breakers { thread } stats { received } }
      matchedCommands { id } decisions { matched command { trigger webhook { id } } }
      actions { kind command { id } attempts { number } event { id } } tasks { agent event { id } } questions { options event { id } task { agent } } replayOf { id webhook { id } }
    } }
    totalCount
  }
  tasks { edges { node { event { webhook { id } } } } }
  questions { edges { node { event { webhook { id } } task { event { id } } } } }
  actions { edges { node { attempts { number } event { id } } } }
}`
const WEBHOOKS =
  '{ webhooks { edges { node { lastEventAt secrets { id } breakers { thread } commands { id } day: stats { received } hour: stats(window: HOUR) { received } newest: events(first: 2) { edges { node { id actions { id } } } totalCount } } } } }'

describe('reading many', () => {
  it('takes as many statements for 20 events as for 3', async () => {
    const three = await statementsFor(EVENTS, { events: 3, webhooks: 3 })
    const twenty = await statementsFor(EVENTS, { events: 20, webhooks: 20 })

    expect(twenty.data.events.edges).toHaveLength(20)
    expect(twenty.data.events.edges[1].node.replayOf).toMatchObject({ webhook: { id: 'hook-0' } })
    expect(twenty.data.questions.edges[19].node).toMatchObject({ event: {}, task: { event: {} } })
    expect(twenty.count).toBe(three.count)
  })

  it('takes as many statements for 20 webhooks with their events as for 3', async () => {
    const three = await statementsFor(WEBHOOKS, { events: 6, webhooks: 3 })
    const twenty = await statementsFor(WEBHOOKS, { events: 60, webhooks: 20 })

    expect(twenty.data.webhooks.edges[7].node.newest).toMatchObject({ edges: [{}, {}], totalCount: 3 })
    expect(twenty.count).toBe(three.count)
  })

  it('leaves the payloads alone unless they are asked for', async () => {
    const { statements } = await statementsFor('{ events { edges { node { id webhook { id } actions { event { id } } } } } }', {
      events: 3,
      webhooks: 1,
    })

    expect(statements.filter((sql) => /payload_json|raw_body/.test(sql))).toEqual([])
  })
})

async function statementsFor(query: string, size: { events: number; webhooks: number }) {
  const api = await createTestApi()
  await fill(api, size)
  const statements = await listen(api)
  const data = await api.ask(query)
  return { data, statements, count: statements.length }
}

async function fill(api: TestApi, { events, webhooks }: { events: number; webhooks: number }): Promise<void> {
  const made: { id: string; commandId: string }[] = []
  for (let i = 0; i < webhooks; i++) made.push(await makeWebhook(api, `hook-${i}`))
  let first: string | null = null
  for (let i = 0; i < events; i++) {
    const { id: webhookId, commandId } = made[i % webhooks]!
    const action = {
      id: `act_${i}`,
      commandId,
      commandVersion: 1,
      kind: 'respond',
      status: 'SUCCEEDED',
      text: '',
      agent: null,
      target: null,
      doneAtMs: 1,
      nextAttemptAtMs: null,
    }
    const event = await storeEvent(api.registry, {
      webhookId,
      replayOf: first,
      decisionsJson: JSON.stringify([{ commandId, commandVersion: 1, matched: true, trace: [] }]),
      actions: [action],
      tasks: [{ id: `task_${i}`, commandId, actionId: action.id, agent: 'planner', prompt: '' }],
    })
    await api.registry.db.write(rowsBeside(i, webhookId, event))
    first ??= event
  }
}

/** A question and an open breaker. */
function rowsBeside(i: number, webhook_id: string, event_id: string) {
  const asked = { kind: 'TEXT', question: 'Which?', status: 'OPEN', asked_at: 1 }
  return [
    insert('questions', { question_id: `qst_${i}`, event_id, webhook_id, task_id: `task_${i}`, ...asked }),
    insert('breakers', { webhook_id, thread: `thread ${i}`, opened_at: 1, reason: 'Too much' }),
  ]
}

/** Every statement from now on: Prisma's, by a client of its own on the same file, and the prepared reads. */
async function listen({ registry }: TestApi): Promise<string[]> {
  const statements: string[] = []
  const { db } = registry
  const [main] = await db.read<{ file: string }>("SELECT file FROM pragma_database_list WHERE name = 'main'")
  const adapter = new PrismaBetterSqlite3({ url: `file:${main!.file}` }, { timestampFormat: 'unixepoch-ms' })
  const prisma = new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] })
  onTestFinished(() => prisma.$disconnect())
  prisma.$on('query', ({ query }) => statements.push(query))
  registry.db = {
    ...db,
    prisma: prisma as unknown as typeof db.prisma,
    read: (sql, params) => {
      statements.push(sql)
      return db.read(sql, params)
    },
  }
  return statements
}
