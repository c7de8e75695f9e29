import { Group, Stack, Text } from '@mantine/core'
import { Check, X } from 'lucide-react'

interface TraceTableProps {
  trace: readonly { path: string; expected: unknown; actual?: unknown; held: boolean }[]
}

/** Each condition with what it wanted and what it saw. */
export function TraceTable({ trace }: TraceTableProps) {
  return (
    <Stack gap={2}>
      {trace.map(({ path, expected, actual, held }) => (
        <Group key={path} gap={6} wrap="nowrap" align="flex-start">
          {held ? (
            <Check size={14} color="var(--mantine-color-green-text)" aria-label="held" style={{ flex: 'none', marginTop: 3 }} />
          ) : (
            <X size={14} color="var(--mantine-color-red-text)" aria-label="did not hold" style={{ flex: 'none', marginTop: 3 }} />
          )}
          <Text size="xs" ff="monospace" miw={0} style={{ overflowWrap: 'anywhere' }}>
            {path}: wanted {JSON.stringify(expected)}, saw {JSON.stringify(actual ?? null)}
          </Text>
        </Group>
      ))}
    </Stack>
  )
}
