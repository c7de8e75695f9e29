import { Group, Select } from '@mantine/core'
import { Search } from 'lucide-react'
import type { SetFilters } from '../../api/use-filters.ts'
import { PROVIDER_OPTIONS } from '../../components/provider-mark.tsx'
import { TypedFilter } from '../../components/typed-filter.tsx'

export const FILTERS = ['search', 'provider', 'enabled'] as const
export type FilterName = (typeof FILTERS)[number]

const STATES = [
  { value: 'yes', label: 'Enabled' },
  { value: 'no', label: 'Disabled' },
]

interface WebhookFiltersProps {
  filters: Record<FilterName, string>
  onChange: SetFilters<FilterName>
}

export function WebhookFilters({ filters, onChange }: WebhookFiltersProps) {
  return (
    <Group mb="md" gap="xs">
      <TypedFilter
        label="Search by name or id"
        leftSection={<Search size={16} />}
        value={filters.search}
        onChange={(search) => onChange({ search }, { replace: true })}
        flex="1 1 240px"
      />
      <Select
        aria-label="Provider"
        placeholder="Any provider"
        clearable
        data={PROVIDER_OPTIONS}
        value={filters.provider || null}
        onChange={(provider) => onChange({ provider })}
        flex="1 1 140px"
        maw={200}
      />
      <Select
        aria-label="Enabled or not"
        placeholder="Enabled or not"
        clearable
        data={STATES}
        value={filters.enabled || null}
        onChange={(enabled) => onChange({ enabled })}
        flex="1 1 140px"
        maw={200}
      />
    </Group>
  )
}
