import type { ActorTrust, Subject } from '../model/event.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import {
  firstThere,
  invalidPayload,
  jsonSample,
  parseBody,
  parseForm,
  parseJson,
  requireHeader,
  requireObject,
  sampleFrom,
  textAt,
  valueAt,
  withActions,
  words,
} from './payload.ts'
import type { ParsedDelivery, Provider, RawDelivery, Sample } from './provider.ts'
import { githubReplies } from './replies/github.ts'
import type { Scheme } from './signature.ts'

const FORM = 'application/x-www-form-urlencoded'
const TEXTS = ['comment.body', 'review.body', 'issue.body', 'pull_request.body', 'discussion.body', 'release.body', 'head_commit.message']

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
const scheme: Scheme = {
  name: 'github',
  header: 'x-hub-signature-256',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  prefix: 'sha256=',
  signed: ['{body}'],
  key: 'utf8',
}

/** GitHub: https://docs.github.com/en/webhooks/webhook-events-and-payloads */
export const github: Provider = {
  name: 'github',
  title: 'GitHub',
  schemes: [scheme],
  issuesSecret: false,
  ipRanges: {
    page: 'https://docs.github.com/en/rest/meta/meta#get-github-meta-information',
    urls: ['https://api.github.com/meta'],
    read: (file) => valueAt(file, 'hooks'),
  },
  contentTypes: ['application/json', FORM],
  // "Payloads are capped at 25 MB": https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap
  maxBodyBytes: 25 * 1024 * 1024,
  keptHeaders: [
    'x-github-event',
    'x-github-delivery',
    'x-github-hook-id',
    'x-github-hook-installation-target-type',
    'x-github-hook-installation-target-id',
    'x-github-enterprise-host',
  ],
  parse,
  subject,
  aliases: {
    'issue.author': 'issue.user.login',
    'comment.author': 'comment.user.login',
    'pull_request.author': 'pull_request.user.login',
    'issue.url': 'issue.html_url',
    'pull_request.url': 'pull_request.html_url',
    'comment.url': 'comment.html_url',
    repo: 'repository.full_name',
    pr: 'pull_request',
    actor: 'sender.login',
  },
  shortConditions: {
    labels: ['issue.labels[].name', 'pull_request.labels[].name', 'discussion.labels[].name'],
    label: ['label.name'],
    body_contains: TEXTS,
  },
  eventTypes: [
    ...withActions('branch_protection_rule', 'created deleted edited'),
    ...withActions('check_run', 'completed created requested_action rerequested'),
    ...withActions('check_suite', 'completed requested rerequested'),
    ...withActions('code_scanning_alert', 'appeared_in_branch closed_by_user created fixed reopened reopened_by_user'),
    'commit_comment.created',
    'create',
    'delete',
    ...withActions('dependabot_alert', 'auto_dismissed auto_reopened created dismissed fixed reintroduced reopened'),
    ...withActions('deploy_key', 'created deleted'),
    'deployment.created',
    'deployment_status.created',
    ...withActions('deployment_review', 'approved rejected requested'),
    ...withActions(
      'discussion',
      'answered category_changed closed created deleted edited labeled locked pinned reopened transferred unanswered unlabeled',
      'unlocked unpinned',
    ),
    ...withActions('discussion_comment', 'created deleted edited'),
    'fork',
    'github_app_authorization.revoked',
    'gollum',
    ...withActions('installation', 'created deleted new_permissions_accepted suspend unsuspend'),
    ...withActions('installation_repositories', 'added removed'),
    ...withActions('issue_comment', 'created deleted edited'),
    ...withActions(
      'issues',
      'assigned closed deleted demilestoned edited labeled locked milestoned opened pinned reopened transferred typed unassigned',
      'unlabeled unlocked unpinned untyped',
    ),
    ...withActions('label', 'created deleted edited'),
    ...withActions('marketplace_purchase', 'cancelled changed pending_change pending_change_cancelled purchased'),
    ...withActions('member', 'added edited removed'),
    ...withActions('membership', 'added removed'),
    ...withActions('merge_group', 'checks_requested destroyed'),
    'meta.deleted',
    ...withActions('milestone', 'closed created deleted edited opened'),
    ...withActions('org_block', 'blocked unblocked'),
    ...withActions('organization', 'deleted member_added member_invited member_removed renamed'),
    ...withActions('package', 'published updated'),
    'page_build',
    ...withActions('project', 'closed created deleted edited reopened'),
    ...withActions('project_card', 'converted created deleted edited moved'),
    ...withActions('project_column', 'created deleted edited moved'),
    ...withActions('projects_v2_item', 'archived converted created deleted edited reordered restored'),
    'public',
    ...withActions(
      'pull_request',
      'assigned auto_merge_disabled auto_merge_enabled closed converted_to_draft demilestoned dequeued edited enqueued labeled',
      'locked milestoned opened ready_for_review reopened review_request_removed review_requested synchronize unassigned unlabeled',
      'unlocked',
    ),
    ...withActions('pull_request_review', 'dismissed edited submitted'),
    ...withActions('pull_request_review_comment', 'created deleted edited'),
    ...withActions('pull_request_review_thread', 'resolved unresolved'),
    'push',
    ...withActions('registry_package', 'published updated'),
    ...withActions('release', 'created deleted edited prereleased published released unpublished'),
    'repository_dispatch',
    ...withActions('repository', 'archived created deleted edited privatized publicized renamed transferred unarchived'),
    'repository_import',
    ...withActions('repository_vulnerability_alert', 'create dismiss reopen resolve'),
    ...withActions('secret_scanning_alert', 'created publicly_leaked reopened resolved validated'),
    ...withActions('security_advisory', 'published updated withdrawn'),
    ...withActions('sponsorship', 'cancelled created edited pending_cancellation pending_tier_change tier_changed'),
    ...withActions('star', 'created deleted'),
    'status',
    ...withActions('sub_issues', 'parent_issue_added parent_issue_removed sub_issue_added sub_issue_removed'),
    ...withActions('team', 'added_to_repository created deleted edited removed_from_repository'),
    'team_add',
    'watch.started',
    'workflow_dispatch',
    ...withActions('workflow_job', 'completed in_progress queued waiting'),
    ...withActions('workflow_run', 'completed in_progress requested'),
  ],
  variables: words(
    'action issue.number issue.title issue.body issue.html_url issue.user.login comment.body comment.html_url comment.user.login',
    'pull_request.number pull_request.title pull_request.body pull_request.html_url pull_request.head.ref pull_request.base.ref',
    'review.body review.state label.name repository.full_name sender.login ref head_commit.message repo actor',
  ),
  repliesBy: ['comment', 'ask', 'respond'],
  replies: githubReplies,
  setup: [
    'In the repository or organization, open Settings > Webhooks > Add webhook',
    'Payload URL: {url}',
    'Content type: application/json',
    'Secret: the secret of this webhook',
    'Choose the events, and save. GitHub sends a ping at once',
    'To comment back, make a fine-grained token with read and write access to Issues and Pull requests, and enter it as the credential `token`',
    'Or comment as a GitHub App with read and write access to Issues and Pull requests: install it, and enter `appId`, `installationId` and `privateKey`',
  ],
  credentials: {
    token: 'A personal access token or an installation token that may write issues and pull requests',
    appId: 'In place of `token`, a GitHub App: its App ID or client ID. Goes before `token` where both are entered',
    privateKey: 'GitHub App: a private key of the App, the whole of the .pem file',
    installationId:
      'GitHub App: the number at the end of the address of its installation, https://github.com/settings/installations/<number>',
    baseUrl: 'The API, default https://api.github.com; GitHub Enterprise Server: https://<host>/api/v3',
  },
  sample: (eventType, nowMs) => sample(eventType, nowMs),
  compose,
}

/** The event is a header; its action, where there is one, stands in the body. */
function parse(delivery: RawDelivery): ParsedDelivery {
  const event = requireHeader(delivery.headers, 'x-github-event')
  const read = delivery.contentType === FORM ? parseFormPayload(delivery) : parseBody(delivery)
  const payload = requireObject(read.payload)
  return {
    ...read,
    eventType: typeof payload.action === 'string' ? `${event}.${payload.action}` : event,
    deliveryId: delivery.headers['x-github-delivery'] || null,
    // Sent when a webhook is made, to see whether somebody answers: https://docs.github.com/en/webhooks/webhook-events-and-payloads#ping
    ...(event === 'ping' && { handshake: { status: 200, contentType: 'application/json', body: '{"ok":true}' } }),
  }
}

function parseFormPayload(delivery: RawDelivery): { payload: Json; payloadText: string } {
  const { payload: payloadText } = parseForm(delivery)
  if (payloadText === undefined) throw invalidPayload('Expected a form field `payload`')
  return { payload: parseJson(payloadText), payloadText }
}

function subject(_eventType: string, payload: Json): Subject {
  const [commitTitle] = textAt(payload, 'head_commit.message', 'commit.commit.message')?.split('\n', 1) ?? []
  return {
    title:
      textAt(
        payload,
        'issue.title',
        'pull_request.title',
        'discussion.title',
        'release.name',
        'release.tag_name',
        'workflow_run.display_title',
        'workflow_run.name',
        'workflow_job.name',
        'check_run.name',
        'alert.rule.description',
        'alert.security_advisory.summary',
        'security_advisory.summary',
        'milestone.title',
        'label.name',
        'project.name',
        'package.name',
        'deployment.environment',
      ) ??
      commitTitle ??
      textAt(payload, 'ref', 'repository.full_name', 'organization.login'),
    body: firstThere(payload, TEXTS),
    actor: textAt(payload, 'sender.login', 'pusher.name'),
    actorTrust: actorTrust(payload),
    thread: thread(payload),
    url: textAt(
      payload,
      'comment.html_url',
      'review.html_url',
      'issue.html_url',
      'pull_request.html_url',
      'discussion.html_url',
      'release.html_url',
      'workflow_run.html_url',
      'workflow_job.html_url',
      'check_run.html_url',
      'alert.html_url',
      'compare',
      'repository.html_url',
      'organization.html_url',
    ),
  }
}

/**
 * What the sender is to the repository. GitHub says it of the author of a comment, review, issue or pull request, so it
 * counts only where the author is the one who caused the event: https://docs.github.com/en/graphql/reference/enums#commentauthorassociation
 */
function actorTrust(payload: Json): ActorTrust {
  if (textAt(payload, 'sender.type') === 'Bot') return 'BOT'
  const login = textAt(payload, 'sender.login')
  if (login === null) return 'UNKNOWN'
  for (const [author, association] of AUTHORED) {
    const said = textAt(payload, author) === login ? textAt(payload, association) : null
    if (said !== null) return TRUST.get(said) ?? 'UNKNOWN'
  }
  return 'UNKNOWN'
}

// Written out: a path that is put together is split anew each time.
const AUTHORED = ['comment', 'review', 'pull_request', 'issue', 'discussion'].map(
  (what) => [`${what}.user.login`, `${what}.author_association`] as const,
)
const TRUST = new Map<string, ActorTrust>([
  ['OWNER', 'OWNER'],
  ['MEMBER', 'MEMBER'],
  ['COLLABORATOR', 'MEMBER'],
  ['CONTRIBUTOR', 'CONTRIBUTOR'],
  ['FIRST_TIME_CONTRIBUTOR', 'NONE'],
  ['FIRST_TIMER', 'NONE'],
  ['MANNEQUIN', 'NONE'],
  ['NONE', 'NONE'],
])

/** `octo/app#12`: issues, pull requests and discussions of a repository share their numbers. Else a commit or branch, `octo/app@main`. */
function thread(payload: Json): string | null {
  const repository = textAt(payload, 'repository.full_name')
  if (repository === null) return null
  const number = textAt(
    payload,
    'issue.number',
    'pull_request.number',
    'discussion.number',
    'check_run.pull_requests.0.number',
    'check_suite.pull_requests.0.number',
    'workflow_run.pull_requests.0.number',
  )
  if (number !== null) return `${repository}#${number}`
  const place = textAt(
    payload,
    'comment.commit_id',
    'workflow_run.head_sha',
    'workflow_job.head_sha',
    'check_run.head_sha',
    'check_suite.head_sha',
    'sha',
    'ref',
  )
  return place === null ? null : `${repository}@${place.replace(/^refs\/(heads|tags)\//, '')}`
}

function compose(eventType: string, payload: Json, deliveryId: string): Sample {
  const event = isJsonObject(payload) && typeof payload.action === 'string' ? eventType.replace(/\.[^.]*$/, '') : eventType
  return jsonSample({ 'x-github-event': event, 'x-github-delivery': deliveryId, 'user-agent': 'GitHub-Hookshot/044aadd' }, payload)
}

const octocat = { login: 'octocat', id: 583231, type: 'User', html_url: 'https://github.com/octocat' }
const repository = {
  id: 1296269,
  name: 'app',
  full_name: 'octo/app',
  private: false,
  owner: { login: 'octo', id: 6811672, type: 'Organization' },
  html_url: 'https://github.com/octo/app',
  default_branch: 'main',
}
const common = { repository, sender: octocat }
const bug = { id: 208045946, name: 'bug', color: 'd73a4a', default: true }
const urgent = { id: 208045947, name: 'urgent', color: 'b60205', default: false }
const issue = {
  id: 444500041,
  number: 12,
  title: 'The export button does nothing',
  body: 'Steps:\n1. open a report\n2. press Export',
  state: 'open',
  labels: [bug],
  user: octocat,
  author_association: 'MEMBER',
  html_url: 'https://github.com/octo/app/issues/12',
  comments: 0,
  created_at: '2026-01-15T09:30:00Z',
}
const pull = {
  id: 279147437,
  number: 13,
  title: 'Make the export button work',
  body: 'Closes #12',
  state: 'open',
  draft: false,
  merged: false,
  labels: [bug],
  user: octocat,
  author_association: 'MEMBER',
  html_url: 'https://github.com/octo/app/pull/13',
  head: { ref: 'export', sha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821' },
  base: { ref: 'main', sha: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e' },
}
const comment = {
  id: 492700400,
  body: '@agent can you look into this?',
  user: octocat,
  author_association: 'MEMBER',
  html_url: `${issue.html_url}#issuecomment-492700400`,
}
const review = {
  id: 237895671,
  body: 'Looks good',
  state: 'approved',
  user: octocat,
  author_association: 'MEMBER',
  html_url: `${pull.html_url}#pullrequestreview-237895671`,
}
const payloads: Record<string, JsonObject> = {
  'issues.opened': { action: 'opened', issue, ...common },
  'issues.labeled': { action: 'labeled', issue: { ...issue, labels: [bug, urgent] }, label: urgent, ...common },
  'issues.closed': { action: 'closed', issue: { ...issue, state: 'closed' }, ...common },
  'issue_comment.created': { action: 'created', issue, comment, ...common },
  'pull_request.opened': { action: 'opened', number: 13, pull_request: pull, ...common },
  'pull_request.closed': { action: 'closed', number: 13, pull_request: { ...pull, state: 'closed', merged: true }, ...common },
  'pull_request_review.submitted': { action: 'submitted', review, pull_request: pull, ...common },
  push: {
    ref: 'refs/heads/main',
    before: pull.base.sha,
    after: pull.head.sha,
    compare: 'https://github.com/octo/app/compare/f95f852bd8fc...ec26c3e57ca3',
    head_commit: { id: pull.head.sha, message: 'Make the export button work', author: { name: 'Mona', username: 'octocat' } },
    commits: [],
    pusher: { name: 'octocat' },
    ...common,
  },
}
const sample = sampleFrom(payloads, compose)
