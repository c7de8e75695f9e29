import { Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { SetFilters } from '../../api/use-filters.ts'
import { PROVIDER_OPTIONS } from '../../components/provider-mark.tsx'

export const FILTERS = ['search', 'provider', 'enabled'] as const
export type FilterName = (typeof FILTERS)[number]

const TYPING_MS = 250
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
      <SearchField text={filters.search} onChange={(search) => onChange({ search }, { replace: true })} />
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

/** Tells what was typed a moment after the last letter; shows another text when the address bar has one. */
function SearchField({ text, onChange }: { text: string; onChange(text: string): void }) {
  const [typed, setTyped] = useState(text)
  const told = useRef(text)
  const tell = useDebouncedCallback((next: string) => {
    told.current = next
    onChange(next)
  }, TYPING_MS)
  useEffect(() => {
    if (text === told.current) return
    told.current = text
    tell.cancel()
    setTyped(text)
  }, [text, tell])
  return (
    <TextInput
      aria-label="Search by name or id"
      placeholder="Search by name or id"
      leftSection={<Search size={16} />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        tell(event.currentTarget.value)
      }}
      flex="1 1 240px"
    />
  )
}
