import { Anchor, Badge, Group, Text, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Check, X } from 'lucide-react'
import { Link } from 'react-router'
import { TimeText } from '../../components/time-text.tsx'
import { TraceTable } from '../../components/trace-table.tsx'
import type { Result } from './preview.ts'

/** One event, and why it matched or did not. */
export function BackTestResult({ result: { matched, event, trace, change } }: { result: Result }) {
  const [opened, { toggle }] = useDisclosure()
  return (
    <div>
      <Group gap="xs" wrap="nowrap">
        {matched ? (
          <Check size={14} aria-label="matched" style={{ flex: 'none' }} />
        ) : (
          <X size={14} aria-label="did not match" style={{ flex: 'none' }} />
        )}
        <Anchor component={Link} to={`/events/${event.id}`} target="_blank" size="sm" truncate miw={0} flex={1}>
          <Text span ff="monospace" inherit>
            {event.eventType}
          </Text>{' '}
          {event.subject?.title}
        </Anchor>
        {change && (
          <Badge color={change === 'new' ? 'green' : 'orange'} variant="light" tt="none" size="sm" style={{ flex: 'none' }}>
            {change === 'new' ? 'new' : 'no longer'}
          </Badge>
        )}
        <Text size="xs" c="dimmed">
          <TimeText at={event.receivedAt} />
        </Text>
        {trace.length > 0 && (
          <UnstyledButton onClick={toggle} aria-expanded={opened} aria-label={`Why: ${event.subject?.title ?? event.eventType}`}>
            <Text size="xs" td="underline">
              why
            </Text>
          </UnstyledButton>
        )}
      </Group>
      {opened && <TraceTable trace={trace} />}
    </div>
  )
}
