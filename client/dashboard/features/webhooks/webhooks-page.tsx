import { Button, Group, Select, Table, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
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
import { type Provider, WebhookListDocument } from '../../generated/graphql.ts'
import { WebhookRow } from './webhook-row.tsx'

const FILTERS = ['search', 'provider', 'enabled'] as const
const CHANGES = ['WEBHOOK', 'EVENT_RECEIVED', 'EVENT_FAILED']
const TYPING_MS = 250

export function Component() {
  const [filters, setFilters] = useFilters(FILTERS)
  const variables = {
    first: 50,
    search: filters.search || null,
    provider: (filters.provider || null) as Provider | null,
    enabled: filters.enabled === '' ? null : filters.enabled === 'yes',
  }
  const { nodes, query } = useLiveList(WebhookListDocument, { variables, pageOf: (result) => result.webhooks, changes: CHANGES })
  const isFiltered = Object.values(filters).some(Boolean)

  return (
    <>
      <PageHeader title="Webhooks" text="Endpoints at which providers deliver, and what is done with what they deliver.">
        <NewButton />
      </PageHeader>
      <Filters filters={filters} onChange={setFilters} />
      {query.error && <FailureNotice error={query.error} onRetry={query.refetch} />}
      {query.isPending && <PageSkeleton />}
      {query.data &&
        nodes.length === 0 &&
        (isFiltered ? <NothingFound onClear={() => setFilters({ search: null, provider: null, enabled: null })} /> : <NoneYet />)}
      {nodes.length > 0 && (
        <Table.ScrollContainer minWidth={320} type="native">
          <Table verticalSpacing="sm" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Webhook</Table.Th>
                <Table.Th visibleFrom="sm">Last 24 hours</Table.Th>
                <Table.Th visibleFrom="xs">Received</Table.Th>
                <Table.Th visibleFrom="md">Refused</Table.Th>
                <Table.Th>Enabled</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {nodes.map((webhook) => (
                <WebhookRow key={webhook.id} webhook={webhook} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <LoadMore query={query} />
    </>
  )
}

interface FiltersProps {
  filters: Record<(typeof FILTERS)[number], string>
  onChange(change: Partial<Record<(typeof FILTERS)[number], string | null>>): void
}

function Filters({ filters, onChange }: FiltersProps) {
  const search = useDebouncedCallback((text: string) => onChange({ search: text }), TYPING_MS)
  return (
    <Group mb="md" gap="xs">
      <TextInput
        aria-label="Search by name or id"
        placeholder="Search by name or id"
        leftSection={<Search size={16} />}
        defaultValue={filters.search}
        onChange={(event) => search(event.currentTarget.value)}
        flex="1 1 180px"
      />
      <Select
        aria-label="Provider"
        placeholder="Any provider"
        clearable
        data={PROVIDER_OPTIONS}
        value={filters.provider || null}
        onChange={(provider) => onChange({ provider })}
        w={160}
      />
      <Select
        aria-label="Enabled or not"
        placeholder="Enabled or not"
        clearable
        data={[
          { value: 'yes', label: 'Enabled' },
          { value: 'no', label: 'Disabled' },
        ]}
        value={filters.enabled || null}
        onChange={(enabled) => onChange({ enabled })}
        w={150}
      />
    </Group>
  )
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
  return (
    <EmptyState
      icon={Webhook}
      title="No webhooks yet"
      text="A webhook is an address at which a provider, such as GitHub or Slack, tells what happens. Create one, and paste its address there."
    >
      <NewButton />
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
