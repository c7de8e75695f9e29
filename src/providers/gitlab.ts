import type { Subject } from '../model/event.ts'
import type { Json, JsonObject } from '../model/json.ts'
import {
  firstName,
  firstThere,
  invalidPayload,
  jsonSample,
  parseBody,
  requireObject,
  sampleFrom,
  textAt,
  withActions,
  words,
} from './payload.ts'
import type { ParsedDelivery, Provider, RawDelivery, Sample } from './provider.ts'
import { gitlabReplies } from './replies/gitlab.ts'
import { standardWebhooks } from './scheme.ts'
import type { Scheme } from './signature.ts'

const TEXTS = ['object_attributes.note', 'object_attributes.description', 'commits.0.message']

/** The secret itself in a header: https://docs.gitlab.com/user/project/integrations/webhooks/#validate-payloads-by-using-a-secret-token */
const token: Scheme = { name: 'gitlab', header: 'x-gitlab-token', algorithm: 'token', encoding: 'hex', signed: [], key: 'utf8' }

/** Signed deliveries, after Standard Webhooks: https://gitlab.com/gitlab-org/gitlab/-/merge_requests/230944 */
const signed: Scheme = { ...standardWebhooks, name: 'gitlab-signed' }

/** GitLab: https://docs.gitlab.com/user/project/integrations/webhook_events/ */
export const gitlab: Provider = {
  name: 'gitlab',
  title: 'GitLab',
  // Whether a signing token is base64 or plain text is not written down; either key proves the same knowledge of it.
  schemes: [token, signed, { ...signed, name: 'gitlab-signed-text', key: 'utf8' }],
  issuesSecret: false,
  contentTypes: ['application/json'],
  keptHeaders: [
    'x-gitlab-event',
    'x-gitlab-event-uuid',
    'x-gitlab-webhook-uuid',
    'x-gitlab-instance',
    'idempotency-key',
    'webhook-id',
    'webhook-timestamp',
  ],
  parse,
  subject,
  aliases: {
    'issue.title': 'object_attributes.title',
    'issue.description': 'object_attributes.description',
    'issue.body': 'object_attributes.description',
    'issue.iid': 'object_attributes.iid',
    'issue.url': 'object_attributes.url',
    'issue.state': 'object_attributes.state',
    'merge_request.title': 'object_attributes.title',
    'merge_request.description': 'object_attributes.description',
    'merge_request.iid': 'object_attributes.iid',
    'merge_request.url': 'object_attributes.url',
    'merge_request.source_branch': 'object_attributes.source_branch',
    'merge_request.target_branch': 'object_attributes.target_branch',
    'comment.body': 'object_attributes.note',
    note: 'object_attributes.note',
    title: 'object_attributes.title',
    description: 'object_attributes.description',
    url: 'object_attributes.url',
    action: 'object_attributes.action',
    status: 'object_attributes.status',
    repo: 'project.path_with_namespace',
    actor: 'user.username',
  },
  shortConditions: {
    labels: ['object_attributes.labels[].title', 'labels[].title', 'issue.labels[].title', 'merge_request.labels[].title'],
    // GitLab says which labels there are after the change, not which one was added.
    label: ['changes.labels.current[].title'],
    body_contains: TEXTS,
  },
  eventTypes: [
    ...withActions('issue', 'open close reopen update'),
    ...withActions('work_item', 'open close reopen update'),
    ...withActions('merge_request', 'open close reopen update approval approved unapproval unapproved merge'),
    ...withActions('note', 'issue merge_request commit snippet work_item epic'),
    ...withActions('wiki_page', 'create update delete'),
    ...withActions('emoji', 'award revoke'),
    ...withActions('release', 'create update delete'),
    ...withActions('milestone', 'create close reopen'),
    ...words(
      'push tag_push pipeline build deployment feature_flag access_token vulnerability user_add_to_group user_remove_from_group',
      'user_update_for_group subgroup_create subgroup_destroy',
    ),
  ],
  variables: words(
    'object_attributes.title object_attributes.description object_attributes.iid object_attributes.url object_attributes.action',
    'object_attributes.state object_attributes.note object_attributes.status project.path_with_namespace project.web_url user.username',
    'user.name issue.title issue.iid merge_request.title merge_request.source_branch comment.body repo actor ref',
  ),
  repliesBy: ['comment', 'ask', 'respond'],
  replies: gitlabReplies,
  setup: [
    'In the project or group, open Settings > Webhooks > Add new webhook',
    'URL: {url}',
    'Secret token: the secret of this webhook. Where GitLab offers a signing token, it may be used as well: add it as a further secret',
    'Choose the triggers and leave SSL verification on',
    'To comment back, make a project access token with the scope api and enter it as the credential `token`',
  ],
  credentials: {
    token: 'A personal, project or group access token with the scope api',
    baseUrl: 'The API, default https://gitlab.com/api/v4; own instance: https://<host>/api/v4',
  },
  sample: (eventType, nowMs) => sample(eventType, nowMs),
  compose,
}

/** `issue.open`, `note.merge_request`, `pipeline`: what it is about, and what was done to it, or for a note, what it is on. */
function parse(delivery: RawDelivery): ParsedDelivery {
  const read = parseBody(delivery)
  const payload = requireObject(read.payload)
  const kind = firstName(payload.object_kind, payload.event_name)
  if (kind === null) throw invalidPayload('Expected `object_kind` or `event_name`')
  const detail =
    kind === 'note' ? snakeCase(textAt(payload, 'object_attributes.noteable_type')) : textAt(payload, 'object_attributes.action', 'action')
  const { headers } = delivery
  return {
    ...read,
    eventType: detail === null ? kind : `${kind}.${detail}`,
    // Idempotency-Key is the same in every retry, since 17.4: https://docs.gitlab.com/user/project/integrations/webhooks/#delivery-headers
    deliveryId: headers['idempotency-key'] || headers['webhook-id'] || headers['x-gitlab-event-uuid'] || null,
  }
}

/** `MergeRequest` → `merge_request`, as GitLab writes it everywhere else. */
function snakeCase(name: string | null): string | null {
  return name?.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase() ?? null
}

function subject(eventType: string, payload: Json): Subject {
  const actor = textAt(payload, 'user.username', 'user_username')
  const isNote = eventType.startsWith('note')
  const [commitTitle] = textAt(payload, 'commit.message', 'commits.0.message')?.split('\n', 1) ?? []
  return {
    title: isNote
      ? (textAt(payload, 'issue.title', 'merge_request.title', 'snippet.title') ?? commitTitle ?? null)
      : (textAt(payload, 'object_attributes.title', 'object_attributes.name', 'name', 'build_name') ??
        commitTitle ??
        textAt(payload, 'ref', 'project.path_with_namespace')),
    body: firstThere(payload, TEXTS),
    actor,
    // The users behind project and group access tokens: https://docs.gitlab.com/user/project/settings/project_access_tokens/#bot-users-for-projects
    actorTrust: /^(project|group)_\d+_bot(_|$)/.test(actor ?? '') ? 'BOT' : 'UNKNOWN',
    thread: thread(eventType, payload),
    url: textAt(payload, 'object_attributes.url', 'commits.0.url', 'url', 'project.web_url'),
  }
}

/** As GitLab writes references: `group/app#17` an issue, `group/app!5` a merge request, `group/app@ref` the rest. */
function thread(eventType: string, payload: Json): string | null {
  const project = textAt(payload, 'project.path_with_namespace')
  if (project === null) return null
  const [kind] = eventType.split('.')
  const mergeRequest = kind === 'merge_request' ? textAt(payload, 'object_attributes.iid') : textAt(payload, 'merge_request.iid')
  if (mergeRequest !== null) return `${project}!${mergeRequest}`
  const issue = kind === 'issue' || kind === 'work_item' ? textAt(payload, 'object_attributes.iid') : textAt(payload, 'issue.iid')
  if (issue !== null) return `${project}#${issue}`
  const ref = textAt(payload, 'object_attributes.ref', 'commit.id', 'ref')
  return ref === null ? project : `${project}@${ref.replace(/^refs\/(heads|tags)\//, '')}`
}

function compose(eventType: string, payload: Json, deliveryId: string): Sample {
  const kind = textAt(payload, 'object_kind') ?? eventType.split('.')[0] ?? ''
  const hook = kind.replace(/(^|_)([a-z])/g, (_, gap: string, letter: string) => `${gap && ' '}${letter.toUpperCase()}`)
  return jsonSample({ 'x-gitlab-event': `${hook} Hook`, 'idempotency-key': deliveryId, 'x-gitlab-event-uuid': deliveryId }, payload)
}

const user = { id: 1, name: 'Ada Lovelace', username: 'ada' }
const project = { id: 5, name: 'App', path_with_namespace: 'group/app', web_url: 'https://gitlab.com/group/app', default_branch: 'main' }
const bug = { id: 25, title: 'bug', color: '#d9534f' }
const issue = {
  id: 301,
  iid: 17,
  title: 'The export button does nothing',
  description: 'Open a report and press Export',
  state: 'opened',
  action: 'open',
  labels: [bug],
  url: 'https://gitlab.com/group/app/-/issues/17',
}
const mergeRequest = {
  id: 99,
  iid: 5,
  title: 'Make the export button work',
  description: 'Closes #17',
  state: 'opened',
  action: 'open',
  source_branch: 'export',
  target_branch: 'main',
  url: 'https://gitlab.com/group/app/-/merge_requests/5',
}
const note = { id: 1241, note: '@agent can you look into this?', noteable_type: 'Issue', system: false, url: `${issue.url}#note_1241` }
const payloads: Record<string, JsonObject> = {
  'issue.open': { object_kind: 'issue', event_type: 'issue', user, project, object_attributes: issue, labels: [bug] },
  'issue.update': {
    object_kind: 'issue',
    event_type: 'issue',
    user,
    project,
    object_attributes: { ...issue, action: 'update' },
    labels: [bug],
    changes: { labels: { previous: [], current: [bug] } },
  },
  'merge_request.open': {
    object_kind: 'merge_request',
    event_type: 'merge_request',
    user,
    project,
    object_attributes: mergeRequest,
    labels: [],
  },
  'note.issue': { object_kind: 'note', event_type: 'note', user, project, object_attributes: note, issue },
  'note.merge_request': {
    object_kind: 'note',
    event_type: 'note',
    user,
    project,
    object_attributes: { ...note, noteable_type: 'MergeRequest' },
    merge_request: mergeRequest,
  },
  pipeline: {
    object_kind: 'pipeline',
    user,
    project,
    object_attributes: { id: 31, iid: 3, name: 'Pipeline for main', ref: 'main', status: 'failed' },
  },
}
const sample = sampleFrom(payloads, compose)
