import { createHash } from 'node:crypto'
import { ProviderFailure } from '../../errors.ts'
import type { Json } from '../../model/json.ts'
import { withHiddenMark } from '../mark.ts'
import { textAt, valueAt } from '../payload.ts'
import type { Api, Checked, Place, Post, Posted, Replies } from '../reply.ts'
import { callLinear, codeOf, LINEAR_API } from './linear-api.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Linear's comments: https://linear.app/developers/graphql */
export const linearReplies: Replies = {
  defaultBaseUrl: LINEAR_API,
  place,
  isSaying: (eventType) => eventType === 'Comment.create',
  // Not sure: Linear documents no limit of comments.
  maxChars: 30_000,
  post,
  find,
  check,
}

/** The issue, and for a comment the one that began its thread: answers to answers are not nested. */
function place(eventType: string, payload: Json): Place | null {
  if (eventType.startsWith('Issue.')) return placeOf(textAt(payload, 'data.id'), null)
  if (eventType.startsWith('AgentSessionEvent.')) return placeOf(textAt(payload, 'agentSession.issueId', 'agentSession.issue.id'), null)
  if (!eventType.startsWith('Comment.')) return null
  // With a removed comment went the thread that it had begun.
  const own = eventType === 'Comment.remove' ? null : textAt(payload, 'data.id')
  return placeOf(textAt(payload, 'data.issueId', 'data.issue.id'), textAt(payload, 'data.parentId') ?? own)
}

function placeOf(issueId: string | null, parentId: string | null): Place | null {
  if (issueId === null || !UUID.test(issueId)) return null
  if (parentId === null) return { issueId }
  return UUID.test(parentId) ? { issueId, parentId } : null
}

const CREATE = 'mutation Create($input: CommentCreateInput!) { commentCreate(input: $input) { success comment { id url } } }'
const FIND = 'query Find($id: String!) { comment(id: $id) { id url } }'
const VIEWER = 'query Viewer { viewer { id name email } }'

/** The comment's id is made from the mark, so the same text cannot be written twice. */
async function post(api: Api, at: Place, { text, mark }: Post): Promise<Posted> {
  const input = { ...at, id: uuidOf(mark), body: withHiddenMark(text, mark) }
  try {
    const data = await callLinear(api, CREATE, { input })
    if (valueAt(data, 'commentCreate.success') !== true) throw new ProviderFailure('linear', 'Linear wrote no comment', { retryable: true })
    return { id: textAt(data, 'commentCreate.comment.id') ?? input.id, url: textAt(data, 'commentCreate.comment.url') }
  } catch (error) {
    const there = isInputError(error) ? await find(api, at, mark) : null
    if (there) return there
    throw error
  }
}

async function find(api: Api, _at: Place, mark: string): Promise<Posted | null> {
  try {
    const data = await callLinear(api, FIND, { id: uuidOf(mark) })
    const id = textAt(data, 'comment.id')
    return id === null ? null : { id, url: textAt(data, 'comment.url') }
  } catch (error) {
    if (isInputError(error) && /not found/i.test(error.message)) return null
    throw error
  }
}

function isInputError(error: unknown): error is ProviderFailure {
  return error instanceof ProviderFailure && ['INPUT_ERROR', 'INVALID_INPUT'].includes(codeOf(error.detail.response) ?? '')
}

/** A UUID of the form of version 4, the one that `CommentCreateInput.id` takes, from the mark's hash. */
function uuidOf(mark: string): string {
  const hex = createHash('sha256').update(`hookline:${mark}`).digest('hex')
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16)
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20, 32)].join('-')
}

/** Webhooks name a user by the e-mail address, where they give it; an application's by an id that the API does not say. */
async function check(api: Api): Promise<Checked> {
  try {
    const data = await callLinear(api, VIEWER, {})
    return { ok: true, kind: 'token', missing: [], account: textAt(data, 'viewer.email', 'viewer.id'), message: null }
  } catch (error) {
    const code = error instanceof ProviderFailure ? codeOf(error.detail.response) : null
    if (code !== 'AUTHENTICATION_ERROR' && code !== 'FORBIDDEN') throw error
    return { ok: false, kind: 'token', missing: [], account: null, message: (error as ProviderFailure).message }
  }
}
