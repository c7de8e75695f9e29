import type { Json } from '../../model/json.ts'
import { textAt } from '../payload.ts'
import type { Place } from '../reply.ts'

// What a payload names goes into the path of a request: only what GitHub allows as a name, so that nothing in it can lead
// to another path. https://docs.github.com/en/enterprise-cloud@latest/admin/concepts/identity-and-access-management/username-considerations
const OWNER = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/
const REPOSITORY = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/
const NUMBER = /^[1-9]\d{0,15}$/
const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/

/**
 * `issue`: the number of an issue or pull request. `pull` and `thread`: a thread of a review, by the comment that began it.
 * `commit`: a commit. Beside them `owner` and `repo`.
 */
export function placeOf(eventType: string, payload: Json): Place | null {
  const owner = match(OWNER, payload, 'repository.owner.login', 'repository.owner.name')
  const repo = match(REPOSITORY, payload, 'repository.name')
  if (owner === null || repo === null || GONE.includes(eventType)) return null
  const at = placeInRepository(eventType, payload)
  return at && { owner, repo, ...at }
}

/** The issue is not in this repository any more. */
const GONE = ['issues.deleted', 'issues.transferred']

function placeInRepository(eventType: string, payload: Json): Place | null {
  switch (eventType.split('.')[0]) {
    case 'issues':
    case 'issue_comment':
      return issue(payload, 'issue.number')
    case 'pull_request':
    case 'pull_request_review':
      return issue(payload, 'pull_request.number')
    case 'pull_request_review_comment':
      return thread(payload, 'comment.in_reply_to_id', ...(eventType.endsWith('.deleted') ? [] : ['comment.id']))
    case 'pull_request_review_thread':
      return thread(payload, 'thread.comments.0.in_reply_to_id', 'thread.comments.0.id')
    case 'commit_comment':
      return commit(payload, 'comment.commit_id')
    case 'push':
      return commit(payload, 'head_commit.id')
    default:
      return null
  }
}

function issue(payload: Json, path: string): Place | null {
  const number = match(NUMBER, payload, path)
  return number === null ? null : { issue: number }
}

/** "Replies to replies are not supported", so the comment that began the thread; where there is none, the pull request itself. */
function thread(payload: Json, ...paths: readonly string[]): Place | null {
  const root = textAt(payload, ...paths)
  if (root === null) return issue(payload, 'pull_request.number')
  const pull = match(NUMBER, payload, 'pull_request.number')
  return pull !== null && NUMBER.test(root) ? { pull, thread: root } : null
}

function commit(payload: Json, path: string): Place | null {
  const sha = match(COMMIT, payload, path)
  return sha === null ? null : { commit: sha }
}

function match(pattern: RegExp, payload: Json, ...paths: readonly string[]): string | null {
  const text = textAt(payload, ...paths)
  return text !== null && pattern.test(text) ? text : null
}

interface Paths {
  /** Where a comment is written. */
  write: string
  /** Where the comments are listed, with a query. */
  list: string
  /** Otherwise the oldest come first, and GitHub takes no other order. */
  newestFirst: boolean
}

/**
 * https://docs.github.com/en/rest/issues/comments, https://docs.github.com/en/rest/pulls/comments and
 * https://docs.github.com/en/rest/commits/comments
 */
export function pathsOf(place: Place): Paths {
  const part = (name: string) => encodeURIComponent(place[name] ?? '')
  const repository = `/repos/${part('owner')}/${part('repo')}`
  if (place.thread !== undefined) {
    const comments = `${repository}/pulls/${part('pull')}/comments`
    return { write: `${comments}/${part('thread')}/replies`, list: `${comments}?sort=created&direction=desc`, newestFirst: true }
  }
  const on = place.commit === undefined ? `issues/${part('issue')}` : `commits/${part('commit')}`
  const comments = `${repository}/${on}/comments`
  return { write: comments, list: `${comments}?`, newestFirst: false }
}
