import { Group, Paper, SimpleGrid, Text, UnstyledButton } from '@mantine/core'
import { PROVIDER_OPTIONS, ProviderMark } from '../../components/provider-mark.tsx'
import type { Provider } from '../../generated/graphql.ts'

const HINTS: Partial<Record<Provider, string>> = {
  STANDARD: 'Anything that signs by Standard Webhooks',
  CUSTOM: 'Your own system',
}

export function ChooseProvider({ onChoose }: { onChoose(provider: Provider): void }) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
      {PROVIDER_OPTIONS.map(({ value, label }) => (
        <UnstyledButton key={value} onClick={() => onChoose(value)}>
          <Paper withBorder p="md">
            <Group wrap="nowrap">
              <ProviderMark provider={value} size={36} />
              <div>
                <Text fw={600}>{label}</Text>
                {HINTS[value] && (
                  <Text size="xs" c="dimmed">
                    {HINTS[value]}
                  </Text>
                )}
              </div>
            </Group>
          </Paper>
        </UnstyledButton>
      ))}
    </SimpleGrid>
  )
}
