import { ProviderFailure } from '../../errors.ts'
import type { Json } from '../../model/json.ts'
import { readMark, withHiddenMark } from '../mark.ts'
import { textAt, valueAt } from '../payload.ts'
import { type Api, type ApiRequest, type Checked, callApi, type Place, type Post, type Posted, type Replies } from '../reply.ts'
import { baseUrl } from './api.ts'
import { requireCredential, requireToken } from './call.ts'

const SENTRY = 'https://sentry.io'
/** A number: https://docs.sentry.io/api/events/retrieve-an-issue/ */
const ISSUE = /^\d{1,20}$/
const ISSUE_PATHS = new Map([
  ['issue', ['data.issue.id']],
  ['error', ['data.error.issue_id']],
  ['event_alert', ['data.event.issue_id']],
  ['comment', ['data.issue_id']],
])

/** Sentry's issues. The API of their comments is not documented: sentry/issues/endpoints/group_notes.py in getsentry/sentry. */
export const sentryReplies: Replies = {
  defaultBaseUrl: SENTRY,
  place,
  isSaying: (eventType) => eventType === 'comment.created',
  // Sentry's source sets no limit (api/serializers/rest_framework/group_notes.py); this is what a page still shows well.
  maxChars: 16_384,
  post,
  find,
  check,
}

/** A metric alert is about no issue. */
function place(eventType: string, payload: Json): Place | null {
  const [resource = ''] = eventType.split('.')
  const issue = textAt(payload, ...(ISSUE_PATHS.get(resource) ?? []))
  return issue !== null && ISSUE.test(issue) ? { issue } : null
}

async function post(api: Api, at: Place, { text, mark }: Post): Promise<Posted> {
  try {
    const answer = await call(api, { method: 'POST', path: commentsPath(api, at), body: { text: withHiddenMark(text, mark) } })
    return { id: textAt(answer, 'id') ?? '', url: null }
  } catch (error) {
    const there = isRepeated(error) ? await find(api, at, mark) : null
    if (there) return there
    throw error
  }
}

/** The same text within an hour is refused; and no two texts of ours are the same but for one action. */
function isRepeated(error: unknown): boolean {
  return error instanceof ProviderFailure && error.detail.status === 400 && /already posted/i.test(error.detail.response ?? '')
}

/** The newest hundred comments, which Sentry gives first. */
async function find(api: Api, at: Place, mark: string): Promise<Posted | null> {
  const comments = await call(api, { path: commentsPath(api, at) })
  const comment = Array.isArray(comments) ? comments.find((one) => readMark(textAt(one, 'data.text') ?? '') === mark) : undefined
  return comment === undefined ? null : { id: textAt(comment, 'id') ?? '', url: null }
}

function commentsPath(api: Api, { issue = '' }: Place): string {
  return `${organizationPath(api)}issues/${encodeURIComponent(issue)}/comments/`
}

function organizationPath(api: Api): string {
  return `/api/0/organizations/${encodeURIComponent(requireCredential(api, 'sentry', 'organization'))}/`
}

function call(api: Api, { path, ...request }: Pick<ApiRequest, 'method' | 'body'> & { path: string }): Promise<Json> {
  const authorization = `Bearer ${requireToken(api, 'sentry')}`
  return callApi(api.fetch, {
    provider: 'sentry',
    ...request,
    url: baseUrl(api.credentials, SENTRY) + path,
    headers: { authorization },
  })
}

/**
 * The organization's page needs org:read, which a token that may comment need not have; so what a token may do is read
 * from the API's root: sentry/api/endpoints/index.py.
 */
async function check(api: Api): Promise<Checked> {
  const organization = await answered(call(api, { path: organizationPath(api) }))
  if (organization === 401) return refused('Sentry does not accept the token')
  if (organization === 404)
    return refused(`There is no organization ${requireCredential(api, 'sentry', 'organization')}, or the token is of another`)
  const scopes = scopesOf(await call(api, { path: '/api/0/' }))
  const mayWrite = scopes ? scopes.some((scope) => scope === 'event:write' || scope === 'event:admin') : organization !== 403
  const missing = mayWrite ? [] : ['event:write']
  return { ok: mayWrite, kind: 'token', missing, account: null, message: mayWrite ? null : 'The token may not write comments' }
}

/** Null where a call succeeded, and the status where it was refused for a reason that a check is to find. */
async function answered(call: Promise<Json>): Promise<number | null> {
  try {
    await call
    return null
  } catch (error) {
    const status = error instanceof ProviderFailure && !error.detail.throttled ? error.detail.status : null
    if (status === 401 || status === 403 || status === 404) return status
    throw error
  }
}

function scopesOf(root: Json): string[] | null {
  const scopes = valueAt(root, 'auth.scopes')
  return Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : null
}

function refused(message: string): Checked {
  return { ok: false, kind: 'token', missing: [], account: null, message }
}
