import { describe, expect, it } from 'vitest'
import { sentry } from '../../src/providers/sentry.ts'
import { delivery, describeProvider, refusalCode } from '../contracts/provider.ts'
import { fixture } from './fixture.ts'

const headers = { 'sentry-hook-resource': 'issue', 'request-id': 'b07f8f5d' }

describeProvider(
  sentry,
  [
    {
      file: 'sentry/issue.created.json',
      headers,
      body: fixture('sentry/issue.created.json'),
      eventType: 'issue.created',
      deliveryId: 'b07f8f5d',
      subject: {
        title: 'Exception: Custom exception!',
        body: '__main__ in <module>',
        actor: 'sentry',
        actorTrust: 'UNKNOWN',
        thread: '1635244907',
      },
    },
  ],
  { 'sentry-hook-resource': 'issue' },
)

describe('sentry', () => {
  it('keeps what belongs to one issue in one thread', () => {
    const thread = (data: object) => sentry.subject('', { data: data as never }).thread

    expect(thread({ issue: { id: '17' } })).toBe('17')
    expect(thread({ event: { issue_id: '17' } })).toBe('17')
    expect(thread({ issue_id: 17, comment: 'Hello' })).toBe('17')
  })

  it('refuses a delivery that names no resource or no action', () => {
    expect(refusalCode(() => sentry.parse(delivery('{"action":"created"}')))).toBe('missing_header')
    expect(refusalCode(() => sentry.parse(delivery('{}', headers)))).toBe('invalid_payload')
  })
})
