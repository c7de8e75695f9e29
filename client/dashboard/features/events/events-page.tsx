import { Button, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Activity, Pause, Play, Search } from 'lucide-react'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { useFilters } from '../../api/use-filters.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { EventFilters } from './event-filters.tsx'
import { EventList, LiveMark } from './event-list.tsx'
import { FILTERS, type Filters, toWhere } from './filters.ts'
import { ReplayMatching } from './replay-matching.tsx'
import { useEventTail } from './use-event-tail.ts'

export function Component() {
  const [filters, setFilters] = useFilters(FILTERS)
  const key = JSON.stringify(filters)
  const where = useMemo(() => toWhere(JSON.parse(key) as Filters, Date.now()), [key])
  const tail = useEventTail(where)
  const [isPaused, pause] = useDisclosure()
  const isFiltered = Object.values(filters).some(Boolean)
  const isEmpty = !tail.isLoading && !tail.error && tail.shown.length === 0 && tail.waiting.length === 0
  const clear = () => setFilters(Object.fromEntries(FILTERS.map((name) => [name, null])))

  return (
    <>
      <PageHeader title="Events" text="Deliveries that were verified and stored, newest first.">
        {isFiltered && <ReplayMatching where={where} totalCount={tail.totalCount} />}
        <Button
          variant="default"
          leftSection={isPaused ? <Play size={16} /> : <Pause size={16} />}
          onClick={pause.toggle}
          aria-pressed={isPaused}
        >
          {isPaused ? 'Go on' : 'Pause'}
        </Button>
      </PageHeader>
      <EventFilters filters={filters} onChange={setFilters} />
      <Group gap="xs" mb="xs">
        <LiveMark isPaused={isPaused} isSearch={filters.search !== ''} />
        <Text size="sm" c="dimmed">
          {tail.totalCount === null
            ? 'More than 10,000 when this was opened'
            : `${tail.totalCount.toLocaleString('en')} when this was opened`}
        </Text>
      </Group>
      {tail.error && <FailureNotice error={tail.error} onRetry={() => location.reload()} />}
      {tail.isLoading && <PageSkeleton rows={8} />}
      {isEmpty && (isFiltered ? <NothingFound onClear={clear} /> : <NoneYet />)}
      {(tail.shown.length > 0 || tail.waiting.length > 0) && <EventList tail={tail} isPaused={isPaused} />}
    </>
  )
}

function NoneYet() {
  const mayOperate = useMayOperate()
  return (
    <EmptyState
      icon={Activity}
      title="No events yet"
      text="As soon as a provider delivers to one of your webhooks, it appears here. You need not reload."
    >
      {mayOperate && (
        <Button component={Link} to="/webhooks">
          To the webhooks
        </Button>
      )}
    </EmptyState>
  )
}

function NothingFound({ onClear }: { onClear(): void }) {
  return (
    <EmptyState icon={Search} title="No event is like that" text="One that comes and fits is shown here at once. Or take the filters away.">
      <Button variant="default" onClick={onClear}>
        Show all
      </Button>
    </EmptyState>
  )
}
