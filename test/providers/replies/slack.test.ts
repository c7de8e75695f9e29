import { afterEach, describe, expect, it } from 'vitest'
import { slackReplies } from '../../../src/providers/replies/slack.ts'
import { slack } from '../../../src/providers/slack.ts'
import { delivery } from '../../contracts/provider.ts'
import { FAKE_BOT, type FakeSlack, type FakeSlackOptions, messageDelivery, startFakeSlack } from '../../fakes/slack.ts'
import { apiOf, describeWriting, failureOf, newMark } from './writing.ts'

const channel = 'C06NRA6JLER'
const thread = { channel, thread_ts: '1719209506.817929' }

for (const place of [thread, { channel }]) {
  describeWriting({ name: 'slack', replies: slackReplies, start: startFakeSlack, place, count: ({ messages }) => messages.length })
}

describe('slack: messages', () => {
  let fake: FakeSlack
  const start = async (options?: FakeSlackOptions) => {
    fake = await startFakeSlack(options)
    return apiOf(fake)
  }
  afterEach(() => fake.close())
  const post = (place: Record<string, string> = thread) => slackReplies.post(apiOf(fake), place, { text: 'Hello', mark: newMark() })

  it('go into the thread, as UTF-8, without previews of links', async () => {
    await start()
    await post()

    expect(fake.messages).toMatchObject([{ ...thread, text: 'Hello', metadata: { event_type: 'hookline_action' } }])
    expect(fake.requests[0]).toMatchObject({
      path: '/api/chat.postMessage',
      headers: { authorization: 'Bearer xoxb-fake', 'content-type': 'application/json; charset=utf-8' },
      body: { unfurl_links: false },
    })
  })

  it('knows that a 200 with ok: false is a failure, and what it means', async () => {
    await start()
    const fail = async (error: string, more: object = {}, headers: Record<string, string> = {}) => {
      fake.failNext({ status: 200, headers, body: { ok: false, error, ...more } })
      return failureOf(post())
    }

    expect(await fail('ratelimited', {}, { 'retry-after': '30' })).toMatchObject({ retryable: true, throttled: true, retryAfterMs: 30_000 })
    for (const error of [
      'not_in_channel',
      'channel_not_found',
      'is_archived',
      'msg_too_long',
      'no_text',
      'restricted_action',
      'constructor',
    ]) {
      expect(await fail(error)).toMatchObject({ status: 200, retryable: false, throttled: false, message: expect.stringContaining(error) })
    }
    for (const error of ['invalid_auth', 'token_revoked', 'account_inactive', 'not_authed', 'internal_error', 'service_unavailable']) {
      expect(await fail(error)).toMatchObject({ retryable: true, throttled: false })
    }
    for (const error of ['fatal_error', 'request_timeout']) expect(await fail(error)).toMatchObject({ retryable: true })
    expect((await fail('missing_scope', { needed: 'chat:write' })).message).toBe('missing_scope: The token lacks a scope: chat:write')
  })

  it('are refused in a channel that is not there', async () => {
    await start({ channels: {} })

    expect(await failureOf(post())).toMatchObject({ retryable: false, message: expect.stringContaining('channel_not_found') })
  })

  it('are found behind more than one page', async () => {
    const api = await start()
    const mark = newMark()
    for (let i = 0; i < 250; i++)
      fake.messages.push({ type: 'message', ...FAKE_BOT, ...thread, text: '', ts: (Date.now() / 1000).toFixed(6) })
    await slackReplies.post(api, thread, { text: 'Hello', mark })

    expect(await slackReplies.find!(api, thread, mark)).toEqual({ id: fake.messages.at(-1)!.ts, url: null })
    expect(fake.requests.filter(({ path }) => path.includes('conversations.replies'))).toHaveLength(2)
  })

  it('are not said to be missing where not everything was read', async () => {
    const api = await start()
    for (let i = 0; i < 1100; i++)
      fake.messages.push({ type: 'message', ...FAKE_BOT, ...thread, text: '', ts: (Date.now() / 1000).toFixed(6) })

    expect(await failureOf(slackReplies.find!(api, thread, newMark()))).toMatchObject({ retryable: false })
    expect(fake.requests).toHaveLength(5)
  })

  it('are looked for only among what is younger than the action', async () => {
    const api = await start()
    for (let i = 0; i < 1100; i++) fake.messages.push({ type: 'message', ...FAKE_BOT, channel, text: '', ts: `1719209506.${100_000 + i}` })

    expect(await slackReplies.find!(api, { channel }, newMark())).toBeNull()
    expect(fake.requests).toHaveLength(1)
  })

  it('cannot be looked for without the scope, which is told', async () => {
    const api = await start({ scopes: ['chat:write'] })

    expect(await failureOf(slackReplies.find!(api, thread, newMark()))).toMatchObject({
      retryable: false,
      message: expect.stringContaining('channels:history'),
    })
  })

  it('are gone with their thread', async () => {
    const api = await start()
    fake.failNext({ status: 200, body: { ok: false, error: 'thread_not_found' } })

    expect(await slackReplies.find!(api, thread, newMark())).toBeNull()
  })

  it('come back as events of the account that the check names', async () => {
    const api = await start()
    await post()
    const { headers, body } = messageDelivery(fake.messages[0]!)
    const { eventType, payload } = slack.parse(delivery(body, headers))
    const { account } = await slackReplies.check(api)

    expect(eventType).toBe('message.channels')
    expect(slack.subject(eventType, payload)).toMatchObject({ actor: account, actorTrust: 'BOT', thread: `${channel}/${thread.thread_ts}` })
    expect(account).toBe(FAKE_BOT.user)
  })

  it('may have been written where no answer comes', async () => {
    await start()
    fake.failNext('hang')

    await expect(post()).rejects.toMatchObject({ code: 'egress_failed', mayHaveArrived: true })
    expect(fake.messages).toEqual([])
  })

  it('checks the scopes', async () => {
    expect(await slackReplies.check(await start())).toMatchObject({ ok: true, message: null })
    await fake.close()
    expect(await slackReplies.check(await start({ scopes: ['chat:write'] }))).toMatchObject({
      ok: true,
      missing: [],
      message: expect.stringMatching(/channels:read.*channels:history/),
    })
    await fake.close()
    expect(await slackReplies.check(await start({ scopes: ['channels:read', 'channels:history'] }))).toMatchObject({
      ok: false,
      missing: ['chat:write'],
      message: null,
    })
  })

  it('has learned nothing where Slack itself fails', async () => {
    const api = await start()
    fake.failNext({ status: 200, body: { ok: false, error: 'internal_error' } })

    expect(await failureOf(slackReplies.check(api))).toMatchObject({ retryable: true })
  })
})
