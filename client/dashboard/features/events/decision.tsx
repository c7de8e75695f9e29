import { Anchor, Text } from '@mantine/core'
import { Link } from 'react-router'
import { ACTIONS } from '../../components/action-name.ts'
import { TraceTable } from '../../components/trace-table.tsx'
import type { EventDetail } from './event-detail.ts'

/** What one command made of it, and why. */
export function Decision({ decision: { command, commandVersion, trace } }: { decision: EventDetail['decisions'][number] }) {
  return (
    <>
      <Text size="sm">
        <Anchor component={Link} to={`/commands/${command.id}`} inherit>
          <Text span ff="monospace" inherit>
            {command.trigger}
          </Text>{' '}
          → {ACTIONS[command.action].name}
          {command.agent && ` (${command.agent})`}
        </Anchor>
        <Text span size="xs" c="dimmed">
          {' '}
          as of version {commandVersion}
        </Text>
      </Text>
      <TraceTable trace={trace} />
    </>
  )
}
