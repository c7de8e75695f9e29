import { describe, expect, it } from 'vitest'
import { linear } from '../../src/providers/linear.ts'
import { checkBodyTimestamp } from '../../src/providers/verify.ts'
import { delivery, describeProvider, refusalCode } from '../contracts/provider.ts'
import { fixture } from './fixture.ts'

const deliveryId = '234d1a4e-b617-4388-90fe-adc3633d6b72'
const headers = { 'linear-delivery': deliveryId, 'linear-event': 'Issue' }
const thread = '2174add1-f7c8-44e3-bbf3-2d60b5ea8bc9'

describeProvider(linear, [
  {
    file: 'linear/Issue.create.json',
    headers,
    body: fixture('linear/Issue.create.json'),
    eventType: 'Issue.create',
    deliveryId,
    subject: {
      title: 'The export fails',
      body: 'With more than 1000 rows',
      actor: 'ada@example.com',
      actorTrust: 'UNKNOWN',
      thread,
      url: 'https://linear.app/example/issue/APP-42/export',
    },
  },
  {
    file: 'linear/Comment.create.json',
    headers,
    body: fixture('linear/Comment.create.json'),
    eventType: 'Comment.create',
    deliveryId,
    subject: { title: 'The export fails', body: 'Indeed, also with 500', thread },
  },
  {
    file: 'linear/AgentSessionEvent.prompted.json',
    headers,
    body: fixture('linear/AgentSessionEvent.prompted.json'),
    eventType: 'AgentSessionEvent.prompted',
    deliveryId,
    subject: { title: 'The export fails', body: 'Try the other branch', thread },
  },
])

describe('linear', () => {
  const [scheme] = linear.schemes
  const sentAtMs = 1_768_469_400_000
  const check = (payload: object, nowMs: number) => checkBodyTimestamp(scheme!, payload as never, nowMs)

  it('refuses a body whose own time is more than 60 seconds away, on either side', () => {
    expect(check({ webhookTimestamp: sentAtMs }, sentAtMs + 60_000)).toEqual({ ok: true, timestampMs: sentAtMs })
    expect(check({ webhookTimestamp: sentAtMs }, sentAtMs + 61_000)).toMatchObject({ code: 'stale_timestamp' })
    expect(check({ webhookTimestamp: sentAtMs }, sentAtMs - 61_000)).toMatchObject({ code: 'stale_timestamp' })
  })

  it('refuses a body without a time, or with one that is not whole milliseconds', () => {
    for (const webhookTimestamp of [undefined, null, true, 'now', sentAtMs + 0.5, -1, {}]) {
      expect(check({ webhookTimestamp }, sentAtMs)).toMatchObject({ code: 'missing_timestamp' })
    }
    expect(check({ webhookTimestamp: sentAtMs / 1000 }, sentAtMs)).toMatchObject({ code: 'stale_timestamp' })
  })

  it('sends samples that carry the present time', () => {
    const { body } = linear.sample('Issue.create', sentAtMs)!

    expect(check(JSON.parse(body), sentAtMs)).toMatchObject({ ok: true })
  })

  it('answers a stored event with 200, the only status that Linear takes', () => {
    expect(linear.success?.('evt_1')).toMatchObject({ status: 200, body: '{"event_id":"evt_1"}' })
  })

  it('knows an integration as a bot', () => {
    expect(linear.subject('Issue.create', { actor: { id: '1', type: 'OauthClient' } }).actorTrust).toBe('BOT')
  })

  it('refuses a payload without type or action', () => {
    expect(refusalCode(() => linear.parse(delivery('{"type":"Issue"}')))).toBe('invalid_payload')
    expect(refusalCode(() => linear.parse(delivery('{"action":"create"}')))).toBe('invalid_payload')
  })
})
