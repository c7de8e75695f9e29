import { Code, Table, Text } from '@mantine/core'
import { Section } from '../../components/section.tsx'
import { TimeText } from '../../components/time-text.tsx'
import type { HealthPageQuery } from '../../generated/graphql.ts'

type ConfigError = HealthPageQuery['configErrors'][number]

export function ConfigErrors({ errors }: { errors: readonly ConfigError[] }) {
  return (
    <Section title="Config files with errors">
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="30%">Where</Table.Th>
            <Table.Th>What is wrong</Table.Th>
            <Table.Th visibleFrom="sm">Since</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {errors.map((error) => (
            <ErrorRow key={[error.file, error.line, error.field, error.message].join()} error={error} />
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  )
}

function ErrorRow({ error: { file, line, column, field, message, taken, at } }: { error: ConfigError }) {
  return (
    <Table.Tr style={{ overflowWrap: 'anywhere' }}>
      <Table.Td>
        <Code>{[file === '.' ? 'the folder' : file, line, column].filter((part) => part != null).join(':')}</Code>
        {field && (
          <Text size="xs" c="dimmed" ff="monospace">
            {field}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Text size="sm">{message}</Text>
        <Text size="xs" c={taken ? 'dimmed' : 'red'}>
          {taken ? 'In force nevertheless.' : 'Not in force: what was there before goes on.'}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <TimeText at={at} />
      </Table.Td>
    </Table.Tr>
  )
}
