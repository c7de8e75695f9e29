import { Webhook } from 'standardwebhooks'
import { describe, expect, it, onTestFinished } from 'vitest'
import { custom } from '../../../src/providers/custom.ts'
import { withHiddenMark } from '../../../src/providers/mark.ts'
import { newStandardSecret } from '../../../src/providers/scheme.ts'
import { standard } from '../../../src/providers/standard.ts'
import { type FakeAnswer, startFakeServer } from '../../fakes/fake-server.ts'
import { apiWith, MARK, refusal } from './api.ts'

const replies = custom.replies!
const replySecret = newStandardSecret()
const post = { text: 'Done: "it" works — ✓', mark: MARK }

/** Somebody who takes replies, and what the signature of the last one was. */
async function startSink(answer: FakeAnswer = { status: 204 }) {
  const sink = await startFakeServer(() => answer)
  onTestFinished(() => sink.close())
  return { sink, api: apiWith({ replyUrl: `${sink.url}/replies?from=hookline`, replySecret }) }
}

describe('replies to a custom sender', () => {
  it('are POSTed to its address, as Standard Webhooks says', async () => {
    const { sink, api } = await startSink()

    const posted = await replies.post(api, { thread: 'T-1' }, post)

    const [request] = sink.requests
    expect(posted).toEqual({ id: MARK, url: null })
    expect(request).toMatchObject({
      method: 'POST',
      path: '/replies',
      headers: { 'content-type': 'application/json', 'webhook-id': `msg_${MARK}` },
    })
    const verified = new Webhook(replySecret).verify(JSON.stringify(request?.body), request?.headers as Record<string, string>)
    expect(verified).toEqual({
      type: 'hookline.comment',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: { thread: 'T-1', message: withHiddenMark(post.text, MARK), mark: MARK },
    })
    expect(() =>
      new Webhook(newStandardSecret()).verify(JSON.stringify(request?.body), request?.headers as Record<string, string>),
    ).toThrow()
  })

  it('have the same id at each try, and are never looked for', async () => {
    const { sink, api } = await startSink()

    await replies.post(api, {}, post)
    await replies.post(api, {}, post)

    expect(new Set(sink.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(sink.requests[0]?.body).toMatchObject({ data: { thread: null } })
    expect(replies.find).toBeUndefined()
  })

  it('take a link from the answer, where it is one by https', async () => {
    const urlOf = async (body: unknown) => (await replies.post((await startSink({ status: 200, body })).api, {}, post)).url

    expect(await urlOf({ url: 'https://acme.example/c/1' })).toBe('https://acme.example/c/1')
    expect(await urlOf({ url: 'javascript:alert(1)' })).toBeNull()
    expect(await urlOf({ url: 7 })).toBeNull()
    expect(await urlOf('ok')).toBeNull()
    expect(await urlOf(undefined)).toBeNull()
  })

  it('are tried again after some answers, and not after others', async () => {
    const refused = async (answer: FakeAnswer) => refusal(replies.post((await startSink(answer)).api, {}, post))

    expect(await refused({ status: 410 })).toMatchObject({ status: 410, retryable: false })
    expect(await refused({ status: 400, body: 'no' })).toMatchObject({ status: 400, retryable: false, response: 'no' })
    expect(await refused({ status: 302, headers: { location: 'https://example.com' } })).toMatchObject({ retryable: false })
    expect(await refused({ status: 500 })).toMatchObject({ status: 500, retryable: true, throttled: false })
    expect(await refused({ status: 429, headers: { 'retry-after': '7' } })).toMatchObject({ throttled: true, retryAfterMs: 7000 })
  })

  it('are refused before anything is sent where no address or secret is stored', async () => {
    expect(await refusal(replies.post(apiWith({ replySecret }), {}, post))).toMatchObject({ retryable: false })
    expect(await refusal(replies.post(apiWith({ replyUrl: 'https://example.com' }), {}, post))).toMatchObject({ retryable: false })
  })

  it('go wherever the event came from', () => {
    expect(replies.place('x', { thread_id: 'T-1' })).toEqual({ thread: 'T-1' })
    expect(replies.place('x', { conversation_id: 12 })).toEqual({ thread: '12' })
    expect(replies.place('x', { thread: 'x'.repeat(1001) })).toEqual({})
    expect(replies.place('x', [])).toEqual({})
    expect(standard.replies!.place('x', { type: 'x', data: { id: 'D-1' } })).toEqual({ thread: 'D-1' })
  })

  it('are checked without a call', async () => {
    const { sink, api } = await startSink()

    expect(await replies.check(api)).toMatchObject({ ok: true, missing: [], message: expect.stringContaining('Nothing was called') })
    expect(await replies.check(apiWith({ replyUrl: sink.url }))).toMatchObject({ ok: false, missing: ['replySecret'] })
    expect(await replies.check(apiWith({}))).toMatchObject({ ok: false, missing: ['replyUrl', 'replySecret'] })
    expect(sink.requests).toEqual([])
  })
})
