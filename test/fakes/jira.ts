import { type FakeAnswer, type FakeServer, type RecordedRequest, startFakeServer } from './fake-server.ts'
import { type FakeJiraComment, type FakeJiraUser, userJson } from './jira-json.ts'

export { commentDelivery, type FakeJiraComment, type FakeJiraUser } from './jira-json.ts'

export interface FakeJiraOptions {
  /** Default cloud. Data Center has no version 3 and no documents, and names users by `name`. */
  kind?: 'cloud' | 'dataCenter'
  /** By the content of `Authorization`. Default: `ada@example.com` with `good` for Cloud, Bearer `good` for Data Center. */
  users?: Readonly<Record<string, FakeJiraUser>>
  /** Keys by id. Default: APP-41 is 10040. */
  issues?: Readonly<Record<string, string>>
  nowMs?(): number
  /** Called with each comment that came through the API. */
  onComment?(comment: FakeJiraComment): void
}

export interface FakeJira extends FakeServer {
  comments: FakeJiraComment[]
  /** Puts a comment there, as a person would. */
  add(issue: string, body: unknown, author?: FakeJiraUser): FakeJiraComment
}

export function basic(email: string, token: string): string {
  return `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`
}

const MAX_BODY_CHARS = 32_767
const ADA: FakeJiraUser = { accountId: '5c5f880629be9642ba529340', name: 'ada', displayName: 'Ada Lovelace' }
const AGENT: FakeJiraUser = { accountId: '712020:0f0e', name: 'hookline', displayName: 'Hookline' }

/** Jira's REST API, as far as comments need it: https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-issue-comments/ */
export async function startFakeJira(options: FakeJiraOptions = {}): Promise<FakeJira> {
  const { kind = 'cloud', issues = { 10040: 'APP-41' }, nowMs = Date.now, onComment } = options
  const isCloud = kind === 'cloud'
  const { users = { [isCloud ? basic('ada@example.com', 'good') : 'Bearer good']: AGENT } } = options
  const comments: FakeJiraComment[] = []
  let lastId = 10_018

  function add(issue: string, body: unknown, author = ADA): FakeJiraComment {
    const id = issue in issues ? issue : (Object.keys(issues).find((one) => issues[one] === issue) ?? '')
    const comment = {
      id: String(++lastId),
      issueId: id,
      issueKey: issues[id] ?? issue,
      body,
      author,
      isCloud,
      createdAt: new Date(nowMs()).toISOString(),
    }
    comments.push(comment)
    return comment
  }

  function handle(request: RecordedRequest): FakeAnswer {
    const { method, path, headers } = request
    const sent = headers.authorization ?? ''
    const user = Object.hasOwn(users, sent) ? users[sent]! : null
    if (!user) return unauthenticated(isCloud)
    const [, version, rest = ''] = /^\/rest\/api\/(\d)(\/.*)$/.exec(path) ?? []
    if (version !== '2' && !(version === '3' && isCloud)) return { status: 404, body: "<html>Oops, you've found a dead link.</html>" }
    if (rest === '/myself') return { status: 200, body: userJson(user, isCloud) }
    if (rest === '/mypermissions') return permissionsOf(user, request.query.get('permissions'))
    const name = /^\/issue\/([^/]+)\/comment$/.exec(rest)?.[1] ?? ''
    const key = issues[name] ?? name
    if (!Object.values(issues).includes(key) || user.mayBrowse === false) return missing()
    return method === 'POST' ? write(user, key, version, request.body) : listOf(key, request.query)
  }

  function write(user: FakeJiraUser, key: string, version: string, body: unknown): FakeAnswer {
    const text = (body as { body?: unknown } | null)?.body
    const wanted = version === '3' ? isDocument(text) : typeof text === 'string'
    if (user.mayComment === false) return failure(400, {}, `${user.displayName}, you do not have the permission to comment on this issue.`)
    if (!wanted) return failure(400, { comment: version === '3' ? 'Comment body is not valid!' : 'Operation value must be a string' })
    if (text === '') return failure(400, { comment: 'Comment body can not be empty!' })
    if (JSON.stringify(text).length > MAX_BODY_CHARS + 2)
      return failure(400, { comment: 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.' })
    const comment = add(key, text, user)
    onComment?.(comment)
    return { status: 201, body: json(comment) }
  }

  function listOf(key: string, query: URLSearchParams): FakeAnswer {
    const here = comments.filter(({ issueKey }) => issueKey === key)
    const sorted = query.get('orderBy') === '-created' ? here.toReversed() : here
    const startAt = Number(query.get('startAt') ?? 0)
    const maxResults = Math.min(100, Number(query.get('maxResults') ?? 50))
    const page = sorted.slice(startAt, startAt + maxResults).map(json)
    return { status: 200, body: { startAt, maxResults, total: here.length, comments: page } }
  }

  function json({ id, issueId, body, author, createdAt }: FakeJiraComment): Record<string, unknown> {
    const by = userJson(author, isCloud)
    return {
      self: `${server.url}/rest/api/2/issue/${issueId}/comment/${id}`,
      id,
      author: by,
      updateAuthor: by,
      body,
      created: createdAt,
      updated: createdAt,
    }
  }

  const server = await startFakeServer(handle)
  return Object.assign(server, { comments, add })
}

function isDocument(body: unknown): boolean {
  const { type, version, content } = (body ?? {}) as Record<string, unknown>
  return type === 'doc' && version === 1 && Array.isArray(content) && !JSON.stringify(content).includes('"text":""')
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-permissions/ */
function permissionsOf({ mayComment = true }: FakeJiraUser, permissions: string | null): FakeAnswer {
  if (permissions === null) return failure(400, {}, "The 'permissions' query parameter is required.")
  const permission = { id: '15', key: 'ADD_COMMENTS', name: 'Add Comments', type: 'PROJECT', description: '', havePermission: mayComment }
  return { status: 200, body: { permissions: { ADD_COMMENTS: permission } } }
}

function unauthenticated(isCloud: boolean): FakeAnswer {
  const headers = {
    'www-authenticate': isCloud ? 'OAuth realm="https%3A%2F%2Fexample.atlassian.net"' : 'Bearer',
    'x-seraph-loginreason': 'AUTHENTICATED_FAILED',
  }
  if (isCloud) return { status: 401, headers, body: 'Client must be authenticated to access this resource.' }
  return { status: 401, headers, body: { message: 'Client must be authenticated to access this resource.', 'status-code': 401 } }
}

function missing(): FakeAnswer {
  return failure(404, {}, 'Issue does not exist or you do not have permission to see it.')
}

function failure(status: number, errors: Record<string, string>, ...errorMessages: string[]): FakeAnswer {
  return { status, body: { errorMessages, errors } }
}
