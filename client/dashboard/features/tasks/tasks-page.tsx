import { Button, Group, Select, Stack } from '@mantine/core'
import { ListChecks, Search } from 'lucide-react'
import { Link } from 'react-router'
import { useLiveList, useLiveQuery } from '../../api/queries.ts'
import { useFilters } from '../../api/use-filters.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { LoadMore } from '../../components/load-more.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { TaskAgentsDocument, TaskListDocument, type TaskStatus } from '../../generated/graphql.ts'
import { TaskLine } from './task-line.tsx'

const FILTERS = ['agent', 'status'] as const
const CHANGES = ['TASK']
const STATUSES: readonly TaskStatus[] = ['QUEUED', 'CLAIMED', 'COMPLETED', 'FAILED', 'DEAD', 'CANCELLED']

export function Component() {
  const [filters, setFilters] = useFilters(FILTERS)
  const agents = useLiveQuery(TaskAgentsDocument, {}, { changes: CHANGES }).data?.agents ?? []
  const variables = { first: 50, agent: filters.agent || null, statuses: filters.status ? [filters.status as TaskStatus] : null }
  const { nodes, query } = useLiveList(TaskListDocument, { variables, pageOf: (result) => result.tasks, changes: CHANGES })
  const isFiltered = Object.values(filters).some(Boolean)

  return (
    <>
      <PageHeader title="Tasks" text="Work for agents: who has it, how far it is, and what came of it." />
      <Group mb="md" gap="xs">
        <Select
          aria-label="Agent"
          placeholder="Any agent"
          clearable
          data={agents.map(({ name }) => name)}
          value={filters.agent || null}
          onChange={(agent) => setFilters({ agent })}
          w={180}
        />
        <Select
          aria-label="State"
          placeholder="Any state"
          clearable
          data={STATUSES.map((value) => ({ value, label: value.charAt(0) + value.slice(1).toLowerCase() }))}
          value={filters.status || null}
          onChange={(status) => setFilters({ status })}
          w={160}
        />
      </Group>
      {query.error && <FailureNotice error={query.error} onRetry={query.refetch} />}
      {query.isPending && <PageSkeleton />}
      {query.data &&
        nodes.length === 0 &&
        (isFiltered ? <NothingFound onClear={() => setFilters({ agent: null, status: null })} /> : <NoneYet />)}
      <Stack gap="xs">
        {nodes.map((task) => (
          <TaskLine key={task.id} task={task} />
        ))}
      </Stack>
      <LoadMore query={query} />
    </>
  )
}

function NoneYet() {
  return (
    <EmptyState
      icon={ListChecks}
      title="No tasks yet"
      text="A command with the action “create task” queues one for each event that it matches. An agent claims it, works, and hands in its result."
    >
      <Button component={Link} to="/agents" variant="default">
        Connect an agent
      </Button>
    </EmptyState>
  )
}

function NothingFound({ onClear }: { onClear(): void }) {
  return (
    <EmptyState icon={Search} title="No task is like that" text="Take the filters away to see all.">
      <Button variant="default" onClick={onClear}>
        Show all
      </Button>
    </EmptyState>
  )
}
