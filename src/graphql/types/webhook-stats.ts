import type { Database } from '../../backends/database/database.ts'
import { createBatch, groupBy, type Load } from '../batch.ts'
import { builder } from '../builder.ts'
import { isIn } from '../row-pages.ts'

export type Window = 'HOUR' | 'DAY' | 'WEEK'
interface Counts {
  received: number
  refused: number
  matched: number
  failed: number
}
interface Point extends Counts {
  at: Date
}
export interface Stats extends Counts {
  series: Point[]
}

/** How many points a window has, and how many minutes each of them stands for. The last point is still filling. */
const WINDOWS: Record<Window, { points: number; minutes: number }> = {
  HOUR: { points: 60, minutes: 1 },
  DAY: { points: 24, minutes: 60 },
  WEEK: { points: 7, minutes: 24 * 60 },
}
const MINUTE_MS = 60_000
const FAILED = 'Events that could not be decided, and actions that were given up, by when that was.'

export const StatsPoint = builder.objectRef<Point>('StatsPoint').implement({
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When the minute, the hour or the day (UTC) began.' }),
    received: t.exposeInt('received'),
    refused: t.exposeInt('refused'),
    failed: t.exposeInt('failed', { description: FAILED }),
  }),
})

export const WebhookStats = builder.objectRef<Stats>('WebhookStats').implement({
  fields: (t) => ({
    received: t.exposeInt('received'),
    refused: t.exposeInt('refused'),
    matched: t.exposeInt('matched'),
    failed: t.exposeInt('failed', { description: FAILED }),
    series: t.expose('series', {
      type: [StatsPoint],
      description: 'Oldest first: HOUR has 60 points by minute, DAY 24 by hour, WEEK 7 by day.',
    }),
  }),
})

export interface Bucket extends Counts {
  bucket: number
}

/** A window's points, each of them a number of minutes (since 1970). */
export interface Span {
  points: number
  minutes: number
  /** Which of them, counted since 1970, the last point is. */
  last: number
}

export const SUMS = 'sum(received) AS received, sum(refused) AS refused, sum(matched) AS matched, sum(failed) AS failed'

/** The points of a window that ends now. */
export function spanOf(window: Window, nowMs: number): Span {
  const { points, minutes } = WINDOWS[window]
  return { points, minutes, last: Math.floor(nowMs / MINUTE_MS / minutes) }
}

/** The minute (since 1970) in which a window begins. */
export function firstMinuteOf({ points, minutes, last }: Span): number {
  return (last - points + 1) * minutes
}

/** The counts of several webhooks over one window. */
export function statsOf(db: Database, window: Window, nowMs: number): Load<Stats> {
  const span = spanOf(window, nowMs)
  return createBatch(async (webhookIds) => {
    const wanted = isIn('webhook_id', webhookIds)
    const rows = await db.read<Bucket & { webhookId: string }>(
      `SELECT webhook_id AS "webhookId", minute / ${span.minutes} AS bucket, ${SUMS} FROM delivery_stats
        WHERE ${wanted.sql} AND minute >= ? GROUP BY webhook_id, minute / ${span.minutes}`,
      [...wanted.params, firstMinuteOf(span)],
    )
    const byWebhook = groupBy(rows, ({ webhookId }) => webhookId)
    return new Map(webhookIds.map((id) => [id, toStats(byWebhook.get(id) ?? [], span)]))
  })
}

/** When each point began, oldest first, and the first minute of each. */
export function pointsOf({ points, minutes, last }: Span): { minute: number; at: Date }[] {
  return Array.from({ length: points }, (_, i) => {
    const minute = (last - points + 1 + i) * minutes
    return { minute, at: new Date(minute * MINUTE_MS) }
  })
}

/** Counts by bucket, with zeros where there was nothing; a bucket may come in several parts. */
export function toStats(buckets: readonly Bucket[], span: Span): Stats {
  const byBucket = groupBy(buckets, ({ bucket }) => String(bucket))
  const series = pointsOf(span).map(({ minute, at }): Point => ({ at, ...sumOf(byBucket.get(String(minute / span.minutes)) ?? []) }))
  return { ...sumOf(series), series }
}

function sumOf(parts: readonly Counts[]): Counts {
  const sum = (count: keyof Counts) => parts.reduce((total, part) => total + Number(part[count]), 0)
  return { received: sum('received'), refused: sum('refused'), matched: sum('matched'), failed: sum('failed') }
}
