import { type FakeAnswer, type FakeServer, type Fault, type RecordedRequest, startFakeServer } from './fake-server.ts'
import { answerApp, type FakeApp } from './github-app.ts'
import { commentJson, type FakeGithubComment, failure, invalid, listOf } from './github-json.ts'

/** An account of GitHub, by one of its tokens. */
export interface FakeAccount {
  login: string
  type: 'User' | 'Bot'
  /** A classic token's scopes; left out for tokens that have none to show. */
  scopes?: readonly string[]
  /** Whether its permissions let it write comments. Default true. */
  mayWrite?: boolean
  /** The repositories it sees. Default all. */
  sees?: readonly string[]
}

export interface FakeRepository {
  private?: boolean
  /** Numbers of issues and pull requests, and what is special about them. */
  issues: Readonly<Record<string, 'issue' | 'pull' | 'locked' | 'gone'>>
  /** Ids of the comments that began a thread of a review, by pull request. */
  threads?: Readonly<Record<string, readonly number[]>>
  commits?: readonly string[]
}

export interface FakeGithubOptions {
  /** By token. Default: `ghp_good` of `hookline-agent` with the scope repo. */
  accounts?: Readonly<Record<string, FakeAccount>>
  /** By full name. Default: `octo/app` with issue 12 and pull request 13. */
  repositories?: Readonly<Record<string, FakeRepository>>
  app?: FakeApp
  nowMs?(): number
  /** Called with each comment that came through the API. */
  onComment?(comment: FakeGithubComment): void
}

export interface FakeGithub extends FakeServer {
  comments: FakeGithubComment[]
  /** The installation's tokens that are valid; taking one away revokes it. */
  installationTokens: Set<string>
  /** Puts a comment there, as a person would. */
  add(on: string, body: string, login?: string, repository?: string): FakeGithubComment
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
export const secondaryLimit: Fault = {
  status: 403,
  body: {
    message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
  },
}

const MAX_BODY_CHARS = 65_536
const NOT_FOUND = failure(404, 'Not Found')
const OCTO: Record<string, FakeRepository> = {
  'octo/app': { private: true, issues: { 12: 'issue', 13: 'pull' }, threads: { 13: [284312630] } },
}
const GOOD: Record<string, FakeAccount> = { ghp_good: { login: 'hookline-agent', type: 'User', scopes: ['repo'] } }

/** GitHub's REST API, as far as comments need it: https://docs.github.com/en/rest/issues/comments */
export async function startFakeGithub(options: FakeGithubOptions = {}): Promise<FakeGithub> {
  const { accounts = GOOD, repositories = OCTO, app, nowMs = Date.now, onComment } = options
  const comments: FakeGithubComment[] = []
  const installationTokens = new Set<string>()
  let lastId = 492_700_400

  function add(on: string, body: string, login = 'octocat', repository = 'octo/app', type: 'User' | 'Bot' = 'User'): FakeGithubComment {
    const comment = { id: ++lastId, repository, on, inReplyTo: null, body, login, type, createdAt: new Date(nowMs()).toISOString() }
    comments.push(comment)
    return comment
  }

  function accountOf({ headers }: RecordedRequest): FakeAccount | undefined {
    const token = /^(?:Bearer|token) (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
    if (!installationTokens.has(token) || !app) return Object.hasOwn(accounts, token) ? accounts[token] : undefined
    const mayWrite = app.permissions.issues === 'write' || app.permissions.pull_requests === 'write'
    return { login: `${app.slug}[bot]`, type: 'Bot', mayWrite }
  }

  function handle(request: RecordedRequest): FakeAnswer {
    const { method, path } = request
    if (app && /^\/app(\/|$)/.test(path)) return answerApp(app, installationTokens, request, nowMs())
    const account = accountOf(request)
    if (!account) return failure(401, 'Bad credentials')
    if (path === '/user') return userOf(account)
    const [, repository = '', on = '', rest = ''] =
      /^\/repos\/([^/]+\/[^/]+)\/((?:issues|pulls|commits)\/[^/]+)\/comments(\/.*)?$/.exec(path) ?? []
    const known = Object.hasOwn(repositories, repository) ? repositories[repository] : undefined
    if (!known || !maySee(account, repository, known)) return NOT_FOUND
    if (method === 'GET' && rest === '')
      return listOf(
        request,
        server.url,
        comments.filter((one) => one.repository === repository && one.on === on),
      )
    if (method !== 'POST') return NOT_FOUND
    return write(account, { repository, known, on, rest }, (request.body as { body?: unknown } | null)?.body)
  }

  function write(account: FakeAccount, at: At, body: unknown): FakeAnswer {
    const refused =
      refusalOf(at) ??
      (account.mayWrite === false
        ? failure(403, `Resource not accessible by ${account.type === 'Bot' ? 'integration' : 'personal access token'}`)
        : null)
    if (refused) return refused
    if (typeof body !== 'string' || body === '') return invalid("Body can't be blank")
    if ([...body].length > MAX_BODY_CHARS) return invalid(`Body is too long (maximum is ${MAX_BODY_CHARS} characters)`)
    const comment = add(at.on, body, account.login, at.repository, account.type)
    comment.inReplyTo = rootOf(at.rest)
    onComment?.(comment)
    return { status: 201, body: commentJson(comment, server.url) }
  }

  const server = await startFakeServer(handle)
  return Object.assign(server, { comments, installationTokens, add })
}

interface At {
  repository: string
  known: FakeRepository
  on: string
  /** Behind `/comments`. */
  rest: string
}

/** What stands against a comment there; null: nothing. */
function refusalOf({ known, on, rest }: At): FakeAnswer | null {
  const [kind, name = ''] = on.split('/')
  const root = rootOf(rest)
  if (kind === 'commits') return rest === '' && known.commits?.includes(name) ? null : invalid(`No commit found for SHA: ${name}`)
  if (kind === 'pulls') return root !== null && known.threads?.[name]?.includes(root) ? null : NOT_FOUND
  const issue = rest === '' ? known.issues[name] : undefined
  if (issue === 'locked') return failure(403, 'Unable to create comment because issue is locked.')
  if (issue === 'gone') return failure(410, 'This issue was deleted')
  return issue === undefined ? NOT_FOUND : null
}

function rootOf(rest: string): number | null {
  const id = /^\/(\d+)\/replies$/.exec(rest)?.[1]
  return id === undefined ? null : Number(id)
}

function maySee({ scopes, sees }: FakeAccount, repository: string, known: FakeRepository): boolean {
  if (sees && !sees.includes(repository)) return false
  return !known.private || scopes === undefined || scopes.includes('repo')
}

function userOf({ login, type, scopes }: FakeAccount): FakeAnswer {
  if (type === 'Bot') return failure(403, 'Resource not accessible by integration')
  return { status: 200, headers: scopes ? { 'x-oauth-scopes': scopes.join(', ') } : {}, body: { login, id: 583231, type } }
}

export { commentDelivery, type FakeGithubComment } from './github-json.ts'
