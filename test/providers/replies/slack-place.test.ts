import { describe, expect, it } from 'vitest'
import { slackReplies } from '../../../src/providers/replies/slack.ts'
import { slack } from '../../../src/providers/slack.ts'
import { delivery } from '../../contracts/provider.ts'
import { fixture } from '../fixture.ts'

const FORM = 'application/x-www-form-urlencoded'
const ts = '1768469400.000100'
const channel = 'C024BE91L'

describe('slack: the place', () => {
  const placeOf = (file: string, type?: string) => {
    const { eventType, payload } = slack.parse(delivery(fixture(`slack/${file}`), {}, type))
    return slackReplies.place(eventType, payload)
  }
  const ofEvent = (type: string, event: object) => slackReplies.place(type, { event: event as never })

  it('is the thread that a message is in or begins', () => {
    expect(placeOf('message.channels.json')).toEqual({ channel: 'C06NRA6JLER', thread_ts: '1719209506.817929' })
    expect(placeOf('app_mention.json')).toEqual({ channel: 'C123ABC456', thread_ts: '1515449522.000016' })
    expect(ofEvent('message.im', { channel: 'D1', ts, thread_ts: '1.2' })).toEqual({ channel: 'D1', thread_ts: '1.2' })
  })

  it('is the thread of an edited message, and the channel of a deleted one', () => {
    expect(ofEvent('message.channels', { subtype: 'message_changed', channel, ts: '9.9', message: { ts } })).toEqual({
      channel,
      thread_ts: ts,
    })
    expect(ofEvent('message.channels', { subtype: 'message_deleted', channel, ts: '9.9', previous_message: { ts } })).toEqual({ channel })
  })

  it('is the message that a reaction is on', () => {
    expect(ofEvent('reaction_added', { item: { type: 'message', channel, ts } })).toEqual({ channel, thread_ts: ts })
    expect(ofEvent('reaction_removed', { item: { type: 'file', file: 'F1' } })).toBeNull()
  })

  it('is the channel of a slash command, and the message of a button', () => {
    expect(placeOf('slash-command.txt', FORM)).toEqual({ channel: 'G8PSS9T3V' })
    expect(placeOf('block_actions.txt', FORM)).toEqual({ channel: 'C03CCCXFB', thread_ts: '1548261231.000200' })
  })

  it('is only the channel for a button that one person sees, and nowhere for one of a modal', () => {
    const container = { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: true }

    expect(slackReplies.place('block_actions', { container })).toEqual({ channel })
    expect(slackReplies.place('block_actions', { container: { type: 'view', view_id: 'V1' } })).toBeNull()
  })

  it('is nowhere for anything else', () => {
    for (const type of ['channel_created', 'view_submission', 'constructor']) expect(ofEvent(type, { channel, ts })).toBeNull()
  })

  it('takes nothing but the ids of channels and messages', () => {
    for (const hostile of ['#general', '@ada', 'U061F7AUR', 'C1&as_user=1', '', 'c1', 'C1\n', {}, null]) {
      expect(ofEvent('message.channels', { channel: hostile, ts })).toBeNull()
    }
    for (const hostile of ['1', '1.2.3', '1.2&x', 'abc', '1.2\n']) expect(ofEvent('message.channels', { channel, ts: hostile })).toBeNull()
  })
})

describe('slack: the address for a late answer', () => {
  const url = (response_url: unknown, baseUrl?: string) => slackReplies.respondUrl!({ response_url } as never, baseUrl ? { baseUrl } : {})
  const hook = 'https://hooks.slack.com/commands/T1/1/abc'

  it("is Slack's own", () => {
    expect(url(hook)).toBe(hook)
    expect(url(hook, 'https://slack.example/api')).toBe(hook)
  })

  it('is on the host of the base URL, where there is one', () => {
    expect(url('http://127.0.0.1:8080/actions/1', 'http://127.0.0.1:8080/api')).toBe('http://127.0.0.1:8080/actions/1')
    expect(url('https://hooks.slack-gov.com/actions/1', 'https://slack-gov.com/api')).toBe('https://hooks.slack-gov.com/actions/1')
  })

  it('is nowhere else', () => {
    const other = [
      'http://hooks.slack.com/x',
      'https://hooks.slack.com.example.com/x',
      'https://hooks.slack.com:8443/x',
      'https://user:word@hooks.slack.com/x',
      'https://example.com/?https://hooks.slack.com',
      'file:///etc/passwd',
      'no url',
      '',
      {},
      undefined,
    ]
    for (const one of other) expect(url(one)).toBeNull()
    expect(url('http://127.0.0.1:9090/x', 'http://127.0.0.1:8080/api')).toBeNull()
    expect(url('data:text/plain,x', 'data:text/plain,y')).toBeNull()
    expect(url('http://slack-gov.com/x', 'https://slack-gov.com/api')).toBeNull()
  })
})
