import { Autocomplete, Group, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Entry } from './entry.ts'

interface AuditFiltersProps {
  actor: string
  verb: string
  entries: readonly Pick<Entry, 'actor' | 'verb'>[]
  /** Null: more than are counted. */
  totalCount: number | null
  onChange(change: { actor?: string | null; verb?: string | null }): void
}

export function AuditFilters({ actor, verb, entries, totalCount, onChange }: AuditFiltersProps) {
  return (
    <Group mb="md" gap="xs" align="center">
      <WholeFilter
        label="Actor"
        value={actor}
        seen={entries.map((entry) => entry.actor)}
        onChange={(value) => onChange({ actor: value })}
      />
      <WholeFilter label="Verb" value={verb} seen={entries.map((entry) => entry.verb)} onChange={(value) => onChange({ verb: value })} />
      {entries.length > 0 && (
        <Text size="sm" c="dimmed" role="status">
          {totalCount === null ? 'More than 10,000 entries' : totalCount === 1 ? '1 entry' : `${totalCount.toLocaleString('en')} entries`}
        </Text>
      )}
    </Group>
  )
}

interface WholeFilterProps {
  label: string
  value: string
  /** What is on the screen: it is offered, now and later. */
  seen: readonly string[]
  onChange(value: string | null): void
}

/** A filter by a whole text: it is set by choosing one, by Enter, or by leaving the field. */
function WholeFilter({ label, value, seen, onChange }: WholeFilterProps) {
  const [text, setText] = useState(value)
  const [known, setKnown] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => setText(value), [value])
  useEffect(() => setKnown((before) => (seen.every((one) => before.has(one)) ? before : new Set([...before, ...seen]))), [seen])
  const commit = (next: string) => next !== value && onChange(next || null)
  return (
    <Autocomplete
      aria-label={label}
      placeholder={`Any ${label.toLowerCase()}`}
      data={[...known].sort()}
      value={text}
      onChange={setText}
      onOptionSubmit={commit}
      onBlur={() => commit(text)}
      onKeyDown={(event) => event.key === 'Enter' && commit(text)}
      clearable
      onClear={() => commit('')}
      flex="1 1 160px"
      maw={260}
    />
  )
}
