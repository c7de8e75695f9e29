import { randomUUID } from 'node:crypto'
import { type FakeAnswer, type FakeServer, startFakeServer } from './fake-server.ts'

export interface FakeLinearOptions {
  /** Default `lin_api_fake`, a personal key; anything else is an OAuth token. */
  token?: string
  /** The issues that there are; default: every id is an issue. */
  issues?: readonly string[]
}

export interface LinearComment {
  id: string
  issueId: string
  body: string
  parentId?: string
  url: string
  at: Date
}

export interface FakeLinear extends FakeServer {
  /** The credentials of a webhook for this fake. */
  credentials: { token: string; baseUrl: string }
  comments: LinearComment[]
}

export const FAKE_VIEWER = { id: 'e2e1f2a4-5b7d-4f0e-9c3a-0d1b2c3d4e5f', name: 'Hookline', email: 'hookline@example.com' }
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

type Variables = { id?: string; input?: Omit<LinearComment, 'url' | 'at'> }

/** Linear's GraphQL API, as far as Hookline calls it: https://linear.app/developers/graphql */
export async function startFakeLinear({ token = 'lin_api_fake', issues }: FakeLinearOptions = {}): Promise<FakeLinear> {
  const comments: LinearComment[] = []
  const server = await startFakeServer(({ path, headers, body }) => {
    if (path !== '/graphql') return { status: 404, body: 'Not found' }
    const authorization = token.startsWith('lin_api_') ? token : `Bearer ${token}`
    if (headers.authorization !== authorization) return unauthenticated()
    const { query, variables = {} } = body as { query: string; variables?: Variables }
    if (/\bviewer\b/.test(query)) return { status: 200, body: { data: { viewer: FAKE_VIEWER } } }
    if (/\bcommentCreate\b/.test(query)) return create(comments, issues, variables)
    return find(comments, variables)
  })
  return { ...server, credentials: { token, baseUrl: server.url }, comments }
}

function create(comments: LinearComment[], issues: FakeLinearOptions['issues'], { input }: Variables): FakeAnswer {
  if (!input || (input.id !== undefined && !UUID_V4.test(input.id))) return invalid('Argument Validation Error', 'id must be a UUID')
  if (issues && !issues.includes(input.issueId)) return invalid('Entity not found: Issue', 'Could not find referenced Issue.')
  if (input.parentId && !comments.some(({ id }) => id === input.parentId) && issues) {
    return invalid('Entity not found: Comment', 'Could not find referenced Comment.')
  }
  if (comments.some(({ id }) => id === input.id))
    return invalid('Entity with this id already exists', 'An entity with this id already exists.')
  const id = input.id ?? randomUUID()
  const comment = { ...input, id, url: `https://linear.app/example/issue/APP-42/export#comment-${id.slice(0, 8)}`, at: new Date() }
  comments.push(comment)
  return { status: 200, body: { data: { commentCreate: { success: true, comment: { id, url: comment.url } } } } }
}

function find(comments: readonly LinearComment[], variables: Variables): FakeAnswer {
  const comment = comments.find(({ id }) => id === variables.id)
  if (!comment) return invalid('Entity not found: Comment', 'Could not find referenced Comment.')
  return { status: 200, body: { data: { comment: { id: comment.id, url: comment.url } } } }
}

/** Linear's bodies as clients have recorded them; an error of the input comes with the status 200. */
function invalid(message: string, userPresentableMessage: string): FakeAnswer {
  const extensions = { type: 'invalid input', code: 'INPUT_ERROR', statusCode: 400, userError: true, userPresentableMessage }
  return { status: 200, body: { errors: [{ message, extensions }], data: null } }
}

function unauthenticated(): FakeAnswer {
  const extensions = { type: 'authentication error', code: 'AUTHENTICATION_ERROR', statusCode: 401, userError: true }
  return { status: 401, body: { errors: [{ message: 'Authentication required, not authenticated', extensions }] } }
}

/** The webhook that Linear sends for a comment, unsigned: https://linear.app/developers/webhooks */
export function commentDelivery({ at, url, ...comment }: LinearComment): { headers: Record<string, string>; body: string } {
  const createdAt = at.toISOString()
  const issue = { id: comment.issueId, identifier: 'APP-42', title: 'The export fails' }
  const actor = { ...FAKE_VIEWER, type: 'user', url: 'https://linear.app/example/profiles/hookline' }
  const data = { ...comment, createdAt, updatedAt: createdAt, userId: FAKE_VIEWER.id, issue }
  return {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'linear-delivery': randomUUID(),
      'linear-event': 'Comment',
      'linear-timestamp': String(at.getTime()),
    },
    body: JSON.stringify({ action: 'create', type: 'Comment', actor, createdAt, data, url, webhookTimestamp: at.getTime() }),
  }
}
