import { createSourceEventStream, type ExecutionResult, execute, parse } from 'graphql'
import { beforeEach, describe, expect, it } from 'vitest'
import { insert } from '../../src/backends/database/database.ts'
import { createContext } from '../../src/graphql/context.ts'
import { maskResult } from '../../src/graphql/errors.ts'
import { loadNodes } from '../../src/graphql/live/nodes.ts'
import { type LiveSource, sourceOf } from '../../src/graphql/live/source.ts'
import { schema } from '../../src/graphql/schema.ts'
import { encodeCursor } from '../../src/model/cursor.ts'
import type { Change } from '../../src/model/feed.ts'
import type { Viewer } from '../../src/model/viewer.ts'
import { admin, viewerOf } from '../helpers/registry.ts'
import { createTestApi, makeWebhook, storeEvent, type TestApi } from './run.ts'

const agent = viewerOf('AGENT', { agent: 'planner', webhookIds: ['mine'] })

describe('subscriptions', () => {
  let api: TestApi

  beforeEach(async () => {
    api = await createTestApi()
  })

  it.each<[string, Partial<Change>[]]>([
    ['events', [{ kind: 'EVENT_RECEIVED' }, { kind: 'EVENT_PROCESSED' }, { kind: 'EVENT_FAILED' }]],
    [
      'tasks',
      [
        { kind: 'TASK_QUEUED', agent: 'planner' },
        { kind: 'TASK_COMPLETED', agent: 'executor' },
      ],
    ],
    [
      'webhooks',
      [
        { kind: 'WEBHOOK_CREATED', nodeId: 'mine' },
        { kind: 'WEBHOOK_DELETED', nodeId: 'mine' },
      ],
    ],
    ['actions', [{ kind: 'ACTION_SUCCEEDED' }, { kind: 'ACTION_FAILED' }]],
    ['questions', [{ kind: 'QUESTION_ASKED' }, { kind: 'QUESTION_ANSWERED' }, { kind: 'QUESTION_CLOSED' }]],
  ])('%s want their own kinds of changes, and the feed wants all', async (name, changes) => {
    const own = await source(`subscription { ${name} { kind } }`)
    const feed = await source('subscription { feed { kind } }')

    expect(changes.map((change) => own.wants(changeOf(change)))).toEqual(changes.map(() => true))
    expect(changes.map((change) => feed.wants(changeOf(change)))).toEqual(changes.map(() => true))
    expect(own.wants(changeOf({ kind: 'PROPOSAL_OPENED' }))).toBe(false)
  })

  it('hold an agent to its webhooks and its tasks', async () => {
    const feed = await source('subscription { feed { kind } }', {}, agent)
    const tasks = await source('subscription { tasks(agent: "executor") { kind } }', {}, agent)

    expect(feed.wants(changeOf({ kind: 'EVENT_RECEIVED', webhookId: 'mine' }))).toBe(true)
    expect(feed.wants(changeOf({ kind: 'EVENT_RECEIVED', webhookId: 'theirs' }))).toBe(false)
    expect(feed.wants(changeOf({ kind: 'WEBHOOK_UPDATED', nodeId: 'theirs', webhookId: null }))).toBe(false)
    expect(feed.wants(changeOf({ kind: 'TASK_QUEUED', webhookId: 'mine', agent: 'planner' }))).toBe(true)
    expect(feed.wants(changeOf({ kind: 'TASK_QUEUED', webhookId: 'mine', agent: 'executor' }))).toBe(false)
    expect(feed.wants(changeOf({ kind: 'TASK_QUEUED', webhookId: 'theirs', agent: 'planner' }))).toBe(false)
    expect(feed.wants(changeOf({ kind: 'PROPOSAL_OPENED', webhookId: null }))).toBe(false)
    expect(tasks.wants(changeOf({ kind: 'TASK_QUEUED', webhookId: 'mine', agent: 'executor' }))).toBe(false)
  })

  it('narrow tasks by agent, the feed by kind, and events by their filter', async () => {
    const tasks = await source('subscription { tasks(agent: "planner") { kind } }')
    const feed = await source('subscription { feed(kinds: [TASK_QUEUED]) { kind } }')
    const events = await source(
      'subscription { events(where: { webhookIds: ["mine"], eventTypes: ["issues"], statuses: [PROCESSED] }) { kind } }',
    )
    const node = { __typename: 'WebhookEvent' as const, webhookId: 'mine', eventType: 'issues.opened', status: 'PROCESSED' }

    expect(tasks.wants(changeOf({ kind: 'TASK_QUEUED', agent: 'executor' }))).toBe(false)
    expect(feed.wants(changeOf({ kind: 'TASK_CLAIMED' }))).toBe(false)
    expect(events.wants(changeOf({ kind: 'EVENT_RECEIVED', webhookId: 'theirs' }))).toBe(false)
    expect(events.holds?.(node)).toBe(true)
    expect(events.holds?.({ ...node, eventType: 'push' })).toBe(false)
    expect(events.holds?.({ ...node, status: 'HELD' })).toBe(false)
  })

  it('resume behind the cursor that they are given', async () => {
    expect((await source('subscription { feed { kind } }')).after).toBeNull()
    expect((await source('subscription ($after: FeedCursor) { feed(after: $after) { kind } }', { after: encodeCursor(7) })).after).toBe(
      encodeCursor(7),
    )
  })

  it.each([
    ['a foreign cursor', 'subscription { events(after: "zzz") { kind } }', ['after']],
    ['a search', 'subscription { events(where: { search: "x" }) { kind } }', ['where', 'search']],
    ['what is no pattern', 'subscription { events(where: { eventTypes: ["("] }) { kind } }', ['where', 'eventTypes', '0']],
  ])('refuse %s', async (_, document, path) => {
    const { errors } = maskResult((await open(document)) as ExecutionResult, api.registry.log)

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', issues: [{ path }] })
  })

  it('need no further read for what the row of the change says', async () => {
    const { db } = api.registry
    await makeWebhook(api, 'mine')
    const action = {
      id: 'act_1',
      commandId: null,
      commandVersion: null,
      kind: 'respond',
      status: 'SUCCEEDED',
      text: 'Hi',
      agent: null,
      target: null,
      doneAtMs: 1,
      nextAttemptAtMs: null,
    }
    const eventId = await storeEvent(api.registry, {
      webhookId: 'mine',
      actions: [action],
      tasks: [{ id: 'task_1', commandId: null, actionId: null, agent: 'planner', prompt: 'Look' }],
    })
    await db.write([
      insert('questions', {
        question_id: 'qst_1',
        event_id: eventId,
        webhook_id: 'mine',
        kind: 'TEXT',
        question: 'Which?',
        status: 'OPEN',
        asked_at: 1,
      }),
    ])
    const nodes = await loadNodes(
      db,
      [
        { kind: 'EVENT_RECEIVED', nodeId: eventId },
        { kind: 'TASK_QUEUED', nodeId: 'task_1' },
        { kind: 'WEBHOOK_CREATED', nodeId: 'mine' },
        { kind: 'ACTION_SUCCEEDED', nodeId: 'act_1' },
        { kind: 'QUESTION_ASKED', nodeId: 'qst_1' },
      ].map((change) => changeOf(change as Change)),
      true,
    )
    const none = () => Promise.reject(new Error('nothing is to be read'))
    const closed = { ...db, read: none, prisma: new Proxy(db.prisma, { get: none }) } as typeof db
    const FIELDS = {
      WebhookEvent:
        'id provider eventType deliveryId status statusReason subject { title } headers payload payloadState rawBody verification responseSent receivedAt processedAt',
      Task: 'id agent prompt status claimedBy leaseUntil attempt progress result error createdAt updatedAt',
      Webhook:
        'id name provider endpoint url enabled hasSecret allowUnsigned replayGuard version deletedAt allowedIps rateLimitPerMinute createdBy createdAt updatedAt',
      Action: 'id kind status text agent requestedBy way url nextAttemptAt createdAt finishedAt',
      Question:
        'id kind question options answerers status answer answeredBy answeredVia askedAt answeredAt expiresAt defaultAnswer task { id }',
    }
    const document = parse(
      `subscription { feed { cursor kind at node { __typename ${Object.entries(FIELDS).map(([type, fields]) => `... on ${type} { ${fields.replace(/\b(status|id|kind|url|error|createdAt|updatedAt|provider|version|text)\b/g, `${type}_$1: $1`)} }`)} } } }`,
    )

    for (const node of nodes.values()) {
      const rootValue = { cursor: 'c', kind: 'EVENT_RECEIVED', atMs: 1, nodeId: 'x', node }
      const contextValue = createContext(
        { ...api.services, registry: { ...api.registry, db: closed } },
        admin,
        new AbortController().signal,
      )
      const { data, errors } = await execute({ schema, document, rootValue, contextValue })
      expect(errors, node.__typename).toBeUndefined()
      expect(data).toMatchObject({ feed: { node: { __typename: node.__typename } } })
    }
    expect(nodes.size).toBe(5)
  })

  it('give the node that fits the stream, and the id of a webhook', async () => {
    const rootValue = { cursor: 'c', kind: 'WEBHOOK_DELETED', atMs: 1, nodeId: 'mine', node: null }

    const { data } = await execute({
      schema,
      document: parse('subscription { webhooks { kind cursor webhookId webhook { id } } }'),
      rootValue,
      contextValue: contextOf(admin),
    })

    expect(data).toEqual({ webhooks: { kind: 'WEBHOOK_DELETED', cursor: 'c', webhookId: 'mine', webhook: null } })
  })

  function contextOf(viewer: Viewer) {
    return createContext(api.services, viewer, new AbortController().signal)
  }

  async function open(document: string, variableValues = {}, viewer = admin) {
    return createSourceEventStream({ schema, document: parse(document), variableValues, contextValue: contextOf(viewer) })
  }

  async function source(document: string, variables = {}, viewer = admin): Promise<LiveSource> {
    const found = sourceOf(await open(document, variables, viewer))
    if (!found) throw new Error('this opened no live source')
    return found
  }
})

function changeOf(change: Partial<Change>): Change {
  return { seq: 1, kind: 'EVENT_RECEIVED', nodeId: 'evt_1', webhookId: 'mine', agent: null, atMs: 1, ...change }
}
