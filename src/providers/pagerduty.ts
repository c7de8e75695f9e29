import type { Subject } from '../model/event.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { jsonSample, parseBody, requireName, requireObject, sampleFrom, textAt, withActions, words } from './payload.ts'
import type { ParsedDelivery, Provider, RawDelivery, Sample } from './provider.ts'
import { pagerdutyReplies } from './replies/pagerduty.ts'
import type { Scheme } from './signature.ts'

/** https://developer.pagerduty.com/docs/verifying-webhook-signatures — several signatures while a secret is changed. */
const scheme: Scheme = {
  name: 'pagerduty',
  header: 'x-pagerduty-signature',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  prefix: 'v1=',
  separator: ',',
  signed: ['{body}'],
  key: 'utf8',
}

/** PagerDuty's V3 webhooks: https://developer.pagerduty.com/docs/webhooks-overview */
export const pagerduty: Provider = {
  name: 'pagerduty',
  title: 'PagerDuty',
  schemes: [scheme],
  issuesSecret: true,
  ipRanges: {
    page: 'https://github.com/PagerDuty/developer-docs/blob/main/docs/webhooks/11-Webhook-IPs.md',
    urls: [
      'https://developer.pagerduty.com/ip-safelists/webhooks-us-service-region-json',
      'https://developer.pagerduty.com/ip-safelists/webhooks-eu-service-region-json',
    ],
    read: (file) => file,
  },
  contentTypes: ['application/json'],
  keptHeaders: ['x-webhook-id', 'x-webhook-subscription'],
  parse,
  subject,
  aliases: {
    incident: 'event.data',
    'incident.id': 'event.data.id',
    'incident.number': 'event.data.number',
    'incident.title': 'event.data.title',
    'incident.status': 'event.data.status',
    'incident.urgency': 'event.data.urgency',
    'incident.priority': 'event.data.priority.summary',
    'incident.service': 'event.data.service.summary',
    'incident.url': 'event.data.html_url',
    'incident.key': 'event.data.incident_key',
    note: 'event.data.content',
    type: 'event.event_type',
    actor: 'event.agent.summary',
  },
  shortConditions: { body_contains: ['event.data.content', 'event.data.message', 'event.data.title'] },
  eventTypes: [
    ...withActions(
      'incident',
      'triggered acknowledged unacknowledged resolved reopened escalated delegated reassigned annotated priority_updated',
      'responder.added responder.replied status_update_published service_updated incident_type.changed custom_field_values.updated',
      'conference_bridge.updated action_invocation.created action_invocation.updated action_invocation.terminated workflow.started',
      'workflow.completed role.assigned role.unassigned task.created task.updated',
    ),
    ...withActions('service', 'created updated deleted custom_field_values.updated'),
  ],
  variables: words(
    'incident.id incident.number incident.title incident.status incident.urgency incident.priority incident.service incident.url note',
    'type actor event.occurred_at',
  ),
  repliesBy: ['comment', 'ask', 'respond'],
  replies: pagerdutyReplies,
  setup: [
    'Open Integrations > Generic Webhooks (v3) > New Webhook',
    'Webhook URL: {url}',
    'Choose the scope and the events, and add it',
    'Copy the signing secret, which PagerDuty shows once, and enter it as the secret of this webhook',
    'To comment back, make a REST API key and enter it as the credential `token`, and as `from` the e-mail address of a user',
  ],
  credentials: {
    token: 'A REST API key',
    from: 'The e-mail address of the user in whose name notes are written; needed with an account key',
    baseUrl: 'The API, default https://api.pagerduty.com; EU: https://api.eu.pagerduty.com',
  },
  sample: (eventType, nowMs) => sample(eventType, nowMs),
  compose,
}

function parse(delivery: RawDelivery): ParsedDelivery {
  const read = parseBody(delivery)
  const payload = requireObject(read.payload)
  const eventType = requireName(payload, 'event.event_type')
  return {
    ...read,
    eventType,
    deliveryId: textAt(payload, 'event.id'),
    // What "Send Test Event" sends: https://support.pagerduty.com/main/docs/webhooks#test-webhook
    ...(eventType === 'pagey.ping' && { handshake: { status: 200, contentType: 'application/json', body: '{"ok":true}' } }),
  }
}

function subject(eventType: string, payload: Json): Subject {
  const agentType = textAt(payload, 'event.agent.type')
  return {
    title: textAt(payload, 'event.data.title', 'event.data.incident.summary', 'event.data.summary', 'event.data.name'),
    body: textAt(payload, 'event.data.content', 'event.data.message'),
    actor: textAt(payload, 'event.agent.id'),
    // Services and integrations act as well as users, and their alarms are what a webhook is for; one that writes a note is a
    // bot: https://developer.pagerduty.com/docs/webhooks-overview
    actorTrust: agentType !== null && !agentType.startsWith('user') && eventType === 'incident.annotated' ? 'BOT' : 'UNKNOWN',
    thread: textAt(payload, 'event.data.incident.id', 'event.data.id'),
    url: textAt(payload, 'event.data.html_url', 'event.data.incident.html_url'),
  }
}

function compose(_eventType: string, payload: Json, deliveryId: string): Sample {
  const object = requireObject(payload)
  const event = requireObject(object.event ?? null)
  return jsonSample(
    { 'x-webhook-id': deliveryId, 'user-agent': 'PagerDuty-Webhook/V3.0' },
    { ...object, event: { ...event, id: deliveryId } },
  )
}

const ada = { id: 'PLH1HKV', type: 'user_reference', summary: 'Ada Lovelace', html_url: 'https://example.pagerduty.com/users/PLH1HKV' }
const incident = {
  id: 'PGR0VU2',
  type: 'incident',
  number: 2,
  status: 'triggered',
  incident_key: 'd3640fbd41094207a1c11e58e46b1662',
  title: 'The export service is down',
  urgency: 'high',
  priority: { id: 'PSO75BM', type: 'priority_reference', summary: 'P1' },
  service: { id: 'PF9KMXH', type: 'service_reference', summary: 'Export' },
  assignees: [ada],
  html_url: 'https://example.pagerduty.com/incidents/PGR0VU2',
}
const sampleOf = (type: string, data: JsonObject): JsonObject => ({
  event: { event_type: type, resource_type: 'incident', occurred_at: '2026-01-15T09:30:00.000Z', agent: ada, client: null, data },
})
const payloads: Record<string, JsonObject> = {
  'incident.triggered': sampleOf('incident.triggered', incident),
  'incident.acknowledged': sampleOf('incident.acknowledged', { ...incident, status: 'acknowledged' }),
  'incident.resolved': sampleOf('incident.resolved', { ...incident, status: 'resolved' }),
  'incident.annotated': sampleOf('incident.annotated', {
    id: 'PUPLQN2',
    type: 'incident_note',
    content: '@agent can you look into this?',
    trimmed: false,
    incident: { id: incident.id, type: 'incident_reference', summary: incident.title, html_url: incident.html_url },
  }),
}
const sample = sampleFrom(payloads, compose)
