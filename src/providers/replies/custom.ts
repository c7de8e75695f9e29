import type { Json } from '../../model/json.ts'
import type { ProviderName } from '../../model/webhook.ts'
import type { FetchAnswer } from '../fetch.ts'
import { withHiddenMark } from '../mark.ts'
import { textAt } from '../payload.ts'
import { type Api, apiFailure, type Checked, type Place, type Post, type Posted, type Replies } from '../reply.ts'
import { standardWebhooks } from '../scheme.ts'
import { sign } from '../signature.ts'
import { requireCredential } from './call.ts'

/** What somebody who receives replies must hand over. */
export const REPLY_CREDENTIALS = {
  replyUrl: 'Where replies are POSTed, as JSON signed by Standard Webhooks',
  replySecret: 'The secret that they are signed with, whsec_…',
}

/** There is no list of what such senders send; these words say that somebody has said something. */
const SAYING = /comment|message|reply|answer/i
const MAX_MESSAGE_CHARS = 65_536
/** A thread is only handed back; one that is longer than any id is not kept. */
const MAX_THREAD_CHARS = 1000

/**
 * Replies to a sender without an API that we know: a delivery by Standard Webhooks to an address of its choice. Its
 * `webhook-id` is the same at each try, so the receiver can tell a repeat. `threadPaths`: where a payload names its thread.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function repliesTo(provider: ProviderName, threadPaths: readonly string[]): Replies {
  return {
    place: (_eventType, payload) => placeOf(payload, threadPaths),
    isSaying: (eventType) => SAYING.test(eventType),
    maxChars: MAX_MESSAGE_CHARS,
    post: (api, place, message) => post(provider, api, place, message),
    check,
  }
}

/** Never null: where the reply goes stands in the credentials, and a thread is not needed for it. */
function placeOf(payload: Json, threadPaths: readonly string[]): Place {
  const thread = textAt(payload, ...threadPaths)
  return thread === null || thread.length > MAX_THREAD_CHARS ? {} : { thread }
}

async function post(provider: ProviderName, api: Api, place: Place, { text, mark }: Post): Promise<Posted> {
  const url = requireCredential(api, provider, 'replyUrl')
  const secretValue = requireCredential(api, provider, 'replySecret')
  const nowMs = api.nowMs()
  const body = JSON.stringify({
    type: 'hookline.comment',
    timestamp: new Date(nowMs).toISOString(),
    data: { thread: place.thread ?? null, message: withHiddenMark(text, mark), mark },
  })
  const signature = sign({ scheme: standardWebhooks, secretValue, body, id: `msg_${mark}`, nowMs })
  const answer = await api.fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...signature }, body })
  return posted(provider, answer, mark)
}

async function posted(provider: ProviderName, answer: FetchAnswer, mark: string): Promise<Posted> {
  const text = await answer.text()
  if (answer.status < 200 || answer.status > 299) throw apiFailure(provider, answer, text)
  return { id: mark, url: linkIn(text) }
}

/** A page that the receiver names in its answer, where the answer is JSON at all. */
function linkIn(text: string): string | null {
  try {
    const url = textAt(JSON.parse(text), 'url')
    return url !== null && URL.canParse(url) && new URL(url).protocol === 'https:' ? url : null
  } catch {
    return null
  }
}

/** There is no call that would do nothing, so nothing is called. */
async function check({ credentials }: Api): Promise<Checked> {
  const missing = Object.keys(REPLY_CREDENTIALS).filter((name) => !credentials[name]?.trim())
  const message =
    missing.length === 0 ? 'Nothing was called: the first reply shows whether it is taken' : `Not given: ${missing.join(', ')}`
  return { ok: missing.length === 0, kind: 'reply', missing, account: null, message }
}
