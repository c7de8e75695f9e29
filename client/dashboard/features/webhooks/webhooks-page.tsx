import { Button, Text } from '@mantine/core'
import { Plus, Search, Webhook } from 'lucide-react'
import { Link } from 'react-router'
import { useLiveList } from '../../api/queries.ts'
import { useFilters } from '../../api/use-filters.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { LoadMore } from '../../components/load-more.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { PROVIDER_OPTIONS } from '../../components/provider-mark.tsx'
import { WebhookListDocument } from '../../generated/graphql.ts'
import { FILTERS, type FilterName, WebhookFilters } from './webhook-filters.tsx'
import { WebhookTable } from './webhook-table.tsx'

const PAGE_SIZE = 50
const CHANGES = ['WEBHOOK', 'EVENT_RECEIVED', 'EVENT_FAILED']
/** Refused deliveries are counted here and are not in the change feed: junk must not fill it. */
const REFUSALS_EVERY_MS = 15_000

export function Component() {
  const [filters, setFilters] = useFilters(FILTERS)
  const { nodes, query, totalCount } = useLiveList(WebhookListDocument, {
    variables: toVariables(filters),
    pageOf: (result) => result.webhooks,
    changes: CHANGES,
    everyMs: REFUSALS_EVERY_MS,
  })
  const isFiltered = Object.values(filters).some(Boolean)
  const isEmpty = query.data !== undefined && !query.isPlaceholderData && nodes.length === 0

  return (
    <>
      <PageHeader title="Webhooks" text="Endpoints at which providers deliver, and what is done with what they deliver.">
        <NewButton />
      </PageHeader>
      {(isFiltered || !isEmpty) && <WebhookFilters filters={filters} onChange={setFilters} />}
      {query.error && <FailureNotice error={query.error} onRetry={query.refetch} />}
      {query.isPending && <PageSkeleton />}
      {isEmpty && isFiltered && <NothingFound onClear={() => setFilters({ search: null, provider: null, enabled: null })} />}
      {isEmpty && !isFiltered && <NoneYet />}
      {nodes.length > 0 && <WebhookTable webhooks={nodes} />}
      {query.hasNextPage && totalCount !== null && (
        <Text size="sm" c="dimmed" ta="center" mt="md">
          {nodes.length.toLocaleString('en')} of {totalCount.toLocaleString('en')}
        </Text>
      )}
      <LoadMore query={query} />
    </>
  )
}

/** What somebody has typed into the address bar may be no provider. */
function toVariables({ search, provider, enabled }: Record<FilterName, string>) {
  return {
    first: PAGE_SIZE,
    search: search || null,
    provider: PROVIDER_OPTIONS.find(({ value }) => value === provider)?.value ?? null,
    enabled: enabled === '' ? null : enabled === 'yes',
  }
}

function NewButton() {
  if (!useMayOperate()) return null
  return (
    <Button component={Link} to="/webhooks/new" leftSection={<Plus size={16} />}>
      Create webhook
    </Button>
  )
}

function NoneYet() {
  const mayOperate = useMayOperate()
  return (
    <EmptyState
      icon={Webhook}
      title="No webhooks yet"
      text="A webhook is an address at which a provider, such as GitHub or Slack, tells what happens. Create one, and paste its address there."
    >
      {mayOperate && (
        <Button component={Link} to="/webhooks/new" leftSection={<Plus size={16} />}>
          Create your first webhook
        </Button>
      )}
    </EmptyState>
  )
}

function NothingFound({ onClear }: { onClear(): void }) {
  return (
    <EmptyState icon={Search} title="No webhook is like that" text="Search for another part of the name, or take the filters away.">
      <Button variant="default" onClick={onClear}>
        Show all
      </Button>
    </EmptyState>
  )
}
