import type { Json, JsonObject } from '../../model/json.ts'
import { MARK_ROOM, readMark, withHtmlMark } from '../mark.ts'
import { textAt, valueAt } from '../payload.ts'
import { type Api, type Checked, callApi, type Place, type Post, type Posted, type Replies } from '../reply.ts'
import { explained, postedFrom, refusedWith, requireToken, withoutSlash } from './call.ts'
import { pageOf, pathOf, placeOf } from './gitlab-place.ts'

const DEFAULT_BASE_URL = 'https://gitlab.com/api/v4'
/** "The maximum size of a comment is 1,000,000 characters": https://docs.gitlab.com/administration/instance_limits/#size-of-comments-and-descriptions-of-issues-merge-requests-and-epics */
const MAX_NOTE_CHARS = 1_000_000
/** "Number of items to list per page (default: 20, max: 100)": https://docs.gitlab.com/api/rest/#pagination */
const PAGE_SIZE = 100
/** What was just written stands among the newest; so many pages are read. */
const MAX_PAGES = 3
/** A page of long notes. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024

/** Notes, also in discussions: https://docs.gitlab.com/api/notes/ and https://docs.gitlab.com/api/discussions/ */
export const gitlabReplies: Replies = {
  isSaying: (eventType) => eventType.startsWith('note.'),
  defaultBaseUrl: DEFAULT_BASE_URL,
  place: placeOf,
  maxChars: MAX_NOTE_CHARS - MARK_ROOM,
  post,
  find,
  check,
}

async function post(api: Api, place: Place, { text, mark }: Post): Promise<Posted> {
  const body = { body: withHtmlMark(withoutQuickActions(text), mark) }
  const json = await explained(call(api, `${pathOf(place)}/notes`, body), REFUSALS)
  return posted(api, place, json)
}

/**
 * A line `/merge` in a note is done, with the rights of the token; a text that comes from an agent must not do that. With a
 * backslash before it Markdown shows the same line: https://docs.gitlab.com/user/project/quick_actions/
 */
function withoutQuickActions(text: string): string {
  return text.replace(/^([ \t]*)(?=\/[a-z_]+(?:\s|$))/gim, '$1\\')
}

const REFUSALS = {
  400: 'GitLab does not take the text: it is too long or empty',
  401: 'GitLab does not accept the token',
  403: 'The token may not write here: it needs the scope api and a role that may comment, or the conversation is locked',
  404: 'GitLab does not show this place to the token, or it is gone',
}

/** "Items of type DiscussionNote are not returned as part of the Note API", so a discussion is asked for its own notes. */
async function find(api: Api, place: Place, mark: string): Promise<Posted | null> {
  if (place.discussion !== undefined) return withMark(api, place, valueAt(await call(api, pathOf(place)), 'notes'), mark)
  for (let page = 1; page <= MAX_PAGES; page++) {
    const notes = await call(api, `${pathOf(place)}/notes?order_by=created_at&sort=desc&per_page=${PAGE_SIZE}&page=${page}`)
    const found = withMark(api, place, notes, mark)
    if (found) return found
    if (!Array.isArray(notes) || notes.length < PAGE_SIZE) return null
  }
  return null
}

function withMark(api: Api, place: Place, notes: Json | undefined, mark: string): Posted | null {
  const found = Array.isArray(notes) ? notes.find((note) => readMark(textAt(note, 'body') ?? '') === mark) : undefined
  return found === undefined ? null : posted(api, place, found)
}

function posted(api: Api, place: Place, json: Json): Posted {
  return postedFrom('gitlab', json, (id) => pageOf(place, baseUrlOf(api), id))
}

async function check(api: Api): Promise<Checked> {
  try {
    const account = textAt(await call(api, '/user'), 'username')
    return { kind: 'token', account, ...(await rightsOf(api)) }
  } catch (error) {
    return refusedWith(error, 401, 403) === 401
      ? { ok: false, kind: 'token', missing: [], account: null, message: 'GitLab does not accept the token' }
      : { ok: false, kind: 'token', missing: ['api'], account: null, message: 'The token needs the scope api' }
  }
}

/** Project and group tokens answer here too; OAuth tokens do not: https://docs.gitlab.com/api/personal_access_tokens/ */
async function rightsOf(api: Api): Promise<Pick<Checked, 'ok' | 'missing' | 'message'>> {
  try {
    const token = await call(api, '/personal_access_tokens/self')
    const scopes = valueAt(token, 'scopes')
    if (Array.isArray(scopes) && !scopes.includes('api')) return { ok: false, missing: ['api'], message: 'The token needs the scope api' }
    const expires = textAt(token, 'expires_at')
    return { ok: true, missing: [], message: expires && `The token expires on ${expires}` }
  } catch (error) {
    refusedWith(error, 400, 401, 403, 404)
    return { ok: true, missing: [], message: 'GitLab does not say what the token may do: it needs the scope api' }
  }
}

function baseUrlOf({ credentials }: Api): string {
  return withoutSlash(credentials.baseUrl || DEFAULT_BASE_URL)
}

async function call(api: Api, path: string, body?: JsonObject): Promise<Json> {
  return callApi(api.fetch, {
    provider: 'gitlab',
    method: body ? 'POST' : 'GET',
    url: baseUrlOf(api) + path,
    headers: authorization(requireToken(api, 'gitlab')),
    maxAnswerBytes: MAX_ANSWER_BYTES,
    ...(body && { body }),
  })
}

/**
 * Access tokens of every kind go into `PRIVATE-TOKEN`, also where an instance has given them a prefix of its own; OAuth
 * tokens, 64 hex digits, only into `Authorization`: https://docs.gitlab.com/api/rest/authentication/
 */
function authorization(token: string): Record<string, string> {
  return /^[0-9a-f]{64}$/.test(token) ? { authorization: `Bearer ${token}` } : { 'private-token': token }
}
