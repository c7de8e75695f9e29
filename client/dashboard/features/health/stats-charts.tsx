import { SimpleGrid, Skeleton, Text } from '@mantine/core'
import { type ComponentProps, lazy, Suspense } from 'react'
import { Section } from '../../components/section.tsx'
import { TimeText } from '../../components/time-text.tsx'
import type { ServerStatsQuery, StatsWindow } from '../../generated/graphql.ts'
import { ActionOutcomes } from './action-outcomes.tsx'

const CHART_PX = 220
const Chart = lazy(() => import('./chart.tsx'))

type Stats = ServerStatsQuery['stats']

/** What came in, how long it took and what failed, over time, and what became of actions. */
export function StatsCharts({ stats, window }: { stats: Stats; window: StatsWindow }) {
  const { series, latency } = stats
  const number = (value: number) => value.toLocaleString('en')
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Section title="Throughput">
        <Text size="sm" mb="xs">
          {number(stats.received)} received, {number(stats.matched)} of them matched a command
        </Text>
        <Later
          kind="area"
          label={`${number(stats.received)} deliveries received`}
          points={series.map(({ at, received }) => ({ at, received }))}
          lines={[{ name: 'received', label: 'Received', color: 'indigo.6' }]}
          window={window}
        />
      </Section>
      <Section title="Failures">
        <Text size="sm" mb="xs">
          {number(stats.refused)} refused, {number(stats.failed)} failed
        </Text>
        <Later
          kind="bars"
          label={`${number(stats.refused)} deliveries refused, ${number(stats.failed)} events or actions failed`}
          points={series.map(({ at, refused, failed }) => ({ at, refused, failed }))}
          lines={[
            { name: 'refused', label: 'Refused', color: 'orange.6' },
            { name: 'failed', label: 'Failed', color: 'red.7' },
          ]}
          window={window}
        />
      </Section>
      {latency && <LatencySection latency={latency} window={window} />}
      <ActionOutcomes actions={stats.actions} />
    </SimpleGrid>
  )
}

function LatencySection({ latency, window }: { latency: NonNullable<Stats['latency']>; window: StatsWindow }) {
  const { since, count, p50Ms, p95Ms, p99Ms, series } = latency
  const inWords = count === 0 ? 'No delivery was answered' : `Half within ${ms(p50Ms)}, 95 % within ${ms(p95Ms)}, 99 % within ${ms(p99Ms)}`
  return (
    <Section title="Latency">
      <Text size="sm">
        {inWords}, of {count.toLocaleString('en')}
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        From a delivery’s headers to its answer, measured since the server’s start, <TimeText at={since} />
      </Text>
      <Later
        kind="lines"
        label={inWords}
        points={series.map(({ at, ...point }) => ({ at, p50Ms: point.p50Ms, p95Ms: point.p95Ms, p99Ms: point.p99Ms }))}
        lines={[
          { name: 'p50Ms', label: 'Half', color: 'teal.6' },
          { name: 'p95Ms', label: '95 %', color: 'indigo.6' },
          { name: 'p99Ms', label: '99 %', color: 'orange.6' },
        ]}
        window={window}
        unit=" ms"
      />
    </Section>
  )
}

function Later(props: Omit<ComponentProps<typeof Chart>, 'heightPx'>) {
  return (
    <Suspense fallback={<Skeleton h={CHART_PX} />}>
      <Chart {...props} heightPx={CHART_PX} />
    </Suspense>
  )
}

function ms(value: number | null | undefined): string {
  return value == null ? '–' : `${value.toLocaleString('en')} ms`
}
