import { randomUUID } from 'node:crypto'
import { type FakeAnswer, type FakeServer, type RecordedRequest, startFakeServer } from './fake-server.ts'

export interface FakePagerdutyOptions {
  /** Default `u+fake`. */
  token?: string
  /** Whose key it is: a user's, or the account's, which needs the header From; default `user`. */
  keyOf?: 'user' | 'account'
  /** A key that may not write; default false. */
  readOnly?: boolean
}

export interface PagerdutyNote {
  id: string
  incident: string
  content: string
  at: Date
}

export interface FakePagerduty extends FakeServer {
  /** The credentials of a webhook for this fake. */
  credentials: { token: string; from: string; baseUrl: string }
  comments: PagerdutyNote[]
}

export const FAKE_USER = { id: 'PHOOK01', email: 'hookline@example.com', summary: 'Hookline' }

/** PagerDuty's notes: https://developer.pagerduty.com/api-reference/a1ac30885eb7a-create-a-note-on-an-incident */
export async function startFakePagerduty(options: FakePagerdutyOptions = {}): Promise<FakePagerduty> {
  const { token = 'u+fake', keyOf = 'user', readOnly = false } = options
  const comments: PagerdutyNote[] = []
  const server = await startFakeServer((request) => {
    if (request.headers.authorization !== `Token token=${token}`)
      return { status: 401, body: { error: { message: 'Invalid API key', code: 2006 } } }
    if (request.path === '/users/me') return keyOf === 'user' ? { status: 200, body: { user: FAKE_USER } } : accountKey()
    if (request.path === '/abilities') return { status: 200, body: { abilities: ['teams'] } }
    if (request.path === '/users') return users(request.query.get('query') ?? '')
    const incident = /^\/incidents\/(\w+)\/notes$/.exec(request.path)?.[1]
    if (incident === undefined) return refused(404, 'Not Found', 2100)
    if (request.method === 'GET') return { status: 200, body: { notes: comments.filter((one) => one.incident === incident).map(note) } }
    if (readOnly) return refused(403, 'Access Denied', 2010)
    return keyOf === 'account' && request.headers.from !== FAKE_USER.email
      ? refused(400, 'Requester User Not Found', 1008)
      : add(comments, incident, request)
  })
  return { ...server, credentials: { token, from: FAKE_USER.email, baseUrl: server.url }, comments }
}

function add(comments: PagerdutyNote[], incident: string, { body }: RecordedRequest): FakeAnswer {
  const content = (body as { note?: { content?: string } } | null)?.note?.content
  if (!content) return refused(400, 'Invalid Input Provided', 2001)
  const comment = { id: `PNOTE${comments.length + 1}`, incident, content, at: new Date() }
  comments.push(comment)
  return { status: 201, body: { note: note(comment) } }
}

function note({ id, content, at }: PagerdutyNote): object {
  return { id, user: { id: FAKE_USER.id, type: 'user_reference' }, content, created_at: at.toISOString() }
}

/** The query is part of a name or of an address. */
function users(query: string): FakeAnswer {
  return { status: 200, body: { users: FAKE_USER.email.includes(query) ? [FAKE_USER] : [], more: false } }
}

/** The status is documented, the text is not. */
function accountKey(): FakeAnswer {
  return refused(400, 'The current user cannot be resolved with an account-level API token', 2001)
}

function refused(status: number, message: string, code: number): FakeAnswer {
  return { status, body: { error: { message, code } } }
}

/** The webhook that PagerDuty sends for a note, unsigned: https://developer.pagerduty.com/docs/webhooks-overview */
export function commentDelivery({ id, incident, content, at }: PagerdutyNote): { headers: Record<string, string>; body: string } {
  const agent = {
    id: FAKE_USER.id,
    type: 'user_reference',
    summary: FAKE_USER.summary,
    html_url: `https://acme.pagerduty.com/users/${FAKE_USER.id}`,
  }
  const reference = {
    id: incident,
    type: 'incident_reference',
    summary: 'A little bump in the road',
    html_url: `https://acme.pagerduty.com/incidents/${incident}`,
  }
  const data = { incident: reference, id, content, trimmed: false, type: 'incident_note' }
  const event = {
    id: randomUUID(),
    event_type: 'incident.annotated',
    resource_type: 'incident',
    occurred_at: at.toISOString(),
    agent,
    client: null,
    data,
  }
  return {
    headers: { 'content-type': 'application/json', 'user-agent': 'PagerDuty-Webhook/V3.0', 'x-webhook-id': randomUUID() },
    body: JSON.stringify({ event }),
  }
}
