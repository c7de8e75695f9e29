import { ActionIcon, Autocomplete, Group, Select, TextInput } from '@mantine/core'
import { X } from 'lucide-react'
import { type ConditionRow, isShort, OPERATORS, type Operator, SHORT_FORMS } from './condition-rows.ts'

interface ConditionLineProps {
  row: ConditionRow
  /** Tells it from its siblings for who cannot see them. */
  number: number
  onChange(row: ConditionRow): void
  onRemove(): void
}

const CHOICES = Object.entries(OPERATORS).map(([value, label]) => ({ value, label }))

export function ConditionLine({ row, number, onChange, onRemove }: ConditionLineProps) {
  const short = isShort(row.path)
  return (
    <Group gap="xs" align="flex-start" wrap="wrap">
      <Autocomplete
        aria-label={`Condition ${number}: path`}
        placeholder="issue.title"
        description={short ? SHORT_FORMS[row.path] : undefined}
        data={[...Object.keys(SHORT_FORMS), 'subject.actor', 'subject.actorTrust', 'event_type']}
        value={row.path}
        onChange={(path) => onChange({ ...row, path })}
        flex="2 1 150px"
      />
      {!short && (
        <Select
          aria-label={`Condition ${number}: operator`}
          data={CHOICES}
          value={row.operator}
          allowDeselect={false}
          onChange={(operator) => onChange({ ...row, operator: operator as Operator })}
          w={120}
        />
      )}
      <Operand row={row} number={number} onChange={onChange} />
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Take condition ${number} away`} onClick={onRemove}>
        <X size={16} />
      </ActionIcon>
    </Group>
  )
}

function Operand({ row, number, onChange }: Omit<ConditionLineProps, 'onRemove'>) {
  const label = `Condition ${number}: value`
  if (row.operator === 'exists' && !isShort(row.path))
    return (
      <Select
        aria-label={label}
        data={[
          { value: 'true', label: 'yes' },
          { value: 'false', label: 'no' },
        ]}
        value={row.value === 'false' ? 'false' : 'true'}
        allowDeselect={false}
        onChange={(value) => onChange({ ...row, value: value ?? 'true' })}
        flex="1 1 110px"
      />
    )
  const isList = row.operator === 'in' || isShort(row.path)
  return (
    <TextInput
      aria-label={label}
      placeholder={isList ? 'one, two' : 'value'}
      value={row.value}
      onChange={(event) => onChange({ ...row, value: event.currentTarget.value })}
      flex="2 1 110px"
    />
  )
}
