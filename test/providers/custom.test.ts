import { describe, expect, it } from 'vitest'
import { custom } from '../../src/providers/custom.ts'
import { delivery, describeProvider } from '../contracts/provider.ts'

const headers = { 'x-event-type': 'disk.full', 'x-delivery-id': 'd1' }

describeProvider(custom, [
  {
    file: 'disk.full',
    headers,
    body: Buffer.from('{"title":"Disk almost full","message":"3 % left","sender":"db-1"}'),
    eventType: 'disk.full',
    deliveryId: 'd1',
    subject: { title: 'Disk almost full', body: '3 % left', actor: 'db-1' },
  },
])

describe('custom', () => {
  it('takes the type from x-event-type, else from `type` or `event`, else it is `event`', () => {
    const typeOf = (body: string, type?: string) => custom.parse(delivery(body, { 'x-event-type': type })).eventType

    expect(typeOf('{"type":"b","event":"c"}', 'a')).toBe('a')
    expect(typeOf('{"type":"b","event":"c"}')).toBe('b')
    expect(typeOf('{"event":"c"}')).toBe('c')
    expect(typeOf('{"type":1}')).toBe('event')
  })

  it('takes any JSON: a list, a text, a number, null', () => {
    for (const text of ['[1]', '"a"', '1', 'null']) {
      const { eventType, payload } = custom.parse(delivery(text))
      expect(eventType).toBe('event')
      expect(custom.subject(eventType, payload)).toMatchObject({ title: null, body: null })
    }
  })

  it('prefers the delivery id that its scheme signs', () => {
    const idOf = (idHeader?: string) =>
      custom.parse({ ...delivery('{}', { 'x-id': 'signed', 'x-delivery-id': 'd1' }), idHeader }).deliveryId

    expect(idOf('x-id')).toBe('signed')
    expect(idOf()).toBe('d1')
    expect(custom.parse(delivery('{}')).deliveryId).toBeNull()
  })

  it('reads the answer', () => {
    expect(custom.parse(delivery('{}')).readsAnswer).toBe(true)
  })
})
