import { fitText } from '../../engine/outgoing.ts'
import { ProviderFailure } from '../../errors.ts'
import { providers } from '../../providers/index.ts'
import type { Api, Place, Post, Posted, Replies } from '../../providers/reply.ts'
import { type Done, Failed, type Job, type Tools } from './job.ts'

/**
 * Says a text at the event's source, once: where an earlier try may have taken effect, the provider is asked first.
 * @throws {Failed | ProviderFailure | EgressFailed | EgressBlocked}
 */
export async function say(job: Job, tools: Tools, choices?: Post['choices']): Promise<Done> {
  const { event, place } = job
  const { replies, title } = providers[event.provider]
  if (!replies) throw new Failed(`${title} cannot be written to`, { retryable: false })
  if (!place) throw new Failed(`Nothing can be written where ${event.eventType} has happened`, { retryable: false })
  const api: Api = {
    credentials: await tools.credentialsOf(event.webhookId, event.provider),
    fetch: tools.fetch,
    nowMs: tools.nowMs,
  }
  const mark = tools.markOf(job.actionId)
  const posted =
    (job.uncertain && (await findAgain(replies, api, place, mark))) || (await post(replies, api, place, { job, tools, mark, choices }))
  return { url: posted.url, externalId: posted.id, way: 'comment', statusCode: null, response: null }
}

interface ToPost {
  job: Job
  tools: Tools
  mark: string
  choices: Post['choices'] | undefined
}

async function post(replies: Replies, api: Api, place: Place, { job, tools, mark, choices }: ToPost): Promise<Posted> {
  const text = fitText(await tools.withoutSecrets(job.text), replies.maxChars, tools.pageOf(job.event.id))
  return replies.post(api, place, { text, mark, ...(choices && { choices }) })
}

/** Null: it is not there, or the provider cannot be asked, and then it is better said twice than never. */
async function findAgain({ find }: Replies, api: Api, place: Place, mark: string): Promise<Posted | null> {
  try {
    return (await find?.(api, place, mark)) ?? null
  } catch (error) {
    if (error instanceof ProviderFailure && !error.retryable) return null
    throw error instanceof ProviderFailure ? stillUncertain(error) : error
  }
}

/** That the look-up failed says nothing about the earlier try. */
function stillUncertain({ message, detail }: ProviderFailure): Failed {
  const { status: statusCode, response, throttled, retryAfterMs } = detail
  return new Failed(message, { retryable: true, statusCode, response, throttled, retryAfterMs, mayHaveTakenEffect: true })
}
