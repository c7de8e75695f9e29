import { Alert, Button, Group, Loader, Text } from '@mantine/core'
import { CircleCheck } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { RefusalList } from './refusal-list.tsx'
import { useHealth } from './use-health.ts'
import type { NewWebhook } from './webhook-detail.ts'

const MAX_SHOWN = 3

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
        <Button component={Link} to={`/webhooks/${webhook.id}`} variant="default">
          To the webhook
        </Button>
      </Group>
    </Alert>
  )
}

/** A wrong secret shows here, and not only in the provider's log. */
function Waiting({ id }: { id: string }) {
  const refusals = useHealth(id)?.refusals ?? []
  return (
    <>
      <Alert color="blue" icon={<Loader size={18} />} title="Waiting for the first delivery" role="status">
        <Group justify="space-between">
          It appears here as soon as it comes.
          <Button component={Link} to={`/webhooks/${id}`} variant="default" size="compact-sm">
            Go on without waiting
          </Button>
        </Group>
      </Alert>
      {refusals.length > 0 && (
        <Alert color="orange" title="A delivery came, and was refused" role="status">
          <RefusalList refusals={refusals.slice(0, MAX_SHOWN)} />
        </Alert>
      )}
    </>
  )
}
