import type { Subject } from '../model/event.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { firstThere, jsonSample, parseBody, requireName, requireObject, sampleFrom, textAt, valueAt, words } from './payload.ts'
import type { ParsedDelivery, Provider, RawDelivery, Sample } from './provider.ts'
import { jiraReplies } from './replies/jira.ts'
import type { Scheme } from './signature.ts'

const TEXTS = ['comment.body', 'worklog.comment', 'issue.fields.description']

/** https://developer.atlassian.com/cloud/jira/platform/webhooks/#secure-admin-webhooks — the header is not GitHub's `-256`. */
const scheme: Scheme = {
  name: 'jira',
  header: 'x-hub-signature',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  prefix: 'sha256=',
  signed: ['{body}'],
  key: 'utf8',
}

/** Jira Cloud and Data Center: https://developer.atlassian.com/cloud/jira/platform/webhooks/ */
export const jira: Provider = {
  name: 'jira',
  title: 'Jira',
  schemes: [scheme],
  issuesSecret: false,
  // Of Jira Cloud.
  ipRanges: {
    page: 'https://confluence.atlassian.com/cloud/atlassian-cloud-ip-ranges-and-domains-744721662.html',
    urls: ['https://ip-ranges.atlassian.com/'],
    read: egressRanges,
  },
  contentTypes: ['application/json'],
  keptHeaders: ['x-atlassian-webhook-identifier', 'x-atlassian-webhook-retry', 'x-atlassian-webhook-flow'],
  parse,
  subject,
  aliases: {
    'issue.summary': 'issue.fields.summary',
    'issue.title': 'issue.fields.summary',
    'issue.description': 'issue.fields.description',
    'issue.body': 'issue.fields.description',
    'issue.status': 'issue.fields.status.name',
    'issue.priority': 'issue.fields.priority.name',
    'issue.type': 'issue.fields.issuetype.name',
    'issue.issuetype': 'issue.fields.issuetype.name',
    'issue.project': 'issue.fields.project.key',
    'issue.assignee': 'issue.fields.assignee.displayName',
    'issue.reporter': 'issue.fields.reporter.displayName',
    'issue.creator': 'issue.fields.creator.displayName',
    'issue.resolution': 'issue.fields.resolution.name',
    'issue.labels': 'issue.fields.labels',
    'issue.components': 'issue.fields.components',
    'issue.duedate': 'issue.fields.duedate',
    'issue.created': 'issue.fields.created',
    'issue.updated': 'issue.fields.updated',
    'comment.text': 'comment.body',
    key: 'issue.key',
    summary: 'issue.fields.summary',
    status: 'issue.fields.status.name',
    project: 'issue.fields.project.key',
    actor: 'user.displayName',
  },
  shortConditions: { labels: ['issue.fields.labels[]'], body_contains: TEXTS },
  eventTypes: words(
    'jira:issue_created jira:issue_updated jira:issue_deleted comment_created comment_updated comment_deleted attachment_created',
    'attachment_deleted issuelink_created issuelink_deleted jira:worklog_updated worklog_created worklog_updated worklog_deleted',
    'issue_property_set issue_property_deleted project_created project_updated project_deleted project_soft_deleted',
    'project_restored_deleted project_archived project_restored_archived jira:version_created jira:version_updated jira:version_moved',
    'jira:version_released jira:version_unreleased jira:version_deleted user_created user_updated user_deleted sprint_created',
    'sprint_updated sprint_started sprint_closed sprint_deleted board_created board_updated board_deleted board_configuration_changed',
    'option_voting_changed option_watching_changed option_unassigned_issues_changed option_subtasks_changed option_attachments_changed',
    'option_issuelinks_changed option_timetracking_changed jira_expression_evaluation_failed',
  ),
  variables: words(
    'issue.key issue.summary issue.description issue.status issue.priority issue.type issue.assignee issue.reporter issue.labels',
    'issue.project comment.body comment.author.displayName user.displayName webhookEvent issue_event_type_name changelog.items',
    'sprint.name',
  ),
  repliesBy: ['comment', 'ask', 'respond'],
  replies: jiraReplies,
  setup: [
    'As an administrator open System > WebHooks > Create a WebHook',
    'URL: {url}',
    'Secret: the secret of this webhook',
    'Choose the events and, if wanted, a JQL filter. Webhooks of apps (made over the REST API) are not signed this way and do not work here',
    'To comment back, enter the credentials: `baseUrl`, and for Jira Cloud `email` and an API token as `token`, for Data Center a personal access token as `token`',
  ],
  credentials: {
    baseUrl: 'The site: https://<site>.atlassian.net, https://api.atlassian.com/ex/jira/<cloud id>, or the address of a Data Center',
    token: 'Jira Cloud: an API token. Data Center: a personal access token',
    email: 'Jira Cloud: whose API token it is. Left out: the token is sent as Bearer',
    format: 'Jira Cloud: `adf` sends comments as documents in which nothing is markup; left out, as text with wiki markup',
  },
  sample: (eventType, nowMs) => sample(eventType, nowMs),
  compose,
}

/** What Jira's products send from; the file holds all of Atlassian's, in both directions. */
function egressRanges(file: Json): unknown {
  const items = valueAt(file, 'items')
  if (!Array.isArray(items)) return undefined
  const has = (item: JsonObject, field: string, word: string) => Array.isArray(item[field]) && item[field].includes(word)
  return items
    .filter(isJsonObject)
    .filter((item) => has(item, 'product', 'jira') && has(item, 'direction', 'egress'))
    .map(({ cidr }) => cidr)
}

function parse(delivery: RawDelivery): ParsedDelivery {
  const read = parseBody(delivery)
  const payload = requireObject(read.payload)
  return {
    ...read,
    eventType: requireName(payload, 'webhookEvent'),
    // The same in every retry: https://developer.atlassian.com/cloud/jira/platform/webhooks/#webhook-delivery
    deliveryId: delivery.headers['x-atlassian-webhook-identifier'] || null,
  }
}

function subject(_eventType: string, payload: Json): Subject {
  // Who did it is `user`; events of comments and worklogs have no `user` but the author of the last change.
  const who = ['user', 'comment.updateAuthor', 'comment.author', 'worklog.updateAuthor', 'worklog.author']
  const field = (name: string) => textAt(payload, ...who.map((path) => `${path}.${name}`))
  return {
    title: textAt(payload, 'issue.fields.summary', 'sprint.name', 'version.name', 'project.name', 'board.name', 'attachment.filename'),
    body: firstThere(payload, TEXTS),
    actor: field('accountId') ?? field('name') ?? field('key'),
    actorTrust: field('accountType') === 'app' ? 'BOT' : 'UNKNOWN',
    thread: textAt(payload, 'issue.key'),
    url: url(payload),
  }
}

/** The page of the issue, on the site that its API address names. */
function url(payload: Json): string | null {
  const key = textAt(payload, 'issue.key')
  const [site, rest] = textAt(payload, 'issue.self')?.split('/rest/', 2) ?? []
  return key !== null && rest !== undefined && /^https?:\/\//.test(site ?? '') ? `${site}/browse/${encodeURIComponent(key)}` : null
}

function compose(_eventType: string, payload: Json, deliveryId: string): Sample {
  return jsonSample({ 'x-atlassian-webhook-identifier': deliveryId, 'user-agent': 'Atlassian Webhook HTTP Client' }, payload)
}

const user = { accountId: '5c5f880629be9642ba529340', displayName: 'Ada Lovelace', accountType: 'atlassian', active: true }
const issue = {
  id: '10040',
  self: 'https://example.atlassian.net/rest/api/2/issue/10040',
  key: 'APP-41',
  fields: {
    summary: 'The export button does nothing',
    description: 'Open a report and press Export',
    labels: ['bug'],
    status: { name: 'To Do' },
    priority: { name: 'High' },
    issuetype: { name: 'Bug', subtask: false },
    project: { id: '10000', key: 'APP', name: 'App' },
    assignee: null,
    reporter: user,
  },
}
const comment = {
  id: '10019',
  author: user,
  updateAuthor: user,
  body: '@agent can you look into this?',
  created: '2026-01-15T09:30:00.000+0000',
}
const timestamp = 1768469400000
const payloads: Record<string, JsonObject> = {
  'jira:issue_created': { timestamp, webhookEvent: 'jira:issue_created', issue_event_type_name: 'issue_created', user, issue },
  'jira:issue_updated': {
    timestamp,
    webhookEvent: 'jira:issue_updated',
    issue_event_type_name: 'issue_generic',
    user,
    issue,
    changelog: {
      id: '10100',
      items: [{ field: 'status', fieldtype: 'jira', from: '10000', fromString: 'To Do', to: '3', toString: 'In Progress' }],
    },
  },
  'jira:issue_deleted': { timestamp, webhookEvent: 'jira:issue_deleted', user, issue },
  comment_created: { timestamp, webhookEvent: 'comment_created', comment, issue },
  sprint_started: { timestamp, webhookEvent: 'sprint_started', sprint: { id: 7, state: 'active', name: 'Sprint 7', originBoardId: 2 } },
}
const sample = sampleFrom(payloads, compose)
