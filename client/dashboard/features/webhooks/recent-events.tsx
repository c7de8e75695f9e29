import { Anchor, Group, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { Section } from '../../components/section.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { TimeText } from '../../components/time-text.tsx'
import type { WebhookDetail } from './webhook-page.tsx'

export function RecentEvents({ webhook: { id, events } }: { webhook: WebhookDetail }) {
  return (
    <Section
      title="Recent events"
      actions={
        <Anchor component={Link} to={`/events?webhook=${id}`} size="sm">
          All of them
        </Anchor>
      }
    >
      {events.edges.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing was delivered yet. Paste the address at the provider, or send a test.
        </Text>
      )}
      <Stack gap={6}>
        {events.edges.map(({ node }) => (
          <Group key={node.id} justify="space-between" wrap="nowrap" gap="xs">
            <Anchor component={Link} to={`/events/${node.id}`} size="sm" miw={0} truncate>
              <Text span ff="monospace" inherit>
                {node.eventType}
              </Text>{' '}
              {node.subject?.title}
            </Anchor>
            <Group gap="xs" wrap="nowrap">
              <StatusBadge status={node.status} />
              <Text size="xs" c="dimmed">
                <TimeText at={node.receivedAt} />
              </Text>
            </Group>
          </Group>
        ))}
      </Stack>
    </Section>
  )
}
