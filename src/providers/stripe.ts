import type { Subject } from '../model/event.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { jsonSample, parseBody, requireName, requireObject, sampleFrom, textAt, valueAt, withActions, words } from './payload.ts'
import type { ParsedDelivery, Provider, RawDelivery, Sample } from './provider.ts'
import type { Scheme } from './signature.ts'

/**
 * https://docs.stripe.com/webhooks#verify-manually — the key is the whole text of the secret, `whsec_` included. The
 * tolerance is that of Stripe's libraries; they refuse old timestamps only.
 */
const scheme: Scheme = {
  name: 'stripe',
  header: 'stripe-signature',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  prefix: 'v1=',
  separator: ',',
  signed: ['{timestamp}', '.', '{body}'],
  key: 'utf8',
  timestamp: { from: 'signature:t=', unit: 's', toleranceS: 300 },
}

/** Stripe: https://docs.stripe.com/webhooks */
export const stripe: Provider = {
  name: 'stripe',
  title: 'Stripe',
  schemes: [scheme],
  issuesSecret: true,
  ipRanges: {
    page: 'https://docs.stripe.com/ips#webhook-notifications',
    urls: ['https://stripe.com/files/ips/ips_webhooks.json'],
    read: (file) => valueAt(file, 'WEBHOOKS'),
  },
  contentTypes: ['application/json'],
  keptHeaders: [],
  parse,
  subject,
  aliases: {
    object: 'data.object',
    'object.id': 'data.object.id',
    amount: 'data.object.amount',
    currency: 'data.object.currency',
    customer: 'data.object.customer',
    status: 'data.object.status',
    description: 'data.object.description',
    email: 'data.object.customer_email',
    metadata: 'data.object.metadata',
  },
  shortConditions: { body_contains: ['data.object.description'] },
  // https://docs.stripe.com/api/events/types
  eventTypes: [
    ...withActions(
      'account',
      'updated application.authorized application.deauthorized external_account.created external_account.deleted',
      'external_account.updated',
    ),
    'balance.available',
    ...withActions(
      'charge',
      'captured expired failed pending refunded succeeded updated dispute.closed dispute.created dispute.funds_reinstated',
      'dispute.funds_withdrawn dispute.updated refund.updated',
    ),
    ...withActions('checkout.session', 'async_payment_failed async_payment_succeeded completed expired'),
    ...withActions('coupon', 'created deleted updated'),
    ...withActions('credit_note', 'created updated voided'),
    ...withActions(
      'customer',
      'created deleted updated discount.created discount.deleted discount.updated source.created source.deleted source.expiring',
      'source.updated subscription.created subscription.deleted subscription.paused subscription.pending_update_applied',
      'subscription.pending_update_expired subscription.resumed subscription.trial_will_end subscription.updated tax_id.created',
      'tax_id.deleted tax_id.updated',
    ),
    ...withActions(
      'invoice',
      'created deleted finalization_failed finalized marked_uncollectible overdue overpaid paid payment_action_required',
      'payment_failed payment_succeeded sent upcoming updated voided will_be_due',
    ),
    ...withActions('invoiceitem', 'created deleted'),
    'mandate.updated',
    ...withActions(
      'payment_intent',
      'amount_capturable_updated canceled created partially_funded payment_failed processing requires_action succeeded',
    ),
    ...withActions('payment_link', 'created updated'),
    ...withActions('payment_method', 'attached automatically_updated detached updated'),
    ...withActions('payout', 'canceled created failed paid reconciliation_completed updated'),
    ...withActions('price', 'created deleted updated'),
    ...withActions('product', 'created deleted updated'),
    ...withActions('promotion_code', 'created updated'),
    ...withActions('quote', 'accepted canceled created finalized'),
    ...withActions('radar.early_fraud_warning', 'created updated'),
    ...withActions('refund', 'created failed updated'),
    ...withActions('review', 'closed opened'),
    ...withActions('setup_intent', 'canceled created requires_action setup_failed succeeded'),
    ...withActions('subscription_schedule', 'aborted canceled completed created expiring released updated'),
    ...withActions('topup', 'canceled created failed reversed succeeded'),
    ...withActions('transfer', 'created reversed updated'),
  ],
  variables: words(
    'id type account livemode object.id amount currency customer status description email metadata data.previous_attributes',
  ),
  repliesBy: [],
  setup: [
    'In Workbench open Webhooks > Add destination > Webhook endpoint',
    'Endpoint URL: {url}',
    'Choose the events, and create it',
    'Reveal the signing secret, whsec_…, and enter it as the secret of this webhook',
  ],
  credentials: {},
  sample: (eventType, nowMs) => sample(eventType, nowMs),
  compose,
}

function parse(delivery: RawDelivery): ParsedDelivery {
  const read = parseBody(delivery)
  const payload = requireObject(read.payload)
  return { ...read, eventType: requireName(payload, 'type'), deliveryId: requireName(payload, 'id') }
}

function subject(eventType: string, payload: Json): Subject {
  const id = textAt(payload, 'id')
  const test = valueAt(payload, 'livemode') === false ? 'test/' : ''
  return {
    title: eventType,
    body: textAt(payload, 'data.object.description', 'data.object.last_payment_error.message', 'data.object.failure_message'),
    actor: textAt(payload, 'data.object.customer', 'account'),
    actorTrust: 'UNKNOWN',
    // Thin events name the object that they are about, and do not hold it: https://docs.stripe.com/event-destinations#thin-events
    thread: textAt(payload, 'data.object.id', 'related_object.id'),
    url: id === null ? null : `https://dashboard.stripe.com/${test}events/${encodeURIComponent(id)}`,
  }
}

function compose(_eventType: string, payload: Json, deliveryId: string, nowMs = Date.now()): Sample {
  const event = { ...requireObject(payload), id: deliveryId, created: Math.floor(nowMs / 1000) }
  return jsonSample({ 'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)' }, event)
}

const envelope = {
  object: 'event',
  api_version: '2025-09-30.clover',
  livemode: false,
  pending_webhooks: 1,
  request: { id: null, idempotency_key: null },
}
const intent = {
  id: 'pi_3MtwBwLkdIwHu7ix28a3tqPa',
  object: 'payment_intent',
  amount: 2000,
  currency: 'eur',
  customer: 'cus_NffrFeUfNV2Hib',
  status: 'succeeded',
  description: 'Order 1001',
  metadata: { order: '1001' },
}
const invoice = {
  id: 'in_1MtHbELkdIwHu7ixl4OzzPMv',
  object: 'invoice',
  customer: 'cus_NffrFeUfNV2Hib',
  customer_email: 'ada@example.com',
  amount_due: 1999,
  currency: 'eur',
  status: 'open',
}
const subscription = { id: 'sub_1MowQVLkdIwHu7ixeRlqHVzs', object: 'subscription', customer: 'cus_NffrFeUfNV2Hib', status: 'canceled' }
const checkout = {
  id: 'cs_test_a1',
  object: 'checkout.session',
  amount_total: 2000,
  currency: 'eur',
  customer: 'cus_NffrFeUfNV2Hib',
  payment_status: 'paid',
  status: 'complete',
}
const declined = { ...intent, status: 'requires_payment_method', last_payment_error: { message: 'Your card was declined.' } }
const sampleOf = (type: string, object: JsonObject): JsonObject => ({ ...envelope, type, data: { object } })
const payloads: Record<string, JsonObject> = {
  'payment_intent.succeeded': sampleOf('payment_intent.succeeded', intent),
  'payment_intent.payment_failed': sampleOf('payment_intent.payment_failed', declined),
  'invoice.payment_failed': sampleOf('invoice.payment_failed', invoice),
  'checkout.session.completed': sampleOf('checkout.session.completed', checkout),
  'customer.subscription.deleted': sampleOf('customer.subscription.deleted', subscription),
}
const sample = sampleFrom(payloads, compose)
