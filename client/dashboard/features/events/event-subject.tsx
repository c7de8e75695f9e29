import { Anchor, Group, Paper, Spoiler, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { Facts } from '../../components/facts.tsx'
import { SafeLink } from '../../components/safe-link.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { TimeText } from '../../components/time-text.tsx'
import type { EventDetail } from './event-detail.ts'

const TRUST: Record<string, string> = {
  OWNER: 'an owner',
  MEMBER: 'a member',
  CONTRIBUTOR: 'a contributor',
  NONE: 'a stranger',
  BOT: 'a bot',
  SELF: 'Hookline itself',
  UNKNOWN: 'unknown',
}

/** What it is about, whoever sent it. */
export function EventSubject({ event }: { event: EventDetail }) {
  const { eventType, status, statusReason, subject, receivedAt, replayOf, deliveryId } = event
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Group gap="xs">
          <StatusBadge status={status} />
          <Text size="sm">{statusReason}</Text>
        </Group>
        <Facts
          facts={[
            [
              'Type',
              <Text key="type" span size="sm" ff="monospace">
                {eventType}
              </Text>,
            ],
            ['By', subject?.actor && `${subject.actor} (${TRUST[subject.actorTrust] ?? subject.actorTrust})`],
            [
              'Thread',
              subject?.thread && (
                <SafeLink key="thread" href={subject.url}>
                  {subject.thread}
                </SafeLink>
              ),
            ],
            [
              'Source',
              !subject?.thread && subject?.url && (
                <SafeLink key="source" href={subject.url}>
                  {subject.url}
                </SafeLink>
              ),
            ],
            ['Received', <TimeText key="received" at={receivedAt} />],
            [
              'Delivery',
              <Text key="delivery" span size="sm" ff="monospace">
                {deliveryId}
              </Text>,
            ],
            [
              'Replay of',
              replayOf && (
                <Anchor key="replay" component={Link} to={`/events/${replayOf.id}`} size="sm">
                  {replayOf.id}
                </Anchor>
              ),
            ],
          ]}
        />
        {subject?.body && (
          <Spoiler maxHeight={96} showLabel="Show all of it" hideLabel="Show less">
            <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
              {subject.body}
            </Text>
          </Spoiler>
        )}
      </Stack>
    </Paper>
  )
}
