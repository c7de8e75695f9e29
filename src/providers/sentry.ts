import type { Subject } from '../model/event.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import {
  jsonSample,
  parseBody,
  requireHeader,
  requireName,
  requireObject,
  sampleFrom,
  textAt,
  valueAt,
  withActions,
  words,
} from './payload.ts'
import type { ParsedDelivery, Provider, RawDelivery, Sample } from './provider.ts'
import { sentryReplies } from './replies/sentry.ts'
import type { Scheme } from './signature.ts'

/** https://docs.sentry.io/organization/integrations/integration-platform/webhooks/ — Sentry-Hook-Timestamp is not part of what is signed. */
const scheme: Scheme = {
  name: 'sentry',
  header: 'sentry-hook-signature',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  signed: ['{body}'],
  key: 'utf8',
}

/** Sentry's integration platform: https://docs.sentry.io/organization/integrations/integration-platform/webhooks/ */
export const sentry: Provider = {
  name: 'sentry',
  title: 'Sentry',
  schemes: [scheme],
  issuesSecret: true,
  // Of sentry.io, in all its regions.
  ipRanges: {
    page: 'https://docs.sentry.io/security-legal-pii/security/ip-ranges/#outbound-requests',
    urls: ['https://docs.sentry.io/api/ip-ranges/'],
    read: (file) => Object.values((valueAt(file, 'data.outbound_requests') ?? {}) as JsonObject).flat(),
  },
  contentTypes: ['application/json'],
  keptHeaders: ['sentry-hook-resource', 'sentry-hook-timestamp', 'request-id'],
  parse,
  subject,
  aliases: {
    issue: 'data.issue',
    'issue.id': 'data.issue.id',
    'issue.title': 'data.issue.title',
    'issue.culprit': 'data.issue.culprit',
    'issue.level': 'data.issue.level',
    'issue.status': 'data.issue.status',
    'issue.shortId': 'data.issue.shortId',
    'issue.url': 'data.issue.web_url',
    'issue.project': 'data.issue.project.slug',
    'issue.platform': 'data.issue.platform',
    'issue.count': 'data.issue.count',
    event: 'data.event',
    'event.title': 'data.event.title',
    'event.message': 'data.event.message',
    'event.url': 'data.event.web_url',
    'event.culprit': 'data.event.culprit',
    'event.level': 'data.event.level',
    error: 'data.error',
    'error.title': 'data.error.title',
    'error.url': 'data.error.web_url',
    rule: 'data.triggered_rule',
    'comment.body': 'data.comment',
    comment: 'data.comment',
    alert: 'data.metric_alert',
    'alert.title': 'data.description_title',
    'alert.text': 'data.description_text',
  },
  shortConditions: {
    body_contains: ['data.comment', 'data.description_text', 'data.event.message', 'data.error.message', 'data.issue.culprit'],
  },
  eventTypes: [
    ...withActions('issue', 'created resolved assigned archived unresolved'),
    'error.created',
    'event_alert.triggered',
    ...withActions('metric_alert', 'critical warning resolved'),
    ...withActions('comment', 'created updated deleted'),
    ...withActions('installation', 'created deleted'),
    ...withActions(
      'seer',
      'root_cause_started root_cause_completed solution_started solution_completed coding_started coding_completed pr_created',
    ),
  ],
  variables: words(
    'action issue.title issue.culprit issue.level issue.status issue.shortId issue.url issue.project event.title event.message',
    'event.url rule alert.title alert.text comment.body actor.name',
  ),
  repliesBy: ['comment', 'ask', 'respond'],
  replies: sentryReplies,
  setup: [
    'Open Settings > Developer Settings > Create New Integration > Internal Integration',
    'Webhook URL: {url}. Turn on Alert Rule Action where alerts are wanted',
    'Permissions: Issue & Event read and write. Webhooks: choose issue, error, comment',
    'Save, then enter the Client Secret here as the secret of this webhook',
    'To comment back, enter a token of the integration as the credential `token`, and the organization',
  ],
  credentials: {
    token: 'A token of the internal integration',
    organization: 'The slug of the organization',
    baseUrl: 'The site, default https://sentry.io; own instance or region: https://<host>',
  },
  sample: (eventType, nowMs) => sample(eventType, nowMs),
  compose,
}

/** The resource is a header, the action stands in the body. */
function parse(delivery: RawDelivery): ParsedDelivery {
  const resource = requireHeader(delivery.headers, 'sentry-hook-resource')
  const read = parseBody(delivery)
  const payload = requireObject(read.payload)
  return { ...read, eventType: `${resource}.${requireName(payload, 'action')}`, deliveryId: delivery.headers['request-id'] || null }
}

function subject(eventType: string, payload: Json): Subject {
  return {
    title: textAt(payload, 'data.issue.title', 'data.event.title', 'data.error.title', 'data.description_title', 'data.metric_alert.title'),
    body: textAt(
      payload,
      'data.comment',
      'data.description_text',
      'data.event.message',
      'data.error.message',
      'data.issue.culprit',
      'data.event.culprit',
      'data.error.culprit',
    ),
    actor: textAt(payload, 'actor.id'),
    // Sentry itself is an application too, and what it finds is what a webhook is for: only one that speaks is a bot.
    actorTrust: textAt(payload, 'actor.type') === 'application' && eventType.startsWith('comment.') ? 'BOT' : 'UNKNOWN',
    thread: textAt(payload, 'data.issue.id', 'data.event.issue_id', 'data.error.issue_id', 'data.issue_id', 'data.metric_alert.id'),
    url: textAt(payload, 'data.issue.web_url', 'data.issue.permalink', 'data.event.web_url', 'data.error.web_url', 'data.web_url'),
  }
}

function compose(eventType: string, payload: Json, deliveryId: string, nowMs = Date.now()): Sample {
  const action = isJsonObject(payload) && typeof payload.action === 'string' ? `.${payload.action}` : ''
  const resource = eventType.endsWith(action) ? eventType.slice(0, eventType.length - action.length) : eventType
  return jsonSample(
    { 'sentry-hook-resource': resource, 'sentry-hook-timestamp': String(Math.floor(nowMs / 1000)), 'request-id': deliveryId },
    payload,
  )
}

const installation = { uuid: 'a8e5d37a-696c-4c54-adb5-b3f28d64c7de' }
const app = { type: 'application', id: 'sentry', name: 'Sentry' }
const ada = { type: 'user', id: 789, name: 'Ada Lovelace' }
const issue = {
  id: '1170820242',
  shortId: 'APP-1',
  title: 'ReferenceError: heck is not defined',
  culprit: '?(<anonymous>)',
  level: 'error',
  status: 'unresolved',
  platform: 'javascript',
  project: { id: '1', slug: 'app', name: 'App' },
  count: '1',
  userCount: 0,
  web_url: 'https://example.sentry.io/issues/1170820242/',
}
const event = {
  event_id: 'e4874d664c3540c1a32eab185f12c5ab',
  issue_id: '1170820242',
  title: issue.title,
  message: 'heck is not defined',
  culprit: issue.culprit,
  level: 'error',
  platform: 'javascript',
  web_url: 'https://example.sentry.io/issues/1170820242/events/e4874d664c3540c1a32eab185f12c5ab/',
}
const payloads: Record<string, JsonObject> = {
  'issue.created': { action: 'created', installation, data: { issue }, actor: app },
  'issue.resolved': { action: 'resolved', installation, data: { issue: { ...issue, status: 'resolved' } }, actor: ada },
  'error.created': { action: 'created', installation, data: { error: event }, actor: app },
  'event_alert.triggered': { action: 'triggered', installation, data: { event, triggered_rule: 'Very important alert' }, actor: app },
  'metric_alert.critical': {
    action: 'critical',
    installation,
    actor: app,
    data: {
      metric_alert: { id: '4', title: 'Too many errors', status: 20 },
      description_title: 'Critical: Too many errors',
      description_text: '1000 events in the last 10 minutes',
      web_url: 'https://example.sentry.io/organizations/example/alerts/rules/details/4/',
    },
  },
  'comment.created': {
    action: 'created',
    installation,
    actor: ada,
    data: {
      comment: '@agent can you look into this?',
      comment_id: 1234,
      issue_id: 1170820242,
      project_slug: 'app',
      timestamp: '2026-01-15T09:30:00Z',
    },
  },
}
const sample = sampleFrom(payloads, compose)
