import { Anchor, Group, Paper, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { StatusBadge } from '../../components/status-badge.tsx'
import { TimeText } from '../../components/time-text.tsx'
import type { TaskRowFragment } from '../../generated/graphql.ts'

export function TaskLine({ task }: { task: TaskRowFragment }) {
  const { id, agent, status, event, progress, error, createdAt } = task
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Stack gap={2} miw={0}>
          <Anchor component={Link} to={`/tasks/${id}`} fw={600} lineClamp={2}>
            {event?.subject?.title ?? event?.eventType ?? id}
          </Anchor>
          <Text size="xs" c="dimmed">
            for {agent}, <TimeText at={createdAt} />
          </Text>
          {(error ?? progress) && (
            <Text size="sm" c={error ? 'red' : undefined} lineClamp={2}>
              {error ?? progress}
            </Text>
          )}
        </Stack>
        <Stack gap={2} align="flex-end">
          <StatusBadge status={status} />
          <Lease task={task} />
        </Stack>
      </Group>
    </Paper>
  )
}

/** Who holds it, and until when unless it is heard from. */
export function Lease({ task: { status, claimedBy, leaseUntil } }: { task: Pick<TaskRowFragment, 'status' | 'claimedBy' | 'leaseUntil'> }) {
  if (status !== 'CLAIMED') return null
  return (
    <Text size="xs" c="dimmed" ta="right">
      {claimedBy}
      {leaseUntil && (
        <>
          , lease ends <TimeText at={leaseUntil} />
        </>
      )}
    </Text>
  )
}
