import { Alert, Button, Group, List, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { useLiveQuery } from '../../api/queries.ts'
import { ACTIONS } from '../../components/action-name.ts'
import { Revealed } from '../../components/revealed.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { TestOutcomeDocument, type TestOutcomeQuery } from '../../generated/graphql.ts'

const CHANGES = ['EVENT', 'ACTION', 'TASK']

type Outcome = NonNullable<TestOutcomeQuery['event']>

/** What becomes of the event that was sent, while it does. */
export function TestOutcome({ id }: { id: string }) {
  const event = useLiveQuery(TestOutcomeDocument, { id }, { changes: CHANGES }).data?.event
  if (!event) return null
  return (
    <Revealed>
      <Alert color="green" variant="outline" title="It was delivered" role="status">
        <Stack gap="xs">
          <Group gap="xs">
            <StatusBadge status={event.status} />
            <Text size="sm">{inWords(event)}</Text>
          </Group>
          {event.actions.length > 0 && (
            <List size="sm" spacing={4}>
              {event.actions.map((action) => (
                <List.Item key={action.id}>
                  {ACTIONS[action.kind].name}
                  {action.agent && ` (${action.agent})`} <StatusBadge status={action.status} />
                </List.Item>
              ))}
            </List>
          )}
          <Group>
            <Button component={Link} to={`/events/${id}`} variant="default" size="compact-sm">
              Look at it
            </Button>
          </Group>
        </Stack>
      </Alert>
    </Revealed>
  )
}

function inWords({ statusReason, matchedCommands }: Outcome): string {
  if (statusReason) return statusReason
  if (matchedCommands.length === 0) return 'No command matched.'
  return `Matched: ${matchedCommands.map(({ trigger }) => trigger).join(', ')}.`
}
