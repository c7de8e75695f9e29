import type { Json } from '../../model/json.ts'
import { MARK_ROOM, readMark, withHtmlMark } from '../mark.ts'
import { textAt } from '../payload.ts'
import type { Api, Place, Post, Posted, Replies } from '../reply.ts'
import { postedFrom } from './call.ts'
import { madeSecrets } from './github-app.ts'
import { callGithub, DEFAULT_BASE_URL } from './github-call.ts'
import { check } from './github-check.ts'
import { pathsOf, placeOf } from './github-place.ts'

/** "Body is too long (maximum is 65536 characters)": https://github.com/orgs/community/discussions/27190 */
const MAX_BODY_CHARS = 65_536
/** "The number of results per page (max 100)": https://docs.github.com/en/rest/issues/comments#list-issue-comments */
const PAGE_SIZE = 100
/** What was just written stands among the newest; so many pages of them are read, beside the first. */
const MAX_FURTHER_PAGES = 3

/** Comments on issues, pull requests, reviews and commits: https://docs.github.com/en/rest/issues/comments */
const SAYING = new Set([
  'issue_comment.created',
  'pull_request_review_comment.created',
  'pull_request_review.submitted',
  'commit_comment.created',
])

export const githubReplies: Replies = {
  isSaying: (eventType) => SAYING.has(eventType),
  defaultBaseUrl: DEFAULT_BASE_URL,
  place: placeOf,
  maxChars: MAX_BODY_CHARS - MARK_ROOM,
  post,
  find,
  check,
  madeSecrets,
}

async function post(api: Api, place: Place, { text, mark }: Post): Promise<Posted> {
  const body = { body: withHtmlMark(text, mark) }
  const { json } = await callGithub(api, { method: 'POST', path: pathsOf(place).write, body, reasons: REFUSALS })
  return posted(json)
}

const REFUSALS = {
  301: 'The repository has been renamed or moved',
  307: 'The repository has been renamed or moved',
  401: 'GitHub does not accept the credential',
  403: 'The credential may not write here: it needs write access to issues and pull requests, or the conversation is locked',
  404: 'GitHub does not show this place to the credential: the token may not see the repository, or lacks issues: write',
  410: 'The issue has been deleted, or the repository has its issues switched off',
  422: 'GitHub does not take the text: it is too long, or the place takes no comments',
}

async function find(api: Api, place: Place, mark: string): Promise<Posted | null> {
  const { list, newestFirst } = pathsOf(place)
  const first = await readPage(api, list, 1)
  let found = withMark(first.comments, mark)
  for (const number of furtherPages(first.last, newestFirst)) {
    if (found) break
    found = withMark((await readPage(api, list, number)).comments, mark)
  }
  return found ? posted(found) : null
}

function furtherPages(last: number, newestFirst: boolean): number[] {
  const count = Math.min(last - 1, MAX_FURTHER_PAGES)
  return Array.from({ length: count }, (_, index) => (newestFirst ? 2 + index : last - index))
}

/** Of the `Link` header only the number is believed: the address stays the credential's own. */
async function readPage(api: Api, list: string, number: number): Promise<{ comments: Json[]; last: number }> {
  const path = `${list}${list.endsWith('?') ? '' : '&'}per_page=${PAGE_SIZE}&page=${number}`
  const { json, headers } = await callGithub(api, { path })
  const last = /[?&]page=(\d{1,6})[^>]*>; rel="last"/.exec(headers.link ?? '')?.[1]
  return { comments: Array.isArray(json) ? json : [], last: last === undefined ? number : Number(last) }
}

function withMark(comments: readonly Json[], mark: string): Json | undefined {
  return comments.findLast((comment) => readMark(textAt(comment, 'body') ?? '') === mark)
}

function posted(json: Json): Posted {
  return postedFrom('github', json, () => textAt(json, 'html_url'))
}
