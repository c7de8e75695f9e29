import { afterEach, describe, expect, it } from 'vitest'
import { readMark } from '../../../src/providers/mark.ts'
import { sentryReplies } from '../../../src/providers/replies/sentry.ts'
import { sentry } from '../../../src/providers/sentry.ts'
import { delivery } from '../../contracts/provider.ts'
import { commentDelivery, type FakeSentry, type FakeSentryOptions, startFakeSentry } from '../../fakes/sentry.ts'
import { fixture } from '../fixture.ts'
import { apiOf, describeWriting, failureOf, newMark } from './writing.ts'

const place = { issue: '1635244907' }

describeWriting({ name: 'sentry', replies: sentryReplies, start: startFakeSentry, place, count: ({ comments }) => comments.length })

describe('sentry: the place', () => {
  const placeOf = (type: string) => {
    const { headers, body } = sentry.sample(type)!
    return sentryReplies.place(type, sentry.parse(delivery(body, headers)).payload)
  }

  it('is the issue of everything that is about one', () => {
    const headers = { 'sentry-hook-resource': 'issue' }
    const { payload } = sentry.parse(delivery(fixture('sentry/issue.created.json'), headers))

    expect(sentryReplies.place('issue.created', payload)).toEqual(place)
    for (const type of ['issue.resolved', 'error.created', 'event_alert.triggered', 'comment.created']) {
      expect(placeOf(type)).toEqual({ issue: '1170820242' })
    }
  })

  it('is nowhere for alerts about metrics, and for an installation', () => {
    expect(placeOf('metric_alert.critical')).toBeNull()
    expect(sentryReplies.place('installation.created', { data: { issue: { id: '1' } } })).toBeNull()
    expect(sentryReplies.place('constructor', {})).toBeNull()
  })

  it('takes nothing but a number', () => {
    for (const id of ['1/../2', '../1', '1?x=', '1%2f', '', 'APP-1', '1'.repeat(40), {}, null, '1\n']) {
      expect(sentryReplies.place('issue.created', { data: { issue: { id: id as never } } })).toBeNull()
    }
  })
})

describe('sentry: comments', () => {
  let fake: FakeSentry
  const start = async (options?: FakeSentryOptions) => {
    fake = await startFakeSentry(options)
    return apiOf(fake)
  }
  afterEach(() => fake.close())

  it('takes "already posted" for posted', async () => {
    const api = await start()
    const mark = newMark()
    const first = await sentryReplies.post(api, place, { text: 'Hello', mark })

    expect(await sentryReplies.post(api, place, { text: 'Hello', mark })).toEqual(first)
    expect(fake.comments).toHaveLength(1)
  })

  it('fails where "already posted" is of nothing that can be found', async () => {
    const api = await start()
    fake.failNext({ status: 400, body: '{"detail": "You have already posted that comment."}' })

    expect(await failureOf(sentryReplies.post(api, place, { text: 'Hello', mark: newMark() }))).toMatchObject({
      status: 400,
      retryable: false,
    })
  })

  it('writes under the organization, and only there', async () => {
    const api = await start({ organization: 'acme' })
    await sentryReplies.post(api, place, { text: 'Hello', mark: newMark() })

    expect(fake.requests).toMatchObject([{ method: 'POST', path: '/api/0/organizations/acme/issues/1635244907/comments/' }])
    expect(await failureOf(sentryReplies.find!(apiOf(fake, { organization: '' }), place, newMark()))).toMatchObject({
      retryable: false,
      message: 'No credential `organization` is stored for sentry',
    })
  })

  it('comes back as an event that carries the mark', async () => {
    const api = await start()
    const mark = newMark()
    await sentryReplies.post(api, place, { text: 'Hello', mark })
    const { headers, body } = commentDelivery(fake.comments[0]!)
    const parsed = sentry.parse(delivery(body, headers))

    expect(parsed.eventType).toBe('comment.created')
    expect(sentryReplies.place(parsed.eventType, parsed.payload)).toEqual(place)
    expect(sentry.subject(parsed.eventType, parsed.payload).actorTrust).toBe('BOT')
    expect(readMark(sentry.subject(parsed.eventType, parsed.payload).body!)).toBe(mark)
  })

  it('checks what the token may do, whether or not it may see the organization', async () => {
    const missing = { ok: false, missing: ['event:write'], message: expect.any(String) }

    for (const scopes of [['event:read'], ['event:read', 'org:read']]) {
      expect(await sentryReplies.check(await start({ scopes }))).toMatchObject(missing)
      await fake.close()
    }
    expect(await sentryReplies.check(await start({ scopes: ['event:admin', 'org:read'] }))).toMatchObject({ ok: true, account: null })
  })

  it('checks the organization', async () => {
    await start()

    expect(await sentryReplies.check(apiOf(fake, { organization: 'other' }))).toMatchObject({
      ok: false,
      message: 'There is no organization other, or the token is of another',
    })
  })
})
