import type { Subject } from '../model/event.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { firstThere, jsonSample, parseBody, requireName, requireObject, sampleFrom, textAt, withActions, words } from './payload.ts'
import type { ParsedDelivery, Provider, RawDelivery, Sample } from './provider.ts'
import { linearReplies } from './replies/linear.ts'
import type { Scheme } from './signature.ts'

const TEXTS = ['agentActivity.content.body', 'agentSession.comment.body', 'notification.comment.body', 'data.body', 'data.description']

/** https://linear.app/developers/webhooks#securing-webhooks — the time is in the body, "within a minute" of the receiver's. */
const scheme: Scheme = {
  name: 'linear',
  header: 'linear-signature',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  signed: ['{body}'],
  key: 'utf8',
  timestamp: { from: 'body:webhookTimestamp', unit: 'ms', toleranceS: 60 },
}

/** Linear: https://linear.app/developers/webhooks */
export const linear: Provider = {
  name: 'linear',
  title: 'Linear',
  schemes: [scheme],
  issuesSecret: true,
  contentTypes: ['application/json'],
  keptHeaders: ['linear-event', 'linear-delivery', 'linear-timestamp'],
  parse,
  subject,
  aliases: {
    'issue.title': 'data.title',
    'issue.description': 'data.description',
    'issue.identifier': 'data.identifier',
    'issue.state': 'data.state.name',
    'issue.priority': 'data.priorityLabel',
    'issue.labels': 'data.labels',
    'issue.assignee': 'data.assignee.name',
    'issue.team': 'data.team.key',
    'issue.url': 'url',
    'comment.body': 'data.body',
    'comment.issue': 'data.issue',
    title: 'data.title',
    description: 'data.description',
    identifier: 'data.identifier',
    state: 'data.state.name',
    team: 'data.team.key',
    body: 'data.body',
  },
  shortConditions: { labels: ['data.labels[].name'], body_contains: TEXTS },
  // Linear takes nothing but a 200: https://linear.app/developers/webhooks#how-does-a-webhook-work
  success: (eventId) => ({ status: 200, contentType: 'application/json', body: JSON.stringify({ event_id: eventId }) }),
  eventTypes: [
    ...[
      ...words(
        'Issue Comment Attachment Reaction IssueLabel Project ProjectUpdate ProjectLabel Cycle Document Initiative InitiativeUpdate',
        'Customer CustomerNeed User',
      ),
    ].flatMap((type) => withActions(type, 'create update remove')),
    ...withActions('IssueSLA', 'set highRisk breached'),
    'OAuthApp.revoked',
    ...withActions('AgentSessionEvent', 'created prompted'),
    ...withActions(
      'AppUserNotification',
      'issueMention issueCommentMention issueAssignedToYou issueUnassignedFromYou issueNewComment issueStatusChanged',
      'issueEmojiReaction issueCommentReaction',
    ),
    'PermissionChange.teamAccessChanged',
  ],
  variables: words(
    'action type url issue.title issue.description issue.identifier issue.state issue.priority issue.assignee issue.team comment.body',
    'comment.issue.title actor.name updatedFrom agentSession.id agentSession.issue.title',
  ),
  repliesBy: ['comment', 'ask', 'respond'],
  replies: linearReplies,
  setup: [
    'Open Settings > API > Webhooks > New webhook',
    'URL: {url}',
    'Choose what is to be sent, such as Issues and Comments, and create it',
    'Enter the signing secret that Linear shows as the secret of this webhook',
    'To comment back, make an API key under Settings > Security & access and enter it as the credential `token`',
  ],
  credentials: { token: 'A personal API key, lin_api_…, or an OAuth access token', baseUrl: 'The API, default https://api.linear.app' },
  sample: (eventType, nowMs) => sample(eventType, nowMs),
  compose,
}

function parse(delivery: RawDelivery): ParsedDelivery {
  const read = parseBody(delivery)
  const payload = requireObject(read.payload)
  const eventType = `${requireName(payload, 'type')}.${requireName(payload, 'action')}`
  return { ...read, eventType, deliveryId: delivery.headers['linear-delivery'] || null }
}

function subject(eventType: string, payload: Json): Subject {
  const actorType = textAt(payload, 'actor.type')
  return {
    title: textAt(
      payload,
      'data.title',
      'data.issue.title',
      'data.name',
      'agentSession.issue.title',
      'notification.issue.title',
      'data.emoji',
    ),
    body: firstThere(payload, TEXTS),
    actor: textAt(
      payload,
      'actor.email',
      'actor.id',
      'agentActivity.userId',
      'agentSession.creatorId',
      'notification.actorId',
      'data.userId',
    ),
    // Who is not a user is an integration or an OAuth client.
    actorTrust: actorType !== null && actorType.toLowerCase() !== 'user' ? 'BOT' : 'UNKNOWN',
    thread: eventType.startsWith('Issue.')
      ? textAt(payload, 'data.id')
      : textAt(
          payload,
          'data.issueId',
          'data.issue.id',
          'data.comment.issueId',
          'agentSession.issueId',
          'agentSession.issue.id',
          'notification.issueId',
          'data.id',
        ),
    url: textAt(payload, 'url', 'data.url', 'agentSession.issue.url', 'notification.issue.url'),
  }
}

function compose(eventType: string, payload: Json, deliveryId: string, nowMs = Date.now()): Sample {
  const [type = ''] = eventType.split('.')
  const headers = { 'linear-event': type, 'linear-delivery': deliveryId, 'linear-timestamp': String(nowMs), 'user-agent': 'Linear-Webhook' }
  return jsonSample(headers, { ...requireObject(payload), webhookTimestamp: nowMs })
}

const actor = {
  id: 'b5ea5f1f-8adc-4f52-b4bd-ab4e84cf51ba',
  type: 'user',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  url: 'https://linear.app/example/profiles/ada',
}
const url = 'https://linear.app/example/issue/APP-42/the-export-button-does-nothing'
const envelope = {
  createdAt: '2026-01-15T09:30:00.000Z',
  organizationId: '62b3a2d5-2b1c-4c2e-9a87-9f7b5b1b2c11',
  webhookId: '000042e3-d123-4980-b49f-8e140eef9329',
  actor,
  url,
}
const issue = {
  id: '2174add1-f7c8-44e3-bbf3-2d60b5ea8bc9',
  identifier: 'APP-42',
  number: 42,
  title: 'The export button does nothing',
  description: 'Open a report and press Export',
  priority: 2,
  priorityLabel: 'High',
  state: { id: '8f1c4e0d', name: 'Todo', type: 'unstarted' },
  team: { id: '72b2a2dc', key: 'APP', name: 'App' },
  labels: [{ id: 'a1', name: 'Bug', color: '#eb5757' }],
  labelIds: ['a1'],
  url,
}
const session = {
  id: '6ed5bbf0-0c35-4fb6-a1f5-2d0a9be6f01c',
  issueId: issue.id,
  issue,
  status: 'pending',
  comment: { id: 'c1', body: '@hookline please look into this' },
}
const started = { ...issue, state: { id: '9', name: 'In Progress', type: 'started' } }
const payloads: Record<string, JsonObject> = {
  'Issue.create': { action: 'create', type: 'Issue', ...envelope, data: issue },
  'Issue.update': { action: 'update', type: 'Issue', ...envelope, data: started, updatedFrom: { stateId: '8f1c4e0d' } },
  'Issue.remove': { action: 'remove', type: 'Issue', ...envelope, data: issue },
  'Comment.create': {
    action: 'create',
    type: 'Comment',
    ...envelope,
    url: `${url}#comment-2174add1`,
    data: {
      id: '2174add1-0000-44e3-bbf3-2d60b5ea8bc9',
      body: '@agent can you look into this?',
      issueId: issue.id,
      issue: { id: issue.id, identifier: 'APP-42', title: issue.title },
      userId: actor.id,
    },
  },
  'AgentSessionEvent.created': {
    action: 'created',
    type: 'AgentSessionEvent',
    organizationId: envelope.organizationId,
    agentSession: session,
  },
}
const sample = sampleFrom(payloads, compose)
