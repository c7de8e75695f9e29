import { providers } from '../../providers/index.ts'
import { type Done, Failed, type Job, type Tools } from './job.ts'
import { say } from './say.ts'

// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
const MAX_RESPONSES = 5
const RESPONSE_MS = 30 * 60 * 1000

/** A late `respond`: through the delivery's one-time address while it lasts, else as a comment in the thread. */
export async function answerSource(job: Job, tools: Tools): Promise<Done> {
  const url = await respondUrl(job, tools)
  if (url === null) return say(job, tools)
  const body = JSON.stringify({ text: await tools.withoutSecrets(job.text), response_type: 'in_channel', replace_original: false })
  const { status, text } = await tools.fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const response = await text()
  if (status >= 200 && status < 300) return { url: null, externalId: null, way: 'response_url', statusCode: status, response }
  // It was used up, or has ended earlier than was said.
  if (status === 404 || status === 410) return say(job, tools)
  const retryable = status >= 500 || status === 429
  throw new Failed(`The one-time address answered ${status}`, { retryable, statusCode: status, response })
}

async function respondUrl({ event }: Job, tools: Tools): Promise<string | null> {
  const { replies } = providers[event.provider]
  if (!replies?.respondUrl || event.responsesSent >= MAX_RESPONSES || tools.nowMs() - event.receivedAtMs > RESPONSE_MS) return null
  return replies.respondUrl(event.payload, await tools.credentialsOf(event.webhookId, event.provider))
}
