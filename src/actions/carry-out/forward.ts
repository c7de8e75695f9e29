import type { Statement } from '../../backends/database/database.ts'
import { retryAfter } from '../../providers/reply.ts'
import { signStandard } from '../../providers/standard.ts'
import { type Done, Failed, type Job, type Target, type Tools } from './job.ts'

/** Says which target wants no more: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
const GONE = 410

/** Sends the delivery on: its bytes as they came, signed as Standard Webhooks with the target's own secret, or to a webhook of this server. */
export async function forward(job: Job, tools: Tools): Promise<Done> {
  const { target } = job
  if (!target) throw new Failed('The command names no target', { retryable: false })
  return URL.canParse(target) ? toUrl(job, tools, target) : toWebhook(job, tools, target)
}

async function toWebhook({ actionId, event }: Job, tools: Tools, webhookId: string): Promise<Done> {
  const eventId = await tools.deliver(webhookId, {
    headers: { ...event.headers, ...traced(event) },
    body: event.rawBody,
    id: messageId(actionId),
  })
  return { url: null, externalId: eventId, way: 'forward', statusCode: null, response: null }
}

async function toUrl(job: Job, tools: Tools, url: string): Promise<Done> {
  const target = await tools.targetOf(url)
  if (!target) throw new Failed('The target is not known here: save the command again', { retryable: false })
  if (target.disabledReason !== null) throw new Failed(`The target is disabled: ${target.disabledReason}`, { retryable: false })
  const { status, headers, text } = await tools.fetch(url, {
    method: 'POST',
    headers: headersFor(job, tools, target),
    body: job.event.rawBody,
  })
  const response = await text()
  if (status >= 200 && status < 300) return { url: null, externalId: null, way: 'forward', statusCode: status, response }
  const also = status === GONE ? tools.disableTarget(url, 'It answered 410 Gone', job.event) : []
  throw refused(status, response, retryAfter(headers['retry-after'], tools.nowMs()), also)
}

function headersFor({ actionId, event }: Job, tools: Tools, target: Target): Record<string, string> {
  const signed = signStandard(target, { body: Buffer.from(event.rawBody), id: messageId(actionId), nowMs: tools.nowMs() })
  return { 'content-type': 'application/json', ...event.headers, 'x-hookline-event': event.eventType, ...traced(event), ...signed }
}

/** So that the target can go on with the trace: https://www.w3.org/TR/trace-context/ */
function traced({ traceParent }: Job['event']): Record<string, string> {
  return traceParent === null ? {} : { traceparent: traceParent }
}

/** The same over all attempts, so that the receiver can tell a repeat. */
function messageId(actionId: string): string {
  return `msg_${actionId}`
}

function refused(statusCode: number, response: string, retryAfterMs: number | null, also: readonly Statement[]): Failed {
  const throttled = [429, 502, 503, 504].includes(statusCode)
  return new Failed(`The target answered ${statusCode}`, {
    retryable: statusCode !== GONE,
    statusCode,
    response,
    throttled,
    retryAfterMs,
    also,
  })
}
