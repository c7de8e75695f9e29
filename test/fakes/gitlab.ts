import { type FakeAnswer, type FakeServer, type RecordedRequest, startFakeServer } from './fake-server.ts'
import { type FakeNote, noteJson } from './gitlab-json.ts'

export { commentDelivery, type FakeNote } from './gitlab-json.ts'

export interface FakeGitlabToken {
  username: string
  scopes: readonly string[]
  /** Sent in `Authorization` only, and unknown to `/personal_access_tokens`. */
  oauth?: true
  expiresAt?: string
}

export interface FakeGitlabOptions {
  /** Default: `glpat-good` of `project_5_bot_1` with the scope api. */
  tokens?: Readonly<Record<string, FakeGitlabToken>>
  /** What there is to write on, as paths. Default: issue 17, merge request 5, snippet 53 and a commit of project 5. */
  places?: readonly string[]
  nowMs?(): number
  /** Called with each note that came through the API. */
  onComment?(comment: FakeNote): void
}

export interface FakeGitlab extends FakeServer {
  /** The base URL of the API: `{url}/api/v4`. */
  api: string
  comments: FakeNote[]
  /** Puts a note there, as a person would. */
  add(on: string, body: string, discussion?: string | null, username?: string): FakeNote
}

export const COMMIT = '2293ada6b400935a1378653304eaf6221e0fdb8f'
const GOOD: Record<string, FakeGitlabToken> = { 'glpat-good': { username: 'project_5_bot_1', scopes: ['api'], expiresAt: '2027-01-15' } }
const PLACES = [
  '/projects/5/issues/17',
  '/projects/5/merge_requests/5',
  '/projects/5/snippets/53',
  `/projects/5/repository/commits/${COMMIT}`,
]
const MAX_NOTE_CHARS = 1_000_000
/** A line that begins so is taken for a quick action: https://docs.gitlab.com/user/project/quick_actions/ */
const QUICK_ACTION = /^\/(close|merge|approve|assign|label)\b.*$\n?/gm

/** GitLab's REST API, as far as notes need it: https://docs.gitlab.com/api/notes/ */
export async function startFakeGitlab(options: FakeGitlabOptions = {}): Promise<FakeGitlab> {
  const { tokens = GOOD, places = PLACES, nowMs = Date.now, onComment } = options
  const comments: FakeNote[] = []
  let lastId = 1240

  function add(on: string, body: string, discussion: string | null = null, username = 'ada'): FakeNote {
    const id = ++lastId
    const own = discussion ?? id.toString(16).padStart(40, '0')
    const note = { id, on, body, username, discussion: own, isReply: discussion !== null, createdAt: new Date(nowMs()).toISOString() }
    comments.push(note)
    return note
  }

  function handle(request: RecordedRequest): FakeAnswer {
    const token = tokenOf(tokens, request)
    if (!token) return failure(401, '401 Unauthorized')
    const path = request.path.replace(/^\/api\/v4/, '')
    const scope = request.method === 'GET' ? ['api', 'read_api'] : ['api']
    const needed = path === '/user' ? [...scope, 'read_user'] : scope
    if (path === '/personal_access_tokens/self') return selfOf(token)
    if (!needed.some((one) => token.scopes.includes(one))) return insufficient(needed)
    if (path === '/user') return { status: 200, body: { id: 1, username: token.username, name: token.username, state: 'active' } }
    const place = places.find((one) => path.startsWith(`${one}/`))
    if (place === undefined) return failure(404, path.startsWith('/projects/5/') ? '404 Not found' : '404 Project Not Found')
    return answerPlace(request, token, place, path.slice(place.length))
  }

  function answerPlace({ method, query, body }: RecordedRequest, token: FakeGitlabToken, place: string, rest: string): FakeAnswer {
    const here = comments.filter(({ on }) => on === place)
    const [, discussion, below] = /^\/discussions\/([^/]+)(\/notes)?$/.exec(rest) ?? []
    const thread = here.filter((note) => note.discussion === discussion)
    const isKnown = rest === '/notes' ? !place.includes('/commits/') : thread.length > 0
    if (!isKnown) return failure(404, '404 Discussion Not Found')
    if (method === 'POST' && (rest === '/notes' || below)) return write(token, place, discussion ?? null, body)
    if (rest === '/notes')
      return page(
        here.filter(({ isReply }) => !isReply),
        query,
      )
    return { status: 200, body: { id: discussion, individual_note: thread.length === 1, notes: thread.map(noteJson) } }
  }

  function write(token: FakeGitlabToken, place: string, discussion: string | null, body: unknown): FakeAnswer {
    const text = (body as { body?: unknown } | null)?.body
    if (typeof text !== 'string') return { status: 400, body: { error: 'body is missing' } }
    if ([...text].length > MAX_NOTE_CHARS)
      return failure(400, `400 Bad request - Note {:note=>["is too long (maximum is ${MAX_NOTE_CHARS} characters)"]}`)
    const kept = text.replace(QUICK_ACTION, '')
    if (kept === '') return { status: 202, body: { commands_changes: {}, summary: ['Commands applied'] } }
    const note = add(place, kept, discussion, token.username)
    onComment?.(note)
    return { status: 201, body: noteJson(note) }
  }

  const server = await startFakeServer(handle)
  return Object.assign(server, { api: `${server.url}/api/v4`, comments, add })
}

function tokenOf(tokens: Readonly<Record<string, FakeGitlabToken>>, { headers }: RecordedRequest): FakeGitlabToken | null {
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
  const sent = headers['private-token'] ?? bearer ?? ''
  const token = Object.hasOwn(tokens, sent) ? tokens[sent]! : null
  return token?.oauth && bearer === undefined ? null : token
}

/** Newest first only where it is asked for so, as is GitLab's default for notes. */
function page(notes: readonly FakeNote[], query: URLSearchParams): FakeAnswer {
  const sorted = query.get('sort') === 'asc' ? notes : notes.toReversed()
  const size = Math.min(100, Number(query.get('per_page') ?? 20))
  const number = Number(query.get('page') ?? 1)
  const headers = {
    'x-page': String(number),
    'x-total': String(notes.length),
    'x-next-page': notes.length > number * size ? String(number + 1) : '',
  }
  return { status: 200, headers, body: sorted.slice((number - 1) * size, number * size).map(noteJson) }
}

/** https://docs.gitlab.com/api/personal_access_tokens/#get-details-on-a-personal-access-token */
function selfOf({ oauth, scopes, expiresAt }: FakeGitlabToken): FakeAnswer {
  if (oauth) return failure(404, '404 Not Found')
  return { status: 200, body: { id: 4, name: 'hookline', revoked: false, scopes, user_id: 3, active: true, expires_at: expiresAt ?? null } }
}

function insufficient(scopes: readonly string[]): FakeAnswer {
  const text = 'The request requires higher privileges than provided by the access token.'
  return { status: 403, body: { error: 'insufficient_scope', error_description: text, scope: scopes.join(' ') } }
}

function failure(status: number, message: string): FakeAnswer {
  return { status, body: { message } }
}
