import type { Meter } from '../../model/meter.ts'

/** What stands in the process and the database at the moment of a look. Null: it could not be read. */
export interface Gauges {
  queueDepth: number | null
  oldestPendingSeconds: number | null
  feedLagSeconds: number | null
  subscribers: number
  subscriptionGroups: number
  canStore: boolean
  /** Whether this server does the scheduled work of all. */
  doesScheduledWork: boolean
}

/** The process' numbers, counted as they happen and written out for Prometheus. */
export interface Metrics extends Meter {
  contentType: string
  /** In Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
  text(gauges: Gauges): Promise<string>
}
