import { SegmentedControl, Stack } from '@mantine/core'
import { HeartPulse } from 'lucide-react'
import { useLiveQuery } from '../../api/queries.ts'
import { useFilters } from '../../api/use-filters.ts'
import { useViewer } from '../../api/viewer.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { HealthPageDocument, ServerStatsDocument, type StatsWindow } from '../../generated/graphql.ts'
import { ConfigErrors } from './config-errors.tsx'
import { HealthFacts } from './health-facts.tsx'
import { StatsCharts } from './stats-charts.tsx'

/** Refused deliveries, and what waits, are in no change feed. */
const EVERY_MS = 5000
const CHANGES = ['EVENT', 'ACTION', 'WEBHOOK']
/** What a longer window shows changes less, and takes more to count. */
const WINDOWS: Record<StatsWindow, { label: string; everyMs: number }> = {
  HOUR: { label: 'Hour', everyMs: 5000 },
  DAY: { label: 'Day', everyMs: 10_000 },
  WEEK: { label: 'Week', everyMs: 60_000 },
}

export function Component() {
  if (useViewer().role !== 'AGENT') return <HealthPage />
  return <EmptyState icon={HeartPulse} title="Health is for people" text="A key of an agent does not see it." />
}

function HealthPage() {
  const [filters, setFilters] = useFilters(['window'])
  const window = filters.window in WINDOWS ? (filters.window as StatsWindow) : 'DAY'
  const health = useLiveQuery(HealthPageDocument, {}, { changes: CHANGES, everyMs: EVERY_MS })
  const stats = useLiveQuery(ServerStatsDocument, { window }, { everyMs: WINDOWS[window].everyMs })

  return (
    <>
      <PageHeader title="Health" text="Whether the server can do its work, and how much of it there is.">
        <SegmentedControl
          aria-label="Window"
          size="xs"
          value={window}
          onChange={(next) => setFilters({ window: next === 'DAY' ? null : next })}
          data={Object.entries(WINDOWS).map(([value, { label }]) => ({ value, label }))}
        />
      </PageHeader>
      {health.error && <FailureNotice error={health.error} onRetry={health.refetch} />}
      {stats.error && <FailureNotice error={stats.error} onRetry={stats.refetch} />}
      {!health.data && !health.error && <PageSkeleton />}
      <Stack>
        {health.data && <HealthFacts health={health.data.health} />}
        {health.data && health.data.configErrors.length > 0 && <ConfigErrors errors={health.data.configErrors} />}
        {stats.data && <StatsCharts stats={stats.data.stats} window={window} />}
      </Stack>
    </>
  )
}
