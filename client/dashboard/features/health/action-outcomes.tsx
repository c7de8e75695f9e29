import { Group, Table, Text } from '@mantine/core'
import { ACTIONS } from '../../components/action-name.ts'
import { Section } from '../../components/section.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import type { ServerStatsQuery } from '../../generated/graphql.ts'

type Count = ServerStatsQuery['stats']['actions'][number]

/** What has become of the actions of the window, by what they do. */
export function ActionOutcomes({ actions }: { actions: readonly Count[] }) {
  const kinds = [...new Set(actions.map(({ kind }) => kind))]
  return (
    <Section title="Actions">
      {kinds.length === 0 ? (
        <Text size="sm" c="dimmed">
          No action was made in this time.
        </Text>
      ) : (
        <Table>
          <Table.Tbody>
            {kinds.map((kind) => (
              <Table.Tr key={kind}>
                <Table.Th fw={500}>{ACTIONS[kind].name}</Table.Th>
                <Table.Td>
                  <Group gap="md">
                    {actions
                      .filter((count) => count.kind === kind)
                      .map(({ status, count }) => (
                        <Group key={status} gap={6}>
                          <StatusBadge status={status} />
                          <Text size="sm">{count.toLocaleString('en')}</Text>
                        </Group>
                      ))}
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  )
}
