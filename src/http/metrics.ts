import { Hono } from 'hono'
import type { Database } from '../backends/database/database.ts'
import type { Feed } from '../backends/feed/feed.ts'
import type { Gauges, Metrics } from '../backends/metrics/metrics.ts'
import type { HubCounts } from '../graphql/live/hub.ts'
import { requireAllWebhooks, requireRole } from '../model/rights.ts'
import type { Registry } from '../registry/registry.ts'
import { readWaiting } from '../registry/waiting.ts'
import { authenticate, type CallerEnv } from './authenticate.ts'
import type { KeyLimit } from './key-limit.ts'

export interface MetricsRouteDeps {
  metrics: Metrics
  /** Whether anybody may read them who reaches the server, without a key. */
  open: boolean
  feed: Pick<Feed, 'position'>
  live(): HubCounts
  doesScheduledWork(): boolean
}

const PATH = '/metrics'
/** Whoever asks more often is answered with what was read before. */
const KEPT_MS = 2000

/** /metrics, for Prometheus: with a key that sees all webhooks and is no agent's, unless it is open. */
export function metricsRoutes(deps: MetricsRouteDeps & { registry: Registry; keyLimit: KeyLimit }): Hono<CallerEnv> {
  const { metrics, open, registry, keyLimit } = deps
  const read = remembered(() => readGauges(deps))
  const app = new Hono<CallerEnv>()
  if (!open) {
    app.use(PATH, authenticate(registry, keyLimit), async (c, next) => {
      requireRole(c.get('viewer'), 'ADMIN', 'OPERATOR', 'VIEWER')
      requireAllWebhooks(c.get('viewer'), 'and the metrics are of all')
      await next()
    })
  }
  return app.get(PATH, async (c) => c.body(await metrics.text(await read()), 200, { 'Content-Type': metrics.contentType }))
}

/** While the database cannot be read, the rest is told all the same. */
async function readGauges({
  registry: { db, now, log },
  feed,
  live,
  doesScheduledWork,
}: MetricsRouteDeps & { registry: Registry }): Promise<Gauges> {
  const { subscribers, groups: subscriptionGroups } = live()
  const known = { subscribers, subscriptionGroups, canStore: db.trouble() === null, doesScheduledWork: doesScheduledWork() }
  try {
    const [waiting, feedLagSeconds] = await Promise.all([readWaiting(db, now()), readLag(db, feed, now())])
    return { ...known, ...waiting, feedLagSeconds }
  } catch (err) {
    log.warn({ err }, 'metrics of the database could not be read')
    return { ...known, queueDepth: null, oldestPendingSeconds: null, feedLagSeconds: null }
  }
}

async function readLag(db: Database, feed: Pick<Feed, 'position'>, nowMs: number): Promise<number> {
  const sql = 'SELECT at AS "atMs" FROM change_feed WHERE seq > ? ORDER BY seq LIMIT 1'
  const [next] = await db.read<{ atMs: number }>(sql, [feed.position()])
  return next ? Math.max(0, nowMs - next.atMs) / 1000 : 0
}

function remembered<T>(read: () => Promise<T>): () => Promise<T> {
  let last: { value: Promise<T>; untilMs: number } | undefined
  return () => {
    if (!last || last.untilMs < performance.now()) last = { value: read(), untilMs: performance.now() + KEPT_MS }
    return last.value
  }
}
