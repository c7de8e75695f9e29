import { Anchor, Box, Group, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { Section } from '../../components/section.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { SetupSteps } from './setup-steps.tsx'
import { useGuide } from './use-guide.ts'
import type { WebhookDetail } from './webhook-detail.ts'

export function RecentEvents({ webhook }: { webhook: WebhookDetail }) {
  const { id, events } = webhook
  return (
    <Section
      title="Recent events"
      actions={
        <Anchor component={Link} to={`/events?webhook=${id}`} size="sm">
          All of them
        </Anchor>
      }
    >
      {events.edges.length === 0 && <NoneYet webhook={webhook} />}
      <Stack gap={6}>
        {events.edges.map(({ node }) => (
          <EventLine key={node.id} event={node} />
        ))}
      </Stack>
    </Section>
  )
}

function EventLine({ event: { id, eventType, subject, status, receivedAt } }: { event: WebhookDetail['events']['edges'][number]['node'] }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <Anchor component={Link} to={`/events/${id}`} size="sm" miw={0} truncate>
        <Text span ff="monospace" inherit>
          {eventType}
        </Text>{' '}
        {subject?.title}
      </Anchor>
      <Group gap="xs" wrap="nowrap" flex="none">
        <StatusBadge status={status} />
        <Text size="xs" c="dimmed">
          <TimeText at={receivedAt} />
        </Text>
      </Group>
    </Group>
  )
}

function NoneYet({ webhook: { provider, url, deletedAt } }: { webhook: WebhookDetail }) {
  const guide = useGuide(provider)
  return (
    <Box>
      <Text size="sm" c="dimmed" mb="xs">
        Nothing was delivered yet.{!deletedAt && ' Send a test, or enter the address at the provider:'}
      </Text>
      {guide && !deletedAt && <SetupSteps guide={guide} url={url} />}
    </Box>
  )
}
