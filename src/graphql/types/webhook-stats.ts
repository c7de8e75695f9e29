import type { Database } from '../../backends/database/database.ts'
import { createBatch, groupBy, type Load } from '../batch.ts'
import { builder } from '../builder.ts'
import { isIn } from '../event-filter.ts'

type Window = 'HOUR' | 'DAY' | 'WEEK'
interface Point {
  at: Date
  received: number
  refused: number
  matched: number
  failed: number
}
type Stats = Omit<Point, 'at'> & { series: Point[] }

/** How many points a window has, and how many minutes each of them stands for. The last point is still filling. */
const WINDOWS: Record<Window, { points: number; minutes: number }> = {
  HOUR: { points: 60, minutes: 1 },
  DAY: { points: 24, minutes: 60 },
  WEEK: { points: 7, minutes: 24 * 60 },
}
const MINUTE_MS = 60_000

const StatsPoint = builder.objectRef<Point>('StatsPoint').implement({
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When the minute, the hour or the day (UTC) began.' }),
    received: t.exposeInt('received'),
    refused: t.exposeInt('refused'),
    failed: t.exposeInt('failed'),
  }),
})

export const WebhookStats = builder.objectRef<Stats>('WebhookStats').implement({
  fields: (t) => ({
    received: t.exposeInt('received'),
    refused: t.exposeInt('refused'),
    matched: t.exposeInt('matched'),
    failed: t.exposeInt('failed'),
    series: t.expose('series', {
      type: [StatsPoint],
      description: 'Oldest first: HOUR has 60 points by minute, DAY 24 by hour, WEEK 7 by day.',
    }),
  }),
})

interface Bucket {
  webhookId: string
  bucket: number
  received: number
  refused: number
  matched: number
  failed: number
}

/** The counts of several webhooks over one window. */
export function statsOf(db: Database, window: Window, nowMs: number): Load<Stats> {
  const { points, minutes } = WINDOWS[window]
  const last = Math.floor(nowMs / MINUTE_MS / minutes)
  return createBatch(async (webhookIds) => {
    const wanted = isIn('webhook_id', webhookIds)
    const rows = await db.read<Bucket>(
      `SELECT webhook_id AS "webhookId", minute / ${minutes} AS bucket, sum(received) AS received, sum(refused) AS refused, sum(matched) AS matched,
        sum(failed) AS failed FROM delivery_stats WHERE ${wanted.sql} AND minute >= ? GROUP BY webhook_id, minute / ${minutes}`,
      [...wanted.params, (last - points + 1) * minutes],
    )
    const byWebhook = groupBy(rows, ({ webhookId }) => webhookId)
    return new Map(webhookIds.map((id) => [id, toStats(byWebhook.get(id) ?? [], { points, last, bucketMs: minutes * MINUTE_MS })]))
  })
}

function toStats(buckets: readonly Bucket[], { points, last, bucketMs }: { points: number; last: number; bucketMs: number }): Stats {
  const series = Array.from({ length: points }, (_, i): Point => {
    const bucket = last - points + 1 + i
    return { at: new Date(bucket * bucketMs), ...countsOf(buckets.find((row) => Number(row.bucket) === bucket)) }
  })
  const total = (count: 'received' | 'refused' | 'matched' | 'failed') => series.reduce((sum, point) => sum + point[count], 0)
  return { received: total('received'), refused: total('refused'), matched: total('matched'), failed: total('failed'), series }
}

function countsOf(row: Bucket | undefined): Omit<Point, 'at'> {
  return {
    received: Number(row?.received ?? 0),
    refused: Number(row?.refused ?? 0),
    matched: Number(row?.matched ?? 0),
    failed: Number(row?.failed ?? 0),
  }
}
