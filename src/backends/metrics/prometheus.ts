import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Gauges, Metrics } from './metrics.ts'

/** From half a millisecond to what the slowest providers wait for. */
const ANSWER_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Metrics of prom-client, in a registry of their own: several servers may be in one process. */
export function createPrometheus(about: { version: string; database: string }): Metrics {
  const registry = new Registry()
  const registers = [registry]
  new Gauge({ name: 'hookline_info', help: 'Always 1; what runs stands in the labels.', labelNames: ['version', 'database'], registers })
    .labels(about)
    .set(1)
  const answered = new Histogram({
    name: 'hookline_delivery_answer_seconds',
    help: 'From the headers of a delivery that was let in to its answer, which follows the commit.',
    labelNames: ['provider'],
    buckets: ANSWER_SECONDS,
    registers,
  })
  const counter = (name: string, help: string, labelNames: string[] = []) => new Counter({ name, help, labelNames, registers })
  const refused = counter('hookline_deliveries_refused_total', 'Deliveries that were turned away, by the code of the error.', ['code'])
  const tried = counter('hookline_action_tries_total', 'Tries at actions with an effect outside.', ['provider', 'kind', 'outcome'])
  const lost = counter('hookline_leases_lost_total', 'Leases that ran out before their holder was done.', ['of'])
  const setGauges = createGauges(registers)
  let isRead = false
  const childOf = new Map<string, ReturnType<typeof answered.labels>>()

  return { contentType: registry.contentType, delivered, refused: countRefused, tried: countTry, leasesLost, text }

  function delivered(provider: string, seconds: number): void {
    let child = childOf.get(provider)
    if (!child) childOf.set(provider, (child = answered.labels(provider)))
    child.observe(seconds)
  }

  function countRefused(code: string): void {
    refused.inc({ code })
  }

  function countTry(provider: string, kind: string, outcome: string): void {
    tried.inc({ provider, kind, outcome })
  }

  function leasesLost(of: 'task' | 'action', count: number): void {
    lost.inc({ of }, count)
  }

  function text(gauges: Gauges): Promise<string> {
    // Those of the process cost a timer and an observer, which nobody needs who does not look.
    if (!isRead) collectDefaultMetrics({ register: registry })
    isRead = true
    setGauges(gauges)
    return registry.metrics()
  }
}

function createGauges(registers: Registry[]): (gauges: Gauges) => void {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers })
  const depth = gauge('hookline_queue_depth', 'Events that are not decided, and actions whose time has come.')
  const oldest = gauge('hookline_queue_oldest_seconds', 'How long the oldest of them has waited.')
  const lag = gauge('hookline_feed_lag_seconds', 'Age of the oldest change that subscribers of this process were not told of.')
  const subscribers = gauge('hookline_subscribers', 'Subscriptions that are open.')
  const groups = gauge('hookline_subscription_groups', 'Kinds of them that differ: each is executed once for a change.')
  const canStore = gauge('hookline_can_store', '1: a delivery that comes now can be stored.')
  const scheduled = gauge('hookline_scheduled_work', '1: this server does the scheduled work of all.')
  return (gauges) => {
    for (const [one, value] of [
      [depth, gauges.queueDepth],
      [oldest, gauges.oldestPendingSeconds],
      [lag, gauges.feedLagSeconds],
      [subscribers, gauges.subscribers],
      [groups, gauges.subscriptionGroups],
      [canStore, Number(gauges.canStore)],
      [scheduled, Number(gauges.doesScheduledWork)],
    ] as const)
      one.set(value ?? Number.NaN)
  }
}
