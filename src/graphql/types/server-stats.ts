import { setImmediate as breathe } from 'node:timers/promises'
import type { Condition, Database } from '../../backends/database/database.ts'
import type { ActionKind as Kind } from '../../model/command.ts'
import { firstIdAt } from '../../model/id.ts'
import { requireRole } from '../../model/rights.ts'
import type { Latencies, Latency } from '../../receive/latencies.ts'
import { builder } from '../builder.ts'
import { ActionKind, ActionStatus, StatsWindow } from '../enums.ts'
import { isIn } from '../row-pages.ts'
import { type Bucket, firstMinuteOf, pointsOf, type Span, type Stats, StatsPoint, SUMS, spanOf, toStats } from './webhook-stats.ts'

interface ActionCount {
  kind: Kind
  status: (typeof ActionStatus)['$inferType']
  count: number
}
interface LatencyStats extends Latency {
  since: Date
  series: (Latency & { at: Date })[]
}

/** Rows are read one by one, while deliveries wait: a hundred busy webhooks have 12,000 of them in a slice. */
const MAX_ACTIONS = 20_000
const SLICE_MINUTES = 120
const MINUTE_MS = 60_000
const ROUNDED = 'In ms, rounded up by a fifth at most; null: there was none.'

const LatencyPoint = builder.objectRef<LatencyStats['series'][number]>('LatencyPoint').implement({
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When the minute, the hour or the day (UTC) began.' }),
    count: t.exposeInt('count', { description: 'Deliveries that were let in and answered.' }),
    p50Ms: t.exposeFloat('p50Ms', { nullable: true, description: ROUNDED }),
    p95Ms: t.exposeFloat('p95Ms', { nullable: true, description: ROUNDED }),
    p99Ms: t.exposeFloat('p99Ms', { nullable: true, description: ROUNDED }),
  }),
})

const DeliveryLatency = builder.objectRef<LatencyStats>('DeliveryLatency').implement({
  description:
    'How long deliveries took that were let in: from the arrival of their headers, with the time that their sender took over the body, to the answer after the commit. Tests, and what is forwarded from one webhook to another, pass it by. Kept by the process for 7 days, and gone with it.',
  fields: (t) => ({
    since: t.expose('since', { type: 'DateTime', description: 'When the process began to measure: of before nothing is known.' }),
    count: t.exposeInt('count', { description: 'Deliveries that were let in and answered.' }),
    p50Ms: t.exposeFloat('p50Ms', { nullable: true, description: ROUNDED }),
    p95Ms: t.exposeFloat('p95Ms', { nullable: true, description: ROUNDED }),
    p99Ms: t.exposeFloat('p99Ms', { nullable: true, description: ROUNDED }),
    series: t.expose('series', { type: [LatencyPoint], description: 'At the same times as the series of counts.' }),
  }),
})

const ActionCountRef = builder.objectRef<ActionCount>('ActionCount').implement({
  fields: (t) => ({
    kind: t.expose('kind', { type: ActionKind }),
    status: t.expose('status', { type: ActionStatus }),
    count: t.exposeInt('count'),
  }),
})

const ServerStats = builder.objectRef<Stats & { actions: ActionCount[]; latency: LatencyStats | null }>('ServerStats').implement({
  description: 'What all webhooks together have done in a window; for a key that is held to some webhooks, these.',
  fields: (t) => ({
    received: t.exposeInt('received'),
    refused: t.exposeInt('refused', { description: 'At webhooks that are there; junk at other addresses is counted by `health`.' }),
    matched: t.exposeInt('matched'),
    failed: t.exposeInt('failed'),
    series: t.expose('series', {
      type: [StatsPoint],
      description: 'Oldest first: HOUR has 60 points by minute, DAY 24 by hour, WEEK 7 by day.',
    }),
    actions: t.expose('actions', {
      type: [ActionCountRef],
      description: `What has become of the actions that were made in the window: of the last ${MAX_ACTIONS.toLocaleString('en')} at most.`,
    }),
    latency: t.expose('latency', {
      type: DeliveryLatency,
      nullable: true,
      description: 'Of all webhooks: null for a key that is held to some.',
    }),
  }),
})

builder.queryField('stats', (t) =>
  t.field({
    type: ServerStats,
    description: 'Not for an AGENT.',
    args: { window: t.arg({ type: StatsWindow, required: true, defaultValue: 'DAY' }) },
    resolve: async (_, { window }, { registry: { db, now }, viewer, latencies }) => {
      requireRole(viewer, 'ADMIN', 'OPERATOR', 'VIEWER')
      const span = spanOf(window, now())
      const { webhookIds } = viewer
      const [buckets, actions] = await Promise.all([readBuckets(db, span, webhookIds), readActions(db, span, webhookIds)])
      return { ...toStats(buckets, span), actions, latency: webhookIds.length > 0 ? null : latencyOf(latencies, span) }
    },
  }),
)

/** By webhook through the table's key, so that what is older than the window costs nothing; in slices, between which others get their turn. */
async function readBuckets(db: Database, span: Span, webhookIds: readonly string[]): Promise<Bucket[]> {
  const wanted = ofWebhooks(webhookIds, 'webhook_id IN (SELECT webhook_id FROM webhook_configs)')
  const sql = `SELECT minute / ${span.minutes} AS bucket, ${SUMS} FROM delivery_stats
    WHERE ${wanted.sql} AND minute >= ? AND minute < ? GROUP BY minute / ${span.minutes}`
  const buckets: Bucket[] = []
  for (let from = firstMinuteOf(span); from < endOf(span); from += SLICE_MINUTES) {
    buckets.push(...(await db.read<Bucket>(sql, [...wanted.params, from, Math.min(from + SLICE_MINUTES, endOf(span))])))
    await breathe()
  }
  return buckets
}

/** The minute (since 1970) before which a window ends. */
function endOf({ last, minutes }: Span): number {
  return (last + 1) * minutes
}

/** Ids sort by the time at which they were made. */
function readActions(db: Database, span: Span, webhookIds: readonly string[]): Promise<ActionCount[]> {
  const wanted = ofWebhooks(webhookIds, '1 = 1')
  return db.read<ActionCount>(
    `SELECT kind, status, count(*) AS count FROM (SELECT kind, status FROM webhook_actions WHERE action_id >= ? AND ${wanted.sql}
      ORDER BY action_id DESC LIMIT ${MAX_ACTIONS}) AS made GROUP BY kind, status ORDER BY kind, status`,
    [firstIdAt('action', firstMinuteOf(span) * MINUTE_MS), ...wanted.params],
  )
}

function ofWebhooks(webhookIds: readonly string[], all: string): Condition {
  return webhookIds.length > 0 ? isIn('webhook_id', webhookIds) : { sql: all, params: [] }
}

function latencyOf({ since, read }: Pick<Latencies, 'since' | 'read'>, span: Span): LatencyStats {
  const points = pointsOf(span)
  const series = points.map(({ minute, at }) => ({ at, ...read(minute, minute + span.minutes) }))
  return { since, ...read(firstMinuteOf(span), endOf(span)), series }
}
