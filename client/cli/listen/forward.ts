import { setTimeout as sleep } from 'node:timers/promises'
import { EventDeliveryDocument, type EventSummaryFragment } from '../../sdk/index.ts'
import { say, sayRetry } from '../output.ts'
import type { Session } from '../session.ts'
import { plain } from '../text.ts'
import { signatureHeaders } from './sign.ts'

export interface Forwarder {
  /** Hands one on, however long that takes: until the program answers, or the signal ends. */
  forward(event: EventSummaryFragment): Promise<void>
}

interface Target {
  target: string
  /** Of Standard Webhooks; undefined: nothing is signed, for the provider's signature is not kept. */
  secret?: string
}

interface Delivery {
  body: Uint8Array<ArrayBuffer>
  headers: Record<string, string>
}

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5000
/** How long the program may take to answer. */
const ANSWER_MS = 30_000
/** What belongs to the connection that a delivery came by. */
const OF_THE_CONNECTION = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'accept-encoding', 'expect'])

export function createForwarder(session: Session, { target, secret }: Target): Forwarder {
  const { hookline, out, signal } = session
  return { forward }

  async function forward(event: EventSummaryFragment): Promise<void> {
    const delivery = await readDelivery(event)
    if (!delivery) return say(`${event.id}: its body is no longer kept, so it is left out.`)
    const startedAt = performance.now()
    const status = await deliver(delivery)
    if (status === null) return
    const ms = Math.round(performance.now() - startedAt)
    const told = { eventId: event.id, eventType: event.eventType, receivedAt: event.receivedAt, target, status, ms }
    out.message(told, `${event.receivedAt}  ${event.id}  ${plain(event.eventType)}  → ${colour(status)}  ${ms} ms`)
  }

  async function readDelivery({ id, deliveryId }: EventSummaryFragment): Promise<Delivery | null> {
    const { event } = await hookline.request(EventDeliveryDocument, { id }, { signal, retry: sayRetry })
    if (event?.rawBody == null) return null
    const body = new Uint8Array(Buffer.from(event.rawBody, 'base64'))
    const kept = Object.entries(event.headers as Record<string, string>).filter(([name]) => !OF_THE_CONNECTION.has(name))
    const own = { 'hookline-event-id': id, 'hookline-delivery-id': deliveryId }
    return { body, headers: { 'content-type': 'application/json', ...Object.fromEntries(kept), ...own } }
  }

  /** The status that the program has answered; null: it was interrupted. A program that is not there yet is waited for. */
  async function deliver({ body, headers }: Delivery): Promise<number | null> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        const signed = secret === undefined ? {} : signatureHeaders({ secret, id: headers['hookline-event-id']!, body })
        const sent = { method: 'POST', headers: { ...headers, ...signed }, body, redirect: 'manual' as const }
        const response = await fetch(target, { ...sent, signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) })
        await response.body?.cancel()
        return response.status
      } catch (error) {
        if (signal.aborted) return null
        if (waitMs === FIRST_WAIT_MS) say(`${target} does not answer (${reasonOf(error)}). Waiting for it.`)
        await sleep(waitMs, undefined, { signal }).catch(() => {})
        if (signal.aborted) return null
      }
    }
  }

  function colour(status: number): string {
    return status < 300 ? out.colours.green(status) : out.colours.red(status)
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException }
  return cause?.code ?? message
}
