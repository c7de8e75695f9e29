import { beforeEach, describe, expect, it } from 'vitest'
import { createTestApi, type Data, makeWebhook, storeEvent, type TestApi } from './run.ts'

describe('EventFilter', () => {
  let api: TestApi
  let names: Map<string, string>

  beforeEach(async () => {
    api = await createTestApi()
    await makeWebhook(api, 'one')
    await makeWebhook(api, 'two', { provider: 'CUSTOM', allowUnsigned: true })
    const { registry } = api
    names = new Map([
      [await storeEvent(registry, { webhookId: 'one', eventType: 'issues.opened' }), 'opened'],
      [await storeEvent(registry, { webhookId: 'one', eventType: 'issues' }), 'bare'],
      [await storeEvent(registry, { webhookId: 'one', eventType: 'issues_x.opened', status: 'FAILED' }), 'other'],
      [
        await storeEvent(registry, {
          webhookId: 'two',
          provider: 'custom',
          eventType: 'Issues.opened',
          payloadText: '{"note":"50% off_now \\"today\\" ärger\\nzwei"}',
        }),
        'custom',
      ],
    ])
  })

  it('lets through what each of its fields says', async () => {
    const cases: [string, Record<string, unknown>, string[]][] = [
      ['nothing', {}, ['custom', 'other', 'bare', 'opened']],
      ['a type and its actions', { eventTypes: ['issues'] }, ['bare', 'opened']],
      ['the actions of a type', { eventTypes: ['issues.*'] }, ['opened']],
      ['an exact type', { eventTypes: ['issues.opened'] }, ['opened']],
      ['every type', { eventTypes: ['*'] }, ['custom', 'other', 'bare', 'opened']],
      ['one of several types', { eventTypes: ['issues.opened', 'issues_x'] }, ['other', 'opened']],
      ['no type at all', { eventTypes: [] }, []],
      [
        'types within one another',
        { eventTypes: ['issues.opened', 'issues.*', 'issues', 'issues_x.*', 'issues_x.opened'] },
        ['other', 'bare', 'opened'],
      ],
      ['types and every type', { eventTypes: ['issues', '*'] }, ['custom', 'other', 'bare', 'opened']],
      [
        'more types and statuses than are put together',
        { eventTypes: [...'abcdefghi', 'issues'], statuses: ['PROCESSED', 'FAILED', 'HELD'] },
        ['bare', 'opened'],
      ],
      ['webhooks', { webhookIds: ['two'] }, ['custom']],
      ['two webhooks', { webhookIds: ['two', 'one', 'two'] }, ['custom', 'other', 'bare', 'opened']],
      ['two providers', { providers: ['GITHUB', 'CUSTOM', 'GITHUB'] }, ['custom', 'other', 'bare', 'opened']],
      ['no provider', { providers: [] }, []],
      ['webhooks and providers', { webhookIds: ['one', 'two'], providers: ['CUSTOM', 'GITLAB'] }, ['custom']],
      ['providers', { providers: ['GITHUB'] }, ['other', 'bare', 'opened']],
      ['statuses', { statuses: ['FAILED'] }, ['other']],
      ['all that is given, together', { webhookIds: ['one'], statuses: ['PROCESSED'], eventTypes: ['issues'] }, ['bare', 'opened']],
      ['words of the subject, in any case', { search: 'a BUG' }, ['custom', 'other', 'bare', 'opened']],
      ['words of the payload', { search: 'off_now' }, ['custom']],
      ['words in any order, the last one begun', { search: 'today 50 ärg' }, ['custom']],
      ['no other beginning', { search: 'toda now' }, []],
      ['no beginning of two letters', { search: 'to' }, []],
      ['no middle of a word', { search: 'oday' }, []],
      ['letters beyond ASCII, in any case', { search: 'ÄRGER' }, ['custom']],
      ['signs that mean something to a database', { search: '"today" -50% * \' & :' }, ['custom']],
      ['a line end between words', { search: 'zwei' }, ['custom']],
      ['a search and what else is given', { search: 'bug', statuses: ['FAILED'] }, ['other']],
      ['a search of a rare status', { search: 'a', statuses: ['FAILED', 'HELD'] }, ['other']],
      [
        'a search of webhooks, types and providers',
        { search: 'bug', webhookIds: ['one', 'two'], eventTypes: ['issues'], providers: ['GITHUB'] },
        ['bare', 'opened'],
      ],
      ['a search of the actions of a type', { search: 'bug', eventTypes: ['issues.*'] }, ['opened']],
      ['a search of no webhook', { search: 'bug', webhookIds: [] }, []],
      ['a search without a letter or digit', { search: '%' }, []],
      ['an empty search', { search: ' ' }, ['custom', 'other', 'bare', 'opened']],
    ]

    for (const [name, where, expected] of cases) expect(await namesOf(where), name).toEqual(expected)
  })

  it('lets through the types of a pattern however many came, and none that only begins like it', async () => {
    const { registry } = api
    for (let n = 0; n < 20; n++) names.set(await storeEvent(registry, { webhookId: 'two', eventType: `many.of${n}.x` }), 'many')
    names.set(await storeEvent(registry, { webhookId: 'two', eventType: 'many-more.x' }), 'more')

    expect(await namesOf({ eventTypes: ['many.*'] })).toEqual(Array.from({ length: 20 }, () => 'many'))
    expect(await namesOf({ eventTypes: ['many', 'many.of3'] })).toHaveLength(20)
    expect(await namesOf({ eventTypes: ['many.of3', 'many.of4', 'issues.opened'] })).toEqual(['many', 'many', 'opened'])
    expect(await namesOf({ eventTypes: ['many-more'] })).toEqual(['more'])
  })

  it('lets through the types of webhooks, one by one and by patterns, however many came', async () => {
    const { registry } = api
    for (let n = 0; n < 20; n++) names.set(await storeEvent(registry, { webhookId: 'two', eventType: `many.of${n}.x` }), 'many')
    names.set(await storeEvent(registry, { webhookId: 'one', eventType: 'many.of3.x' }), 'same')
    const both = ['one', 'two']

    expect(await namesOf({ webhookIds: ['one'], eventTypes: ['many.*', 'issues.opened'] })).toEqual(['same', 'opened'])
    expect(await namesOf({ webhookIds: ['two'], eventTypes: ['many.*'] })).toHaveLength(20)
    expect(await namesOf({ webhookIds: both, eventTypes: ['many.of3', 'issues'] })).toEqual(['same', 'many', 'bare', 'opened'])
    expect(await namesOf({ webhookIds: both, eventTypes: ['many'] })).toHaveLength(21)
    expect(await namesOf({ webhookIds: both, eventTypes: ['issues.opened'], statuses: ['PROCESSED', 'FAILED'] })).toEqual(['opened'])
    expect(await namesOf({ webhookIds: ['one', 'one'], eventTypes: ['issues'] })).toEqual(['bare', 'opened'])
    expect(await namesOf({ webhookIds: ['two'], eventTypes: ['issues', '*'] })).toHaveLength(21)
    expect(await namesOf({ webhookIds: ['nobody'], eventTypes: ['many'] })).toEqual([])
  })

  it('takes the time of receipt, the beginning included and the end not', async () => {
    const [{ node: last }, { node: third }]: Data[] = (await api.ask('{ events(first: 2) { edges { node { receivedAt } } } }')).events.edges

    expect(await namesOf({ receivedAfter: third.receivedAt })).toEqual(['custom', 'other'])
    expect(await namesOf({ receivedAfter: third.receivedAt, receivedBefore: last.receivedAt })).toEqual(['other'])
  })

  it('refuses what is no pattern', async () => {
    const failure = await api.fail('{ events(where: { eventTypes: ["issues", "iss(ues"] }) { totalCount } }')

    expect(failure).toMatchObject({ code: 'BAD_USER_INPUT', issues: [{ path: ['where', 'eventTypes', '1'] }] })
  })

  async function namesOf(where: Record<string, unknown>): Promise<(string | undefined)[]> {
    const { events } = await api.ask('query ($where: EventFilter) { events(where: $where) { totalCount edges { node { id } } } }', {
      where,
    })
    expect(events.totalCount).toBe(events.edges.length)
    return events.edges.map(({ node }: Data) => names.get(node.id))
  }
})
