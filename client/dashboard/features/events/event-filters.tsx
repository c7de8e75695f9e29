import { Group, Select } from '@mantine/core'
import { Search } from 'lucide-react'
import { useLiveQuery } from '../../api/queries.ts'
import type { SetFilters } from '../../api/use-filters.ts'
import { PROVIDER_OPTIONS } from '../../components/provider-mark.tsx'
import { TypedFilter } from '../../components/typed-filter.tsx'
import { WebhookNamesDocument } from '../../generated/graphql.ts'
import { type Filters, SINCE, STATUSES } from './filters.ts'

const CHANGES = ['WEBHOOK']

interface EventFiltersProps {
  filters: Filters
  onChange: SetFilters<keyof Filters>
}

export function EventFilters({ filters, onChange }: EventFiltersProps) {
  const webhooks = useLiveQuery(WebhookNamesDocument, {}, { changes: CHANGES }).data?.webhooks.edges ?? []
  return (
    <Group gap="xs" mb="sm">
      <TypedFilter
        label="Search in titles and payloads"
        leftSection={<Search size={16} />}
        value={filters.search}
        onChange={(search) => onChange({ search }, { replace: true })}
        flex="1 1 220px"
      />
      <Select
        aria-label="Webhook"
        placeholder="Any webhook"
        clearable
        searchable
        data={webhooks.map(({ node: { id, name } }) => ({ value: id, label: name }))}
        value={filters.webhook || null}
        onChange={(webhook) => onChange({ webhook })}
        w={180}
      />
      <Select
        aria-label="Provider"
        placeholder="Any provider"
        clearable
        data={PROVIDER_OPTIONS}
        value={filters.provider || null}
        onChange={(provider) => onChange({ provider })}
        w={140}
      />
      <TypedFilter
        label="Event types"
        placeholder="issues.*"
        value={filters.type}
        onChange={(type) => onChange({ type }, { replace: true })}
        w={140}
      />
      <Select
        aria-label="Status"
        placeholder="Any status"
        clearable
        data={STATUSES.map((value) => ({ value, label: value.charAt(0) + value.slice(1).toLowerCase() }))}
        value={filters.status || null}
        onChange={(status) => onChange({ status })}
        w={140}
      />
      <Select
        aria-label="Since"
        placeholder="Any time"
        clearable
        data={Object.entries(SINCE).map(([value, { label }]) => ({ value, label }))}
        value={filters.since || null}
        onChange={(since) => onChange({ since })}
        w={140}
      />
    </Group>
  )
}
