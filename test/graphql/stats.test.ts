import { beforeEach, describe, expect, it } from 'vitest'
import { countOne, insert } from '../../src/backends/database/database.ts'
import { newId } from '../../src/model/id.ts'
import { viewerOf } from '../helpers/registry.ts'
import { createTestApi, makeWebhook, storeEvent, type TestApi } from './run.ts'

const STATS = `query ($window: StatsWindow) { stats(window: $window) {
  received refused failed series { at received failed } actions { kind status count } latency { count } } }`

describe('the stats of the server', () => {
  let api: TestApi
  beforeEach(async () => {
    api = await createTestApi()
    await makeWebhook(api, 'one')
    await makeWebhook(api, 'other')
  })

  it('count the deliveries of all webhooks together, in the window that is asked for', async () => {
    const minute = Math.floor(api.registry.now() / 60_000)
    const at = (webhookId: string, ago: number, received: number) =>
      insert('delivery_stats', { webhook_id: webhookId, minute: minute - ago, received, refused: 1 })
    await api.registry.db.write([
      at('one', 0, 5),
      at('other', 0, 7),
      at('other', 59, 1),
      at('one', 24 * 60, 11),
      at('one', 8 * 24 * 60, 13),
    ])

    const [hour, day, week] = await Promise.all(['HOUR', 'DAY', 'WEEK'].map(async (window) => (await api.ask(STATS, { window })).stats))

    expect([hour.received, hour.refused, hour.series.length]).toEqual([13, 3, 60])
    expect([hour.series[0].received, hour.series[59].received]).toEqual([1, 12])
    expect([day.received, day.series.length, week.received, week.series.length]).toEqual([13, 24, 24, 7])
  })

  it('count what has failed where it failed, and the actions by what has become of them', async () => {
    const { registry } = api
    const eventId = await storeEvent(registry, { webhookId: 'one' })
    const action = (kind: string, status: string, atMs = registry.now()) =>
      insert('webhook_actions', {
        action_id: newId('action', atMs),
        event_id: eventId,
        webhook_id: 'one',
        kind,
        status,
        text: '',
        created_at: atMs,
      })
    const actions = [action('comment', 'SUCCEEDED'), action('comment', 'SUCCEEDED'), action('forward', 'EXHAUSTED')]
    await registry.db.write([...actions, countOne('failed', 'one', registry.now()), countOne('failed', 'one', registry.now())])

    const { stats } = await api.ask(STATS, { window: 'HOUR' })

    expect([stats.failed, stats.series[59].failed]).toEqual([2, 2])
    expect(stats.actions).toEqual([
      { kind: 'COMMENT', status: 'SUCCEEDED', count: 2 },
      { kind: 'FORWARD', status: 'EXHAUSTED', count: 1 },
    ])
  })

  it('are those of its webhooks for a key that is held to some, without the latency of all', async () => {
    const { registry } = api
    const minute = Math.floor(registry.now() / 60_000)
    await registry.db.write(
      ['one', 'other'].map((id) => insert('delivery_stats', { webhook_id: id, minute, received: id === 'one' ? 3 : 100 })),
    )
    await storeEvent(registry, { webhookId: 'other', actions: [] })

    const held = await api.ask(STATS, {}, viewerOf('VIEWER', { webhookIds: ['one'] }))
    const all = await api.ask(STATS, {}, viewerOf('VIEWER'))

    expect(held.stats).toMatchObject({ received: 3, latency: null })
    expect(all.stats).toMatchObject({ received: 104, latency: { count: 0 } })
  })

  it('are read by the table’s key, however much is older', async () => {
    const plan = await api.registry.db.read<{ detail: string }>(
      'EXPLAIN QUERY PLAN SELECT sum(received) FROM delivery_stats WHERE webhook_id IN (SELECT webhook_id FROM webhook_configs) AND minute >= ? GROUP BY minute / 60',
      [0],
    )

    expect(plan.map(({ detail }) => detail).join('\n')).toContain('(webhook_id=? AND minute>?)')
  })
})
