import { Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Search } from 'lucide-react'
import { useLiveQuery } from '../../api/queries.ts'
import { PROVIDER_OPTIONS } from '../../components/provider-mark.tsx'
import { WebhookNamesDocument } from '../../generated/graphql.ts'
import { type Filters, SINCE, STATUSES } from './filters.ts'

const TYPING_MS = 300
const CHANGES = ['WEBHOOK']

interface EventFiltersProps {
  filters: Filters
  onChange(change: Partial<Record<keyof Filters, string | null>>): void
}

export function EventFilters({ filters, onChange }: EventFiltersProps) {
  const webhooks = useLiveQuery(WebhookNamesDocument, {}, { changes: CHANGES }).data?.webhooks.edges ?? []
  const typed = useDebouncedCallback((change: Partial<Filters>) => onChange(change), TYPING_MS)
  return (
    <Group gap="xs" mb="sm">
      <TextInput
        aria-label="Search in titles and payloads"
        placeholder="Search in titles and payloads"
        leftSection={<Search size={16} />}
        defaultValue={filters.search}
        onChange={(event) => typed({ search: event.currentTarget.value })}
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
      <TextInput
        aria-label="Event types"
        placeholder="issues.*"
        defaultValue={filters.type}
        onChange={(event) => typed({ type: event.currentTarget.value })}
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
