import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { prepareKey, sign } from '../../src/providers/signature.ts'
import { standard } from '../../src/providers/standard.ts'
import { verifySignature } from '../../src/providers/verify.ts'
import { delivery, describeProvider, refusalCode } from '../contracts/provider.ts'

const body = Buffer.from('{"type":"contact.created","data":{"id":"c1","name":"Ada"}}')
const headers = { 'webhook-id': 'msg_1' }

describeProvider(standard, [
  { file: 'contact.created', headers, body, eventType: 'contact.created', deliveryId: 'msg_1', subject: { title: 'Ada', thread: 'c1' } },
])

describe('standard', () => {
  const secretValue = standard.newSecret!()
  const peer = new Webhook(secretValue)
  const [scheme] = standard.schemes

  it('takes what the reference library signed, under a secret that was made here', () => {
    const sentAt = new Date()
    const signature = peer.sign('msg_1', sentAt, body.toString())
    const signed = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
      'webhook-signature': signature,
    }
    const keys = [{ secretId: 'sec_1', key: prepareKey(scheme!, secretValue) }]

    expect(verifySignature({ scheme: scheme!, keys, headers: signed, body, nowMs: sentAt.getTime() })).toMatchObject({
      ok: true,
      scheme: 'standard',
    })
  })

  it('signs as the reference library expects', () => {
    const signed = sign({ scheme: scheme!, secretValue, body, id: 'msg_1', nowMs: Date.now() })

    expect(peer.verify(body.toString(), signed)).toMatchObject({ type: 'contact.created' })
  })

  it("takes the delivery id from Svix's header as well", () => {
    expect(standard.parse(delivery(body, { 'svix-id': 'msg_2' })).deliveryId).toBe('msg_2')
  })

  it('refuses a payload without a type', () => {
    expect(refusalCode(() => standard.parse(delivery('{}')))).toBe('invalid_payload')
  })
})
