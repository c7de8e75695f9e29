import { afterEach, describe, expect, it } from 'vitest'
import { readMark } from '../../../src/providers/mark.ts'
import { pagerduty } from '../../../src/providers/pagerduty.ts'
import { pagerdutyReplies } from '../../../src/providers/replies/pagerduty.ts'
import { delivery } from '../../contracts/provider.ts'
import { commentDelivery, FAKE_USER, type FakePagerduty, type FakePagerdutyOptions, startFakePagerduty } from '../../fakes/pagerduty.ts'
import { fixture } from '../fixture.ts'
import { apiOf, describeWriting, failureOf, newMark } from './writing.ts'

const place = { incident: 'PGR0VU2' }

describeWriting({
  name: 'pagerduty',
  replies: pagerdutyReplies,
  start: startFakePagerduty,
  place,
  count: ({ comments }) => comments.length,
})

describe('pagerduty: the place', () => {
  const placeOf = (body: Buffer | string) => {
    const { eventType, payload } = pagerduty.parse(delivery(body))
    return pagerdutyReplies.place(eventType, payload)
  }

  it('is the incident, also of a note', () => {
    expect(placeOf(fixture('pagerduty/incident.triggered.json'))).toEqual(place)
    expect(placeOf(fixture('pagerduty/incident.annotated.json'))).toEqual(place)
    expect(placeOf(pagerduty.sample('incident.resolved')!.body)).toEqual(place)
  })

  it('is nowhere for what is of no incident', () => {
    expect(placeOf(fixture('pagerduty/pagey.ping.json'))).toBeNull()
    expect(pagerdutyReplies.place('service.updated', { event: { data: { id: 'PF9KMXH', type: 'incident' } } })).toBeNull()
    expect(pagerdutyReplies.place('incident.annotated', { event: { data: { id: 'PWL7QXS', type: 'incident_note' } } })).toBeNull()
  })

  it('takes nothing but letters and digits', () => {
    for (const id of ['../users', 'P1/notes?', 'P1%2f', '', 'P'.repeat(40), 'PGR0VU2\n', {}, null]) {
      expect(pagerdutyReplies.place('incident.triggered', { event: { data: { id: id as never, type: 'incident' } } })).toBeNull()
    }
  })
})

describe('pagerduty: notes', () => {
  let fake: FakePagerduty
  const start = async (options?: FakePagerdutyOptions) => {
    fake = await startFakePagerduty(options)
    return apiOf(fake)
  }
  afterEach(() => fake.close())
  const post = (credentials = {}) => pagerdutyReplies.post(apiOf(fake, credentials), place, { text: 'Hello', mark: newMark() })

  it('are written as version 2 wants them', async () => {
    await start()
    await post()

    expect(fake.requests[0]).toMatchObject({
      path: '/incidents/PGR0VU2/notes',
      headers: { authorization: 'Token token=u+fake', accept: 'application/vnd.pagerduty+json;version=2', from: FAKE_USER.email },
    })
  })

  it('need a user with the key of an account', async () => {
    await start({ keyOf: 'account' })
    await post()

    expect(fake.comments).toHaveLength(1)
    expect(await failureOf(post({ from: '' }))).toMatchObject({ status: 400, retryable: false })
  })

  it('may be tried again after a person has given the key the right', async () => {
    await start({ readOnly: true })

    expect(await failureOf(post())).toMatchObject({ status: 403, retryable: true, throttled: false })
  })

  it('come back as events that carry the mark', async () => {
    const api = await start()
    const mark = newMark()
    await pagerdutyReplies.post(api, place, { text: 'Hello', mark })
    const { headers, body } = commentDelivery(fake.comments[0]!)
    const { eventType, payload } = pagerduty.parse(delivery(body, headers))

    expect(pagerdutyReplies.place(eventType, payload)).toEqual(place)
    expect(readMark(pagerduty.subject(eventType, payload).body!)).toBe(mark)
    expect(pagerduty.subject(eventType, payload).actor).toBe((await pagerdutyReplies.check(api)).account)
  })

  it("checks an account's key with its user", async () => {
    const api = await start({ keyOf: 'account' })

    expect(await pagerdutyReplies.check(api)).toMatchObject({ ok: true, account: FAKE_USER.id })
    expect(await pagerdutyReplies.check(apiOf(fake, { from: '' }))).toMatchObject({ ok: false, missing: ['from'] })
    expect(await pagerdutyReplies.check(apiOf(fake, { from: 'nobody@example.com' }))).toMatchObject({ ok: false, missing: ['from'] })
  })

  it("takes an account's key that may not list the users", async () => {
    const api = await start({ keyOf: 'account' })
    fake.failNext({ status: 400, body: {} })
    fake.failNext({ status: 200, body: { abilities: [] } })
    fake.failNext({ status: 403, body: {} })

    expect(await pagerdutyReplies.check(api)).toMatchObject({ ok: true, account: null })
  })
})
