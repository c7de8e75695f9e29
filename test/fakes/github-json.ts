import { randomUUID } from 'node:crypto'
import type { FakeAnswer, RecordedRequest } from './fake-server.ts'

/** A comment; `on` is the path of what it stands on, below the repository: `issues/12`, `pulls/13`, `commits/<sha>`. */
export interface FakeGithubComment {
  id: number
  repository: string
  on: string
  inReplyTo: number | null
  body: string
  login: string
  type: 'User' | 'Bot'
  createdAt: string
}

const DOCS = 'https://docs.github.com/rest'

/** Pages with a Link header: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
export function listOf({ path, query }: RecordedRequest, url: string, all: readonly FakeGithubComment[]): FakeAnswer {
  const size = Math.min(100, Number(query.get('per_page') ?? 30))
  const page = Number(query.get('page') ?? 1)
  const last = Math.max(1, Math.ceil(all.length / size))
  // Only comments of reviews are listed the other way round; for issues GitHub knows no `direction`.
  const sorted = path.includes('/pulls/') && query.get('direction') === 'desc' ? all.toReversed() : all
  const link = (rel: string, number: number) => `<${url}${path}?per_page=${size}&page=${number}>; rel="${rel}"`
  const links = [...(page > 1 ? [link('prev', page - 1)] : []), ...(page < last ? [link('next', page + 1), link('last', last)] : [])]
  const body = sorted.slice((page - 1) * size, page * size).map((comment) => commentJson(comment, url))
  return { status: 200, headers: links.length > 0 ? { link: links.join(', ') } : {}, body }
}

/** A comment as the API and the webhooks write it. */
export function commentJson(
  { id, repository, on, inReplyTo, body, login, type, createdAt }: FakeGithubComment,
  url: string,
): Record<string, unknown> {
  const [kind, name] = on.split('/')
  const page =
    { issues: `issues/${name}#issuecomment-${id}`, pulls: `pull/${name}#discussion_r${id}` }[kind ?? ''] ??
    `commit/${name}#commitcomment-${id}`
  return {
    id,
    url: `${url}/repos/${repository}/${kind}/comments/${id}`,
    html_url: `https://github.com/${repository}/${page}`,
    body,
    user: { login, id: 583231, type, html_url: `https://github.com/${encodeURIComponent(login)}` },
    author_association: 'COLLABORATOR',
    created_at: createdAt,
    updated_at: createdAt,
    ...(inReplyTo !== null && { in_reply_to_id: inReplyTo }),
    ...(kind === 'commits' && { commit_id: name }),
  }
}

/** The webhook's delivery, unsigned, that GitHub makes of a comment: https://docs.github.com/en/webhooks/webhook-events-and-payloads#issue_comment */
export function commentDelivery(comment: FakeGithubComment): { headers: Record<string, string>; body: string } {
  const [kind, name] = comment.on.split('/')
  const [owner = '', repo = ''] = comment.repository.split('/')
  const json = commentJson(comment, 'https://api.github.com')
  const about = {
    number: Number(name),
    title: 'The export button does nothing',
    body: null,
    state: 'open',
    labels: [],
    user: { login: 'octocat', type: 'User' },
  }
  const on = kind === 'issues' ? { issue: about } : kind === 'pulls' ? { pull_request: about } : {}
  const event = { issues: 'issue_comment', pulls: 'pull_request_review_comment' }[kind ?? ''] ?? 'commit_comment'
  const repository = {
    id: 1296269,
    name: repo,
    full_name: comment.repository,
    private: true,
    owner: { login: owner, type: 'Organization' },
  }
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/044aadd',
      'x-github-event': event,
      'x-github-delivery': randomUUID(),
    },
    body: JSON.stringify({ action: 'created', comment: json, ...on, repository, sender: json.user }),
  }
}

export function failure(status: number, message: string): FakeAnswer {
  return { status, body: { message, documentation_url: DOCS, status: String(status) } }
}

export function invalid(message: string): FakeAnswer {
  const errors = [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }]
  return { status: 422, body: { message: 'Validation Failed', errors, documentation_url: DOCS, status: '422' } }
}
