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
          payloadText: '{"note":"50% off_now \\"today\\""}',
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
      ['webhooks', { webhookIds: ['two'] }, ['custom']],
      ['providers', { providers: ['GITHUB'] }, ['other', 'bare', 'opened']],
      ['statuses', { statuses: ['FAILED'] }, ['other']],
      ['all that is given, together', { webhookIds: ['one'], statuses: ['PROCESSED'], eventTypes: ['issues'] }, ['bare', 'opened']],
      ['a part of the subject, in any case', { search: 'a BUG' }, ['custom', 'other', 'bare', 'opened']],
      ['a part of the payload', { search: 'off_now' }, ['custom']],
      ['signs that mean something to LIKE', { search: '50%' }, ['custom']],
      ['no sign for another', { search: 'off%now' }, []],
      ['a quote', { search: '"today"' }, ['custom']],
    ]

    for (const [name, where, expected] of cases) expect(await namesOf(where), name).toEqual(expected)
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
    const { events } = await api.ask('query ($where: EventFilter) { events(where: $where) { edges { node { id } } } }', { where })
    return events.edges.map(({ node }: Data) => names.get(node.id))
  }
})
