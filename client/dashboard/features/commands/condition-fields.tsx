import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { Plus } from 'lucide-react'
import type { InputIssue } from '../../../sdk/index.ts'
import { JsonEditor, jsonProblem } from '../../components/json-editor.tsx'
import { Section } from '../../components/section.tsx'
import { ConditionLine } from './condition-line.tsx'
import { type ConditionRow, toConditions, toRows } from './condition-rows.ts'
import type { Draft } from './draft.ts'
import { issueOf } from './issue-of.ts'

interface ConditionFieldsProps {
  draft: Draft
  onChange(part: Partial<Draft>): void
  issues: readonly InputIssue[]
}

/** Rows, all of which have to hold; or JSON, for what rows cannot say. */
export function ConditionFields({ draft: { rows, json }, onChange, issues }: ConditionFieldsProps) {
  const problem = issueOf(issues, 'conditions')
  const asJson = () => onChange({ json: JSON.stringify(toConditions(rows), null, 2) })
  const set = (index: number, row: ConditionRow) => onChange({ rows: rows.map((one, at) => (at === index ? row : one)) })

  return (
    <Section
      title="If"
      actions={
        json === null ? (
          <Anchor component="button" type="button" size="sm" onClick={asJson}>
            As JSON
          </Anchor>
        ) : (
          <RowsAgain json={json} onRows={(next) => onChange({ rows: next, json: null })} />
        )
      }
    >
      {json !== null ? (
        <JsonEditor
          label="Conditions"
          description="any, all and not take groups of conditions"
          value={json}
          onChange={(next) => onChange({ json: next })}
          error={jsonProblem(json) ?? problem}
        />
      ) : (
        <Stack gap="sm">
          {rows.length === 0 && (
            <Text size="sm" c="dimmed">
              Every event of the trigger. Add a condition, or pick a place in the payload below the back-test.
            </Text>
          )}
          {rows.map((row, index) => (
            <ConditionLine
              // biome-ignore lint/suspicious/noArrayIndexKey: a row has no name, and may be like another
              key={index}
              row={row}
              number={index + 1}
              onChange={(next) => set(index, next)}
              onRemove={() => onChange({ rows: rows.filter((_, at) => at !== index) })}
            />
          ))}
          {problem && (
            <Text size="sm" c="red" role="alert">
              {problem}
            </Text>
          )}
          <Group>
            <Button
              size="compact-sm"
              variant="light"
              leftSection={<Plus size={14} />}
              onClick={() => onChange({ rows: [...rows, { path: '', operator: 'eq', value: '' }] })}
            >
              Add condition
            </Button>
          </Group>
        </Stack>
      )}
    </Section>
  )
}

function RowsAgain({ json, onRows }: { json: string; onRows(rows: ConditionRow[]): void }) {
  const rows = jsonProblem(json) === null ? toRows(JSON.parse(json)) : null
  if (!rows) return null
  return (
    <Anchor component="button" type="button" size="sm" onClick={() => onRows(rows)}>
      As rows
    </Anchor>
  )
}
