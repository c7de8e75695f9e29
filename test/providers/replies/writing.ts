import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EgressFailed, ProviderFailure } from '../../../src/errors.ts'
import { newId } from '../../../src/model/id.ts'
import type { Api, Place, Replies } from '../../../src/providers/reply.ts'
import type { FakeServer } from '../../fakes/fake-server.ts'
import { plainFetch } from '../../helpers/plain-fetch.ts'

/** A fake with the credentials that reach it. */
export type Fake = FakeServer & { credentials: Record<string, string> }

/** A mark as Hookline makes them: an action's id and ten characters. */
export function newMark(): string {
  return `${newId('action').slice('act_'.length)}0123456789`
}

export function apiOf(fake: Fake, credentials: Record<string, string> = {}): Api {
  return { credentials: { ...fake.credentials, ...credentials }, fetch: plainFetch, nowMs: Date.now }
}

/** What a call is refused with. */
export async function failureOf(call: Promise<unknown>): Promise<ProviderFailure['detail'] & { message: string }> {
  const error: unknown = await call.then(
    () => new Error('It has succeeded'),
    (reason) => reason,
  )
  if (!(error instanceof ProviderFailure)) throw error
  return { ...error.detail, message: error.message }
}

interface Subject<F extends Fake> {
  name: string
  replies: Replies
  start(): Promise<F>
  place: Place
  /** How much is there. */
  count(fake: F): number
}

/** What holds wherever something is written. */
export function describeWriting<F extends Fake>({ name, replies, start, place, count }: Subject<F>): void {
  describe(`${name}: writing`, () => {
    let fake: F
    beforeEach(async () => {
      fake = await start()
    })
    afterEach(() => fake.close())
    const post = (mark: string, api = apiOf(fake)) => replies.post(api, place, { text: 'Looking into it', mark })
    const find = (mark: string) => replies.find!(apiOf(fake), place, mark)

    it('writes a text, and finds it again by its mark alone', async () => {
      const [mark, other] = [newMark(), newMark()]
      await post(other)
      const posted = await post(mark)

      expect(count(fake)).toBe(2)
      expect(posted.id).not.toBe('')
      expect(await find(mark)).toEqual(posted)
      expect(await find(newMark())).toBeNull()
    })

    it('finds what was written where the answer was lost', async () => {
      const mark = newMark()
      fake.failNext('drop-after-commit')

      await expect(post(mark)).rejects.toThrow(EgressFailed)
      expect(await find(mark)).toEqual({ id: expect.any(String), url: expect.toSatisfy((url) => url === null || typeof url === 'string') })
      expect(count(fake)).toBe(1)
    })

    it('finds nothing where the request was lost', async () => {
      const mark = newMark()
      fake.failNext('drop-before-commit')

      await expect(post(mark)).rejects.toThrow(EgressFailed)
      expect(await find(mark)).toBeNull()
      expect(count(fake)).toBe(0)
    })

    it('tells when to ask again', async () => {
      fake.failNext({ status: 429, headers: { 'retry-after': '7' }, body: {} })

      expect(await failureOf(post(newMark()))).toMatchObject({ status: 429, retryable: true, throttled: true, retryAfterMs: 7000 })
    })

    it('may be tried again when the provider is down', async () => {
      fake.failNext({ status: 503, body: 'Down' })

      expect(await failureOf(post(newMark()))).toMatchObject({ status: 503, retryable: true, throttled: false })
    })

    it('asks nobody without a token', async () => {
      const { message, retryable } = await failureOf(post(newMark(), apiOf(fake, { token: '' })))

      expect({ message, retryable }).toEqual({ message: `No credential \`token\` is stored for ${name}`, retryable: false })
      expect(fake.requests).toEqual([])
    })

    it('takes a base URL with slashes at its end', async () => {
      await post(newMark(), apiOf(fake, { baseUrl: `${fake.credentials.baseUrl}//` }))

      expect(count(fake)).toBe(1)
    })

    it('checks a token, and one that is not known', async () => {
      expect(await replies.check(apiOf(fake))).toMatchObject({ ok: true, kind: 'token', missing: [] })
      expect(await replies.check(apiOf(fake, { token: 'wrong' }))).toMatchObject({ ok: false, account: null, message: expect.any(String) })
    })

    it('has learned nothing of a token where the provider does not answer a check', async () => {
      fake.failNext({ status: 500, body: 'Down' })

      expect(await failureOf(replies.check(apiOf(fake)))).toMatchObject({ status: 500, retryable: true })
    })
  })
}
