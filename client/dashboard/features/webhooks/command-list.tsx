import { Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core'
import { Plus } from 'lucide-react'
import { Link } from 'react-router'
import { useMayOperate } from '../../api/viewer.ts'
import { ACTIONS } from '../../components/action-name.ts'
import { Section } from '../../components/section.tsx'
import type { WebhookDetail } from './webhook-detail.ts'

/** What is done with what comes, in the order in which it is tried. */
export function CommandList({ webhook: { id, commands, deletedAt } }: { webhook: WebhookDetail }) {
  const mayOperate = useMayOperate() && !deletedAt
  return (
    <Section
      title={`Commands (${commands.length})`}
      actions={
        mayOperate && (
          <Button component={Link} to={`/commands/new?webhook=${id}`} size="compact-sm" variant="light" leftSection={<Plus size={14} />}>
            Add command
          </Button>
        )
      }
    >
      {commands.length === 0 && (
        <Text size="sm" c="dimmed">
          What is delivered is stored, and nothing is done with it. A command says what to do: when an issue is opened, create a task for an
          agent.
        </Text>
      )}
      <Stack gap={6}>
        {commands.map((command) => (
          <CommandLine key={command.id} command={command} />
        ))}
      </Stack>
    </Section>
  )
}

function CommandLine({
  command: { id, trigger, action, agent, target, priority, enabled, stop },
}: {
  command: WebhookDetail['commands'][number]
}) {
  const to = agent ?? target
  return (
    <Group gap="xs">
      <Anchor component={Link} to={`/commands/${id}`} size="sm">
        <Text span ff="monospace" inherit>
          {trigger}
        </Text>{' '}
        → {ACTIONS[action].name}
        {to && ` (${to})`}
      </Anchor>
      {!enabled && (
        <Badge color="gray" variant="light" tt="none" size="sm">
          Off
        </Badge>
      )}
      {stop && (
        <Badge color="gray" variant="light" tt="none" size="sm">
          Stops here
        </Badge>
      )}
      {priority !== 0 && (
        <Text size="xs" c="dimmed">
          priority {priority}
        </Text>
      )}
    </Group>
  )
}
