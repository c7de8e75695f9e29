import { afterEach, describe, expect, it } from 'vitest'
import { linear } from '../../../src/providers/linear.ts'
import { readMark } from '../../../src/providers/mark.ts'
import { linearReplies } from '../../../src/providers/replies/linear.ts'
import { delivery } from '../../contracts/provider.ts'
import type { FakeAnswer } from '../../fakes/fake-server.ts'
import { commentDelivery, FAKE_VIEWER, type FakeLinear, type FakeLinearOptions, startFakeLinear } from '../../fakes/linear.ts'
import { fixture } from '../fixture.ts'
import { apiOf, describeWriting, failureOf, newMark } from './writing.ts'

const issueId = '2174add1-f7c8-44e3-bbf3-2d60b5ea8bc9'
const place = { issueId }

describeWriting({ name: 'linear', replies: linearReplies, start: startFakeLinear, place, count: ({ comments }) => comments.length })

describe('linear: the place', () => {
  const placeOf = (file: string) => {
    const { eventType, payload } = linear.parse(delivery(fixture(`linear/${file}.json`)))
    return linearReplies.place(eventType, payload)
  }
  const parentId = 'c9c1d3e0-1f0e-4c5c-8d4e-0a1f5b6e7d8c'

  it('is the issue, and for a comment its thread', () => {
    expect(placeOf('Issue.create')).toEqual(place)
    expect(placeOf('AgentSessionEvent.prompted')).toEqual(place)
    expect(placeOf('Comment.create')).toEqual({ issueId, parentId })
  })

  it('is the comment that began the thread, for an answer in one', () => {
    const data = { id: issueId, issueId, parentId }

    expect(linearReplies.place('Comment.create', { data })).toEqual({ issueId, parentId })
    expect(linearReplies.place('Comment.remove', { data: { id: parentId, issueId } })).toEqual(place)
  })

  it('is nowhere for what is no issue, and for a comment on something else', () => {
    expect(linearReplies.place('Project.create', { data: { id: issueId } })).toBeNull()
    expect(linearReplies.place('Comment.create', { data: { id: parentId, projectUpdateId: issueId } })).toBeNull()
  })

  it('takes nothing but a UUID', () => {
    for (const id of ['APP-42', `${issueId}/x`, '', `${issueId}\n`, '"}){x}', {}, null]) {
      expect(linearReplies.place('Issue.create', { data: { id: id as never } })).toBeNull()
    }
    expect(linearReplies.place('Comment.create', { data: { id: issueId, issueId, parentId: 'x' } })).toBeNull()
  })
})

describe('linear: comments', () => {
  let fake: FakeLinear
  const start = async (options?: FakeLinearOptions) => {
    fake = await startFakeLinear(options)
    return apiOf(fake)
  }
  afterEach(() => fake.close())
  const post = (mark: string, at: Record<string, string> = place) => linearReplies.post(apiOf(fake), at, { text: 'Hello', mark })

  it('cannot be written twice', async () => {
    await start()
    const mark = newMark()

    expect(await post(mark)).toEqual(await post(mark))
    expect(fake.comments).toHaveLength(1)
    expect(fake.comments[0]!.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('go into the thread', async () => {
    await start()
    await post(newMark(), { issueId, parentId: issueId })

    expect(fake.comments).toMatchObject([{ issueId, parentId: issueId }])
  })

  it('are refused for good where the issue is gone', async () => {
    await start({ issues: [] })

    expect(await failureOf(post(newMark()))).toMatchObject({
      status: 200,
      retryable: false,
      message: 'INPUT_ERROR: Entity not found: Issue',
    })
  })

  it('come back as events that carry the mark', async () => {
    const api = await start()
    const mark = newMark()
    await post(mark)
    const { headers, body } = commentDelivery(fake.comments[0]!)
    const { eventType, payload } = linear.parse(delivery(body, headers))
    const { account } = await linearReplies.check(api)

    expect(eventType).toBe('Comment.create')
    expect(readMark(linear.subject(eventType, payload).body!)).toBe(mark)
    expect(linear.subject(eventType, payload).actor).toBe(account)
    expect(account).toBe(FAKE_VIEWER.email)
  })

  it('are written with a key as it is, and with an OAuth token as bearer', async () => {
    for (const [token, authorization] of [
      ['lin_api_1', 'lin_api_1'],
      ['lin_oauth_1', 'Bearer lin_oauth_1'],
    ]) {
      await start({ token })
      await post(newMark())
      expect(fake.requests[0]!.headers.authorization).toBe(authorization)
      await fake.close()
    }
  })

  it('knows errors with the status 200, and throttling with 400', async () => {
    await start()
    const fail = async (code: string, answer: Partial<FakeAnswer> = {}) => {
      fake.failNext({ status: 200, body: { data: null, errors: [{ message: 'No', extensions: { code } }] }, ...answer })
      // An error of the input is followed by a look for the comment.
      return failureOf(post(newMark()))
    }

    const reset = { 'x-ratelimit-requests-reset': String(Date.now() + 60_000) }
    const throttled = await fail('RATELIMITED', { status: 400, headers: reset })
    expect(throttled).toMatchObject({ status: 400, retryable: true, throttled: true })
    expect(throttled.retryAfterMs).toBeGreaterThan(50_000)
    expect(await fail('RATELIMITED')).toMatchObject({ retryable: true, throttled: true, retryAfterMs: null })
    for (const code of ['AUTHENTICATION_ERROR', 'FORBIDDEN', 'INVALID_INPUT']) {
      expect(await fail(code)).toMatchObject({ retryable: false, throttled: false, message: `${code}: No` })
    }
    expect(await fail('INTERNAL_SERVER_ERROR')).toMatchObject({ retryable: true })
  })

  it('may be tried again where Linear says that it wrote nothing', async () => {
    await start()
    fake.failNext({ status: 200, body: { data: { commentCreate: { success: false, comment: null } } } })

    expect(await failureOf(post(newMark()))).toMatchObject({ retryable: true })
  })
})
