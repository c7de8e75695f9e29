import { describe, expect, it } from 'vitest'
import { pagerduty } from '../../src/providers/pagerduty.ts'
import { delivery, describeProvider, refusalCode } from '../contracts/provider.ts'
import { fixture } from './fixture.ts'

describeProvider(pagerduty, [
  {
    file: 'pagerduty/incident.triggered.json',
    body: fixture('pagerduty/incident.triggered.json'),
    eventType: 'incident.triggered',
    deliveryId: '5ac64822-4adc-4fda-ade0-410becf0de4f',
    subject: {
      title: 'A little bump in the road',
      actor: 'PLH1HKV',
      actorTrust: 'UNKNOWN',
      thread: 'PGR0VU2',
      url: 'https://acme.pagerduty.com/incidents/PGR0VU2',
    },
  },
  {
    file: 'pagerduty/incident.annotated.json',
    body: fixture('pagerduty/incident.annotated.json'),
    eventType: 'incident.annotated',
    deliveryId: '01BGMOLHVQ2GKBYXHCUHVUQ9TN',
    subject: { title: 'A little bump in the road', body: 'Rolled back', thread: 'PGR0VU2' },
  },
])

describe('pagerduty', () => {
  it('answers a test event and does not store it', () => {
    expect(pagerduty.parse(delivery(fixture('pagerduty/pagey.ping.json'))).handshake).toMatchObject({ status: 200 })
  })

  it("takes a service's alarm as what it is, and a service's note as a bot's", () => {
    const byService = { event: { agent: { id: 'P1', type: 'service_reference' } } }

    expect(pagerduty.subject('incident.triggered', byService).actorTrust).toBe('UNKNOWN')
    expect(pagerduty.subject('incident.annotated', byService).actorTrust).toBe('BOT')
  })

  it('refuses a payload without an event', () => {
    expect(refusalCode(() => pagerduty.parse(delivery('{"event":null}')))).toBe('invalid_payload')
  })
})
