import type { Json, JsonObject } from '../../model/json.ts'
import { MARK_ROOM, readMark, withHiddenMark } from '../mark.ts'
import { textAt, valueAt } from '../payload.ts'
import { type Api, type Checked, callApi, type Place, type Post, type Posted, type Replies } from '../reply.ts'
import { lastText, toAdf } from './adf.ts'
import { explained, postedFrom, refusedWith, requireCredential, requireToken, withoutSlash } from './call.ts'

/** "The entered text is too long. It exceeds the allowed limit of 32,767 characters": https://jira.atlassian.com/browse/JRASERVER-64351 */
const MAX_BODY_CHARS = 32_767
/** What was just written stands among the newest. */
const LOOKED_AT = 50
/** Fifty comments of the greatest length. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024

// What a payload names goes into the path of a request: nothing that could lead to another one.
// https://support.atlassian.com/jira-software-cloud/docs/what-is-an-issue/#Workingwithissues-Projectkeys
const KEY = /^[A-Z][A-Z0-9_]{1,60}-\d{1,18}$/
const ID = /^\d{1,18}$/

/** Comments on issues: https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-issue-comments/ */
export const jiraReplies: Replies = {
  isSaying: (eventType) => eventType === 'comment_created',
  place,
  maxChars: MAX_BODY_CHARS - MARK_ROOM,
  post,
  find,
  check,
}

/** `issue`: its key; its id, for which no page is known, where the payload has no key. */
function place(eventType: string, payload: Json): Place | null {
  if (eventType === 'jira:issue_deleted') return null
  const key = textAt(payload, 'issue.key')
  if (key !== null) return KEY.test(key) ? { issue: key } : null
  const id = textAt(payload, 'issue.id', 'worklog.issueId')
  return id !== null && ID.test(id) ? { issue: id } : null
}

async function post(api: Api, place: Place, { text, mark }: Post): Promise<Posted> {
  const marked = withHiddenMark(text, mark)
  const body = { body: takesAdf(api) ? toAdf(marked) : marked }
  return posted(api, place, await explained(call(api, commentsOf(api, place), body), REFUSALS))
}

const REFUSALS = {
  400: 'Jira does not take the text: it is too long, or the issue takes no comments',
  401: 'Jira does not accept the credential',
  403: 'The account may not comment on this issue',
  404: 'Jira does not show this issue to the account, or it is gone',
  413: 'The issue has as many comments as Jira allows',
}

async function find(api: Api, place: Place, mark: string): Promise<Posted | null> {
  const comments = valueAt(await call(api, `${commentsOf(api, place)}?orderBy=-created&maxResults=${LOOKED_AT}`), 'comments')
  const found = Array.isArray(comments) ? comments.find((comment) => readMark(bodyOf(comment)) === mark) : undefined
  return found === undefined ? null : posted(api, place, found)
}

function bodyOf(comment: Json): string {
  return textAt(comment, 'body') ?? lastText(valueAt(comment, 'body') ?? null)
}

function commentsOf(api: Api, { issue = '' }: Place): string {
  return `/rest/api/${takesAdf(api) ? 3 : 2}/issue/${encodeURIComponent(issue)}/comment`
}

/** The page of the comment; what goes through Atlassian's gateway does not name its site. */
function posted(api: Api, { issue = '' }: Place, json: Json): Posted {
  const site = baseUrlOf(api)
  const hasPage = KEY.test(issue) && !GATEWAY.test(site)
  return postedFrom('jira', json, (id) => (hasPage ? `${site}/browse/${issue}?focusedCommentId=${encodeURIComponent(id)}` : null))
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-permissions/#api-rest-api-2-mypermissions-get */
async function check(api: Api): Promise<Checked> {
  const kind = 'token'
  try {
    const me = await call(api, '/rest/api/2/myself')
    const account = textAt(me, 'accountId') ?? textAt(me, 'name') ?? textAt(me, 'key')
    const rights = await call(api, '/rest/api/2/mypermissions?permissions=ADD_COMMENTS')
    if (valueAt(rights, 'permissions.ADD_COMMENTS.havePermission') !== false) return { ok: true, kind, missing: [], account, message: null }
    return { ok: false, kind, missing: ['ADD_COMMENTS'], account, message: 'The account may not comment in any project' }
  } catch (error) {
    refusedWith(error, 401, 403)
    return { ok: false, kind, missing: [], account: null, message: `Jira does not accept the credential: ${HINT}` }
  }
}

const HINT = 'Cloud takes `email` with an API token, Data Center a personal access token without `email`'

const GATEWAY = /^https:\/\/api\.atlassian\.com(\/|$)/i
const CLOUD = /^https:\/\/(api\.atlassian\.com|[^/]+\.(atlassian\.net|jira\.com))(\/|$)/i

/** Data Center has neither the format nor version 3 of the API. */
function takesAdf(api: Api): boolean {
  const { format, email } = api.credentials
  return format === 'adf' && (Boolean(email) || CLOUD.test(baseUrlOf(api)))
}

function baseUrlOf(api: Api): string {
  return withoutSlash(requireCredential(api, 'jira', 'baseUrl'))
}

async function call(api: Api, path: string, body?: JsonObject): Promise<Json> {
  return callApi(api.fetch, {
    provider: 'jira',
    method: body ? 'POST' : 'GET',
    url: baseUrlOf(api) + path,
    headers: { authorization: authorization(api) },
    maxAnswerBytes: MAX_ANSWER_BYTES,
    ...(body && { body }),
  })
}

/** https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/ */
function authorization(api: Api): string {
  const token = requireToken(api, 'jira')
  const email = api.credentials.email?.trim()
  return email ? `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}` : `Bearer ${token}`
}
