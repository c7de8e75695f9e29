import { describe, expect, it } from 'vitest'
import { createTestApi, type Data, makeWebhook, storeEvent, type TestApi } from './run.ts'

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String) {
  events(first: $first, after: $after, last: $last, before: $before) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
}`

describe('paging', () => {
  it('goes through events newest first, without a gap or a repeat', async () => {
    const { api, ids } = await withEvents(7)

    const seen: string[] = []
    let after: string | null = null
    let pages = 0
    do {
      const { events }: Data = await api.ask(LIST, { first: 3, after })
      seen.push(...idsOf(events))
      after = events.pageInfo.hasNextPage ? events.pageInfo.endCursor : null
      pages++
    } while (after)

    expect(seen).toEqual(ids.toReversed())
    expect(pages).toBe(3)
  })

  it('goes backwards from the oldest with last and before', async () => {
    const { api, ids } = await withEvents(5)
    const newestFirst = ids.toReversed()

    const { events: end } = await api.ask(LIST, { last: 2 })
    const { events: middle } = await api.ask(LIST, { last: 2, before: end.pageInfo.startCursor })

    expect(idsOf(end)).toEqual(newestFirst.slice(3))
    expect(end.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false })
    expect(idsOf(middle)).toEqual(newestFirst.slice(1, 3))
    expect(middle.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: true })
  })

  it('goes on behind a row that is gone', async () => {
    const { api, ids } = await withEvents(4)
    const { events } = await api.ask(LIST, { first: 2 })
    await api.registry.db.write([{ sql: 'DELETE FROM webhook_events WHERE event_id = ?', params: [ids[2]!] }])

    const { events: rest } = await api.ask(LIST, { first: 2, after: events.pageInfo.endCursor })

    expect(idsOf(rest)).toEqual([ids[1], ids[0]])
  })

  it('has no cursors on an empty page', async () => {
    const api = await createTestApi()

    const { events } = await api.ask(LIST)

    expect(events).toEqual({ edges: [], pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null } })
  })

  it.each([
    [{ first: 101 }, 'expected 0 to 100, got 101'],
    [{ first: -1 }, 'expected 0 to 100, got -1'],
    [{ last: 101 }, 'expected 0 to 100, got 101'],
    [{ first: 1, last: 1 }, 'either first or last'],
    [{ after: 'bm9uc2Vuc2U' }, 'a cursor of this list'],
  ])('refuses %j', async (args, message) => {
    const api = await createTestApi()

    expect(await api.fail(LIST, args)).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining(message) })
  })

  it('gives 50 where no number is asked for', async () => {
    const { api } = await withEvents(52)

    const { events } = await api.ask(LIST)

    expect(events.edges).toHaveLength(50)
  })

  it('counts when it is asked to, also with a filter, and no further than 10,000', async () => {
    const { api } = await withEvents(3)
    await storeEvent(api.registry, { webhookId: 'hook', eventType: 'push' })
    const COUNT =
      '{ all: events(first: 0) { totalCount } pushes: events(first: 0, where: { eventTypes: ["push"] }) { totalCount } webhook(id: "hook") { events { totalCount } } }'

    const few = await api.ask(COUNT)
    await addPlainEvents(api, 9_997)
    const many = await api.ask(COUNT)

    expect(few).toEqual({ all: { totalCount: 4 }, pushes: { totalCount: 1 }, webhook: { events: { totalCount: 4 } } })
    expect(many).toEqual({ all: { totalCount: null }, pushes: { totalCount: 1 }, webhook: { events: { totalCount: null } } })
  })

  it('lists webhooks by id', async () => {
    const api = await createTestApi()
    for (const id of ['b', 'a', 'c']) await makeWebhook(api, id)

    const { first } = await api.ask('{ first: webhooks(first: 2) { edges { node { id } } pageInfo { endCursor hasNextPage } totalCount } }')
    const { rest } = await api.ask('query ($after: String) { rest: webhooks(after: $after) { edges { node { id } } } }', {
      after: first.pageInfo.endCursor,
    })

    expect(idsOf(first)).toEqual(['a', 'b'])
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } })
    expect(idsOf(rest)).toEqual(['c'])
  })
})

async function withEvents(count: number): Promise<{ api: TestApi; ids: string[] }> {
  const api = await createTestApi()
  await makeWebhook(api, 'hook')
  const ids: string[] = []
  for (let i = 0; i < count; i++) ids.push(await storeEvent(api.registry, { webhookId: 'hook' }))
  return { api, ids }
}

/** Rows that are there to be counted. */
async function addPlainEvents({ registry }: TestApi, count: number): Promise<void> {
  const sql = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO webhook_events (event_id, webhook_id, provider, event_type, created_at, delivery_id, status, headers_json, verification_json)
    SELECT 'evt_plain' || i, 'hook', 'github', 'ping', 0, 'plain' || i, 'PROCESSED', '{}', '{}' FROM n`
  await registry.db.write([{ sql, params: [] }])
}

function idsOf(connection: Data): string[] {
  return connection.edges.map(({ node }: Data) => node.id)
}
