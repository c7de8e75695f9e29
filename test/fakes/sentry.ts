import { randomUUID } from 'node:crypto'
import { type FakeAnswer, type FakeServer, type RecordedRequest, startFakeServer } from './fake-server.ts'

export interface FakeSentryOptions {
  /** Default `sntrys_fake`. */
  token?: string
  /** Default `example`. */
  organization?: string
  /** Default: what the setup's "Issue & Event read and write" gives. */
  scopes?: readonly string[]
}

export interface SentryComment {
  id: string
  issue: string
  text: string
  at: Date
}

export interface FakeSentry extends FakeServer {
  /** The credentials of a webhook for this fake. */
  credentials: { token: string; organization: string; baseUrl: string }
  /** Oldest first. */
  comments: SentryComment[]
}

/** The integration in whose name the token writes. */
const APP = { type: 'application', id: '2ebf071f-28dc-4989-aca5-c37c763b92d8', name: 'Hookline' }
const INSTALLATION = { uuid: 'a8e5d37a-696c-4c54-adb5-b3f28d64c7de' }
const HOUR_MS = 60 * 60 * 1000
const PAGE = 100

/** Sentry's comments of issues: getsentry/sentry, src/sentry/issues/endpoints/group_notes.py and api/endpoints/index.py. */
export async function startFakeSentry(options: FakeSentryOptions = {}): Promise<FakeSentry> {
  const { token = 'sntrys_fake', organization = 'example', scopes = ['event:read', 'event:write'] } = options
  const comments: SentryComment[] = []
  const server = await startFakeServer((request) => {
    const isKnown = request.headers.authorization === `Bearer ${token}`
    if (request.path === '/api/0/') return { status: 200, body: { version: '0', auth: isKnown ? { scopes } : null, user: null } }
    if (!isKnown) return refused(401, 'Invalid token')
    const [, slug, rest = ''] = /^\/api\/0\/organizations\/([^/]+)\/(.*)$/.exec(request.path) ?? []
    if (slug !== organization) return refused(404, 'The requested resource does not exist')
    if (rest === '') return scopes.includes('org:read') ? { status: 200, body: { id: '1', slug } } : forbidden()
    const issue = /^issues\/(\d+)\/comments\/$/.exec(rest)?.[1]
    if (issue === undefined) return refused(404, 'The requested resource does not exist')
    const needed = request.method === 'POST' ? 'event:write' : 'event:read'
    if (!scopes.includes(needed)) return forbidden()
    return request.method === 'POST' ? add(comments, issue, request) : list(comments, issue)
  })
  return { ...server, credentials: { token, organization, baseUrl: server.url }, comments }
}

function add(comments: SentryComment[], issue: string, { body }: RecordedRequest): FakeAnswer {
  const text = String((body as { text?: unknown } | null)?.text ?? '').trim()
  if (text === '') return { status: 400, body: { text: ['This field may not be blank.'] } }
  const isRepeated = comments.some((one) => one.issue === issue && one.text === text && Date.now() - one.at.getTime() < HOUR_MS)
  if (isRepeated) return refused(400, 'You have already posted that comment.')
  const comment = { id: String(1000 + comments.length), issue, text, at: new Date() }
  comments.push(comment)
  return { status: 201, body: activity(comment) }
}

function list(comments: readonly SentryComment[], issue: string): FakeAnswer {
  const newestFirst = comments.filter((one) => one.issue === issue).reverse()
  return { status: 200, body: newestFirst.slice(0, PAGE).map(activity) }
}

function activity({ id, text, at }: SentryComment): object {
  return { id, user: null, sentry_app: { id: APP.id, name: APP.name }, type: 'note', data: { text }, dateCreated: at.toISOString() }
}

function refused(status: number, detail: string): FakeAnswer {
  return { status, body: { detail } }
}

function forbidden(): FakeAnswer {
  return refused(403, 'You do not have permission to perform this action.')
}

/** The webhook that Sentry sends for a comment, unsigned: https://docs.sentry.io/organization/integrations/integration-platform/webhooks/comments/ */
export function commentDelivery({ id, issue, text, at }: SentryComment): { headers: Record<string, string>; body: string } {
  const data = { comment_id: Number(id), issue_id: Number(issue), timestamp: at.toISOString(), comment: text, project_slug: 'app' }
  return {
    headers: {
      'content-type': 'application/json',
      'request-id': randomUUID().replaceAll('-', ''),
      'sentry-hook-resource': 'comment',
      'sentry-hook-timestamp': String(Math.floor(at.getTime() / 1000)),
    },
    body: JSON.stringify({ action: 'created', installation: INSTALLATION, data, actor: APP }),
  }
}
