import Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { prepareKey, sign } from '../../src/providers/signature.ts'
import { stripe } from '../../src/providers/stripe.ts'
import { verifySignature } from '../../src/providers/verify.ts'
import { delivery, describeProvider, refusalCode } from '../contracts/provider.ts'
import { fixture } from './fixture.ts'

describeProvider(stripe, [
  {
    file: 'stripe/payment_intent.succeeded.json',
    body: fixture('stripe/payment_intent.succeeded.json'),
    eventType: 'payment_intent.succeeded',
    deliveryId: 'evt_3MtwBwLkdIwHu7ix2Z6x9QKQ',
    subject: {
      title: 'payment_intent.succeeded',
      body: 'Order 1001',
      thread: 'pi_3MtwBwLkdIwHu7ix28a3tqPa',
      url: 'https://dashboard.stripe.com/test/events/evt_3MtwBwLkdIwHu7ix2Z6x9QKQ',
    },
  },
  {
    file: 'stripe/thin.json',
    body: fixture('stripe/thin.json'),
    eventType: 'v1.billing.meter.error_report_triggered',
    deliveryId: 'evt_test_65R9Ijk8dKEYZcXeRWn16R9A7j1FSQ3w3TGDPLLGSM4CW0',
    subject: { thread: 'mtr_test_61R9IeP0SgKbYROx941PEAQhH6qO23oW' },
  },
])

describe('stripe', () => {
  const peer = new Stripe('sk_test_1')
  const [scheme] = stripe.schemes
  const secretValue = 'whsec_test_secret'
  const payload = fixture('stripe/payment_intent.succeeded.json').toString()

  it("takes a header that Stripe's own library made", () => {
    const nowMs = Date.now()
    const header = peer.webhooks.generateTestHeaderString({ payload, secret: secretValue, timestamp: Math.floor(nowMs / 1000) })
    const keys = [{ secretId: 'sec_1', key: prepareKey(scheme!, secretValue) }]

    expect(
      verifySignature({ scheme: scheme!, keys, headers: { 'stripe-signature': header }, body: Buffer.from(payload), nowMs }),
    ).toMatchObject({ ok: true })
  })

  it("signs as Stripe's own library expects", () => {
    const headers = sign({ scheme: scheme!, secretValue, body: payload, nowMs: Date.now() })

    expect(peer.webhooks.constructEvent(payload, headers['stripe-signature']!, secretValue).id).toBe('evt_3MtwBwLkdIwHu7ix2Z6x9QKQ')
  })

  it("refuses a payload without an id, by which Stripe's repeats are recognised", () => {
    expect(refusalCode(() => stripe.parse(delivery('{"type":"charge.failed"}')))).toBe('invalid_payload')
  })
})
