import { Alert, Anchor, Button, Group, Loader, Stack, Text } from '@mantine/core'
import { CircleCheck } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { RefusalList, useRefusals } from './refusals.tsx'
import type { NewWebhook } from './webhook-detail.ts'

/** Waits for what the provider delivers first, and stays with it when more comes. */
export function FirstDelivery({ webhook }: { webhook: NewWebhook }) {
  const newest = webhook.events.edges[0]?.node
  const [first, setFirst] = useState(newest)
  if (!first && newest) setFirst(newest)
  if (!first) return <Waiting id={webhook.id} />
  return (
    <Alert color="green" icon={<CircleCheck size={18} />} title={`The first delivery is here: ${first.eventType}`} role="status">
      <Text size="sm">{first.subject?.title}</Text>
      <Group mt="sm">
        <Button component={Link} to={`/commands/new?webhook=${webhook.id}&event=${first.id}`}>
          Make a command from it
        </Button>
        <Button component={Link} to={`/events/${first.id}`} variant="default">
          Look at it
        </Button>
        <Anchor component={Link} to={`/webhooks/${webhook.id}`} size="sm">
          To the webhook
        </Anchor>
      </Group>
    </Alert>
  )
}

/** A wrong secret shows here, and not only in the provider's log. */
function Waiting({ id }: { id: string }) {
  const refusals = useRefusals(id) ?? []
  return (
    <>
      <Alert color="blue" icon={<Loader size={18} />} title="Waiting for the first delivery" role="status">
        It appears here as soon as it comes.{' '}
        <Anchor component={Link} to={`/webhooks/${id}`} inherit>
          Go on without waiting
        </Anchor>
      </Alert>
      {refusals.length > 0 && (
        <Alert color="orange" title="A delivery came, and was refused" role="status">
          <Stack>
            <RefusalList refusals={refusals.slice(0, 3)} />
          </Stack>
        </Alert>
      )}
    </>
  )
}
