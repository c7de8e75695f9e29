import type { EventFilter, EventStatus, Provider } from '../../generated/graphql.ts'

export const FILTERS = ['webhook', 'provider', 'type', 'status', 'since', 'search'] as const
export type Filters = Record<(typeof FILTERS)[number], string>

const HOUR_MS = 3_600_000
/** How far back, by what stands in the address bar. */
export const SINCE: Record<string, { label: string; ms: number }> = {
  hour: { label: 'Last hour', ms: HOUR_MS },
  day: { label: 'Last 24 hours', ms: 24 * HOUR_MS },
  week: { label: 'Last 7 days', ms: 7 * 24 * HOUR_MS },
}
export const STATUSES: readonly EventStatus[] = ['RECEIVED', 'PROCESSING', 'PROCESSED', 'FAILED', 'HELD', 'REPLAYED']

/** What the server is asked for. `nowMs` to the minute, so that the same filter stays the same question. */
export function toWhere({ webhook, provider, type, status, since, search }: Filters, nowMs: number): EventFilter {
  const minute = Math.floor(nowMs / 60_000) * 60_000
  const span = SINCE[since]
  return {
    ...(webhook && { webhookIds: [webhook] }),
    ...(provider && { providers: [provider as Provider] }),
    ...(type && {
      eventTypes: type
        .split(',')
        .map((pattern) => pattern.trim())
        .filter(Boolean),
    }),
    ...(status && { statuses: [status as EventStatus] }),
    ...(span && { receivedAfter: new Date(minute - span.ms).toISOString() }),
    ...(search && { search }),
  }
}
