import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/errors.ts'
import type { Json } from '../../src/model/json.ts'
import { slack } from '../../src/providers/slack.ts'
import { delivery, describeProvider, refusalCode } from '../contracts/provider.ts'
import { fixture } from './fixture.ts'

const FORM = 'application/x-www-form-urlencoded'

describeProvider(slack, [
  {
    file: 'slack/message.channels.json',
    body: fixture('slack/message.channels.json'),
    eventType: 'message.channels',
    deliveryId: 'Ev079SP4TP1P',
    subject: {
      body: 'Hello, this is a normal text message',
      actor: 'U06NU4E26M9',
      actorTrust: 'MEMBER',
      thread: 'C06NRA6JLER/1719209506.817929',
      url: 'https://slack.com/app_redirect?channel=C06NRA6JLER&team=T06NRA6HM3P',
    },
  },
  {
    file: 'slack/app_mention.json',
    body: fixture('slack/app_mention.json'),
    eventType: 'app_mention',
    deliveryId: 'Ev123ABC456',
    subject: { body: 'What is the hour of the pearl, <@U0LAN0Z89>?', thread: 'C123ABC456/1515449522.000016' },
  },
  {
    file: 'slack/slash-command.txt',
    contentType: FORM,
    body: fixture('slack/slash-command.txt'),
    eventType: 'slash_command',
    deliveryId: '398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    subject: { title: '/webhook-collect', actor: 'U2CERLKJA', thread: 'G8PSS9T3V' },
  },
  {
    file: 'slack/block_actions.txt',
    contentType: FORM,
    body: fixture('slack/block_actions.txt'),
    eventType: 'block_actions',
    deliveryId: '12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3',
    subject: { title: 'Approve', body: 'Deploy to production?', actor: 'U061F7AUR', thread: 'C03CCCXFB/1548261231.000200' },
  },
])

describe('slack', () => {
  const message = (event: Record<string, string>) =>
    delivery(JSON.stringify({ type: 'event_callback', event_id: 'Ev1', event: { type: 'message', ...event } }))

  it('names a message after its subscription', () => {
    const types = ['channel', 'group', 'im', 'mpim'].map((channel_type) => slack.parse(message({ channel_type })).eventType)

    expect(types).toEqual(['message.channels', 'message.groups', 'message.im', 'message.mpim'])
    expect(slack.parse(message({})).eventType).toBe('message')
  })

  it('echoes the challenge of a URL verification as plain text', () => {
    const { handshake } = slack.parse(delivery(fixture('slack/url_verification.json')))

    expect(handshake).toEqual({ status: 200, contentType: 'text/plain', body: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P' })
  })

  it('echoes no challenge that is not a text of 1 to 256 characters', () => {
    const code = (challenge: unknown) => refusalCode(() => slack.parse(delivery(JSON.stringify({ type: 'url_verification', challenge }))))

    expect(code('a'.repeat(256))).toBe('not refused')
    for (const challenge of ['a'.repeat(257), '', { a: 1 }, ['a'], undefined]) expect(code(challenge)).toBe('invalid_payload')
  })

  it('answers a check of the certificate', () => {
    expect(slack.parse(delivery('ssl_check=1&token=abc', {}, FORM)).handshake).toMatchObject({ status: 200, body: '' })
  })

  it('reads the answer to a slash command and to a button, not to an event', () => {
    const reads = (body: Buffer, type?: string) => slack.parse(delivery(body, {}, type)).readsAnswer

    expect(reads(fixture('slack/slash-command.txt'), FORM)).toBe(true)
    expect(reads(fixture('slack/block_actions.txt'), FORM)).toBe(true)
    expect(reads(fixture('slack/message.channels.json'))).toBeUndefined()
  })

  it('keeps a form as the JSON of its payload', () => {
    const { payload, payloadText } = slack.parse(delivery(fixture('slack/block_actions.txt'), {}, FORM))

    expect(JSON.parse(payloadText!)).toEqual(payload)
  })

  it('answers a stored event with an empty 200', () => {
    expect(slack.success?.('evt_1')).toEqual({ status: 200, contentType: 'text/plain', body: '' })
  })

  it('knows a bot by its bot_id or its subtype', () => {
    const trust = (event: Record<string, string>) => slack.subject('message.channels', { event }).actorTrust

    expect(trust({ bot_id: 'B01' })).toBe('BOT')
    expect(trust({ subtype: 'bot_message' })).toBe('BOT')
    expect(trust({ user: 'U01' })).toBe('UNKNOWN')
    expect(trust({ user: 'U01', team: 'T01' })).toBe('UNKNOWN')
  })

  it('knows the people of its workspace by their team, also by the app’s own message whose button they press', () => {
    const trust = (payload: Json) => slack.subject('', payload).actorTrust
    const press = { api_app_id: 'A1', user: { id: 'U1', team_id: 'T1' }, message: { app_id: 'A1', team: 'T1' } }

    expect(trust({ team_id: 'T2', authorizations: [{ team_id: 'T1' }], event: { user: 'U1', team: 'T1' } })).toBe('MEMBER')
    expect(trust({ team_id: 'T2', authorizations: [{ team_id: 'T1' }], event: { user: 'U2', team: 'T2' } })).toBe('UNKNOWN')
    expect(trust({ context_team_id: 'T1', event: { user: 'U2', team: 'T1', user_team: 'T2' } })).toBe('UNKNOWN')
    expect(trust(press)).toBe('MEMBER')
    expect(trust({ ...press, user: { id: 'U2', team_id: 'T2' } })).toBe('UNKNOWN')
    expect(trust({ ...press, message: { app_id: 'A2', team: 'T1' } })).toBe('UNKNOWN')
    expect(trust({ user_id: 'U1', team_id: 'T1' })).toBe('UNKNOWN')
  })

  describe('looking up a channel', () => {
    const answer = (status: number, body: unknown) => async () => ({ status, headers: {}, text: async () => JSON.stringify(body) })
    const credentials = { token: 'xoxb-1' }

    it('is needed where the payload has only an id', () => {
      const needed = (file: string, type?: string) => slack.lookUp!.needed(slack.parse(delivery(fixture(file), {}, type)).payload)

      expect(needed('slack/message.channels.json')).toEqual({ channel: 'C06NRA6JLER' })
      expect(needed('slack/slash-command.txt', FORM)).toEqual({})
      expect(slack.lookUp!.needed({ channel_id: 'G1', channel_name: 'privategroup' })).toEqual({ channel: 'G1' })
    })

    it("asks conversations.info with the webhook's token", async () => {
      const asked: unknown[] = []
      const fetch = async (url: string, init?: unknown) => {
        asked.push([url, init])
        return { status: 200, headers: {}, text: async () => '{"ok":true,"channel":{"id":"C1","name":"engineering"}}' }
      }

      expect(await slack.lookUp!.ask('channel', 'C1', { ...credentials, baseUrl: 'https://slack.example/api/' }, fetch)).toBe('engineering')
      expect(asked).toEqual([['https://slack.example/api/conversations.info?channel=C1', { headers: { authorization: 'Bearer xoxb-1' } }]])
    })

    it('finds nothing where Slack says ok: false, or without a token', async () => {
      expect(await slack.lookUp!.ask('channel', 'C1', credentials, answer(200, { ok: false, error: 'channel_not_found' }))).toBeNull()
      expect(await slack.lookUp!.ask('channel', 'C1', {}, answer(200, {}))).toBeNull()
    })

    it('fails, to be asked again, where Slack does not answer', async () => {
      await expect(slack.lookUp!.ask('channel', 'C1', credentials, answer(429, {}))).rejects.toThrow(AppError)
    })
  })
})
