import { Anchor, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core'
import { GitPullRequest } from 'lucide-react'
import { Link } from 'react-router'
import { useLiveList } from '../../api/queries.ts'
import { useFilters } from '../../api/use-filters.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { LoadMore } from '../../components/load-more.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { ProposalListDocument, type ProposalRowFragment, type ProposalStatus } from '../../generated/graphql.ts'

const CHANGES = ['PROPOSAL']
const OVER: ProposalStatus[] = ['APPROVED', 'REJECTED', 'EXPIRED']

/** What agents want to change, and wait for a person to decide. */
export function Component() {
  const [{ show }, setFilters] = useFilters(['show'])
  const isOver = show === 'over'
  const variables = { first: 50, statuses: isOver ? OVER : (['OPEN'] satisfies ProposalStatus[]) }
  const { nodes, query } = useLiveList(ProposalListDocument, { variables, pageOf: (result) => result.proposals, changes: CHANGES })
  return (
    <>
      <PageHeader title="Proposals" text="Changes that agents want to make. Nothing is changed before a person approves it." />
      <SegmentedControl
        mb="md"
        aria-label="Which proposals"
        value={isOver ? 'over' : 'open'}
        onChange={(value) => setFilters({ show: value === 'over' ? 'over' : null })}
        data={[
          { value: 'open', label: 'To decide' },
          { value: 'over', label: 'Decided' },
        ]}
      />
      {query.error && <FailureNotice error={query.error} onRetry={query.refetch} />}
      {query.isPending && <PageSkeleton />}
      {query.data && nodes.length === 0 && <NoProposals isOver={isOver} />}
      <Stack gap="xs">
        {nodes.map((proposal) => (
          <ProposalLine key={proposal.id} proposal={proposal} />
        ))}
      </Stack>
      <LoadMore query={query} />
    </>
  )
}

function ProposalLine({ proposal: { id, summary, proposedBy, createdAt, status, decidedBy } }: { proposal: ProposalRowFragment }) {
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Anchor component={Link} to={`/proposals/${id}`} fw={600}>
            {summary}
          </Anchor>
          <Text size="xs" c="dimmed">
            {proposedBy}, <TimeText at={createdAt} />
            {decidedBy && `, decided by ${decidedBy}`}
          </Text>
        </div>
        <StatusBadge status={status} />
      </Group>
    </Paper>
  )
}

function NoProposals({ isOver }: { isOver: boolean }) {
  return isOver ? (
    <EmptyState icon={GitPullRequest} title="Nothing was decided yet" text="What you approve and reject is listed here." />
  ) : (
    <EmptyState
      icon={GitPullRequest}
      title="Nothing to decide"
      text="When an agent’s key changes webhooks or commands beyond what its policy lets it do at once, the change waits here. Policies are set on the page of agents."
    />
  )
}
