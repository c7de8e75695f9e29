import { Group, Stack, Text } from '@mantine/core'
import { StatusBadge } from '../../components/status-badge.tsx'
import { TimeText } from '../../components/time-text.tsx'
import type { Health } from './use-health.ts'

export function RefusalList({ refusals }: Pick<Health, 'refusals'>) {
  return (
    <Stack gap="xs">
      {refusals.map(({ id, at, status, reason, code, remoteAddress }) => (
        <div key={id}>
          <Group gap="xs">
            <StatusBadge status="REFUSED" />
            <Text size="xs" c="dimmed">
              <Text span ff="monospace" inherit>
                {status} {code}
              </Text>
              , from {remoteAddress}, <TimeText at={at} />
            </Text>
          </Group>
          <Text size="sm" mt={2}>
            {reason}
          </Text>
        </div>
      ))}
    </Stack>
  )
}
