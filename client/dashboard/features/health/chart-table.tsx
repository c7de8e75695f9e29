import { Button, Collapse, Table } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Line, Point } from './points.ts'

interface ChartTableProps {
  points: readonly Point[]
  lines: readonly Line[]
  time: Intl.DateTimeFormat
  unit: string
}

/** A chart's numbers, newest first. */
export function ChartTable({ points, lines, time, unit }: ChartTableProps) {
  const [opened, { toggle }] = useDisclosure()
  return (
    <>
      <Button variant="subtle" size="compact-xs" mt="xs" onClick={toggle} aria-expanded={opened}>
        {opened ? 'Close the table' : 'As a table'}
      </Button>
      <Collapse expanded={opened}>
        {opened && (
          <Table.ScrollContainer minWidth={240} maxHeight={280} type="native" tabIndex={0} role="group" aria-label="Table">
            <Table fz="xs">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>From</Table.Th>
                  {lines.map(({ name, label }) => (
                    <Table.Th key={name}>{label}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {points.toReversed().map((point) => (
                  <Table.Tr key={point.at}>
                    <Table.Td>{time.format(new Date(point.at))}</Table.Td>
                    {lines.map(({ name }) => (
                      <Table.Td key={name}>{point[name] == null ? '–' : `${point[name].toLocaleString('en')}${unit}`}</Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Collapse>
    </>
  )
}
