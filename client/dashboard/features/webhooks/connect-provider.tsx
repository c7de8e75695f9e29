import { Alert, Anchor, Button, Group, List, Loader, Stack, Text } from '@mantine/core'
import { CircleCheck } from 'lucide-react'
import { Link } from 'react-router'
import { useLiveQuery } from '../../api/queries.ts'
import { CopiedText } from '../../components/copied-text.tsx'
import { providerName } from '../../components/provider-mark.tsx'
import { SecretOnce } from '../../components/secret-once.tsx'
import { Section } from '../../components/section.tsx'
import { FirstEventDocument, type FirstEventQuery } from '../../generated/graphql.ts'
import type { Guide } from './new-webhook-page.tsx'

const CHANGES = ['EVENT_RECEIVED', 'WEBHOOK_UPDATED']

/** What to paste where at the provider, until its first delivery is here. */
export function ConnectProvider({ id, secret, guide }: { id: string; secret: string | null; guide: Guide }) {
  const { data } = useLiveQuery(FirstEventDocument, { id }, { changes: CHANGES })
  const webhook = data?.webhook
  if (!webhook) return <Loader aria-label="Loading" />
  return (
    <Stack maw={720}>
      <Section title={`Enter this at ${providerName(guide.provider)}`}>
        <Stack gap="sm">
          <div>
            <Text size="sm" fw={600}>
              Address
            </Text>
            <CopiedText value={webhook.url} what="the address" />
          </div>
          {secret && (
            <SecretOnce
              secret={secret}
              what="the secret"
              text="Hookline keeps it encrypted and never shows it again. A new one can be made at any time."
            />
          )}
          <SetupSteps guide={guide} url={webhook.url} />
        </Stack>
      </Section>
      <FirstDelivery webhook={webhook} />
    </Stack>
  )
}

export function SetupSteps({ guide, url }: { guide: Pick<Guide, 'setup'>; url: string }) {
  return (
    <List type="ordered" size="sm" spacing={4}>
      {guide.setup.map((step) => (
        <List.Item key={step}>{step.replaceAll('{url}', url)}</List.Item>
      ))}
    </List>
  )
}

function FirstDelivery({ webhook }: { webhook: NonNullable<FirstEventQuery['webhook']> }) {
  const [first] = webhook.events.edges
  if (!first)
    return (
      <Alert color="blue" icon={<Loader size={18} />} title="Waiting for the first delivery" role="status">
        It appears here as soon as it comes.{' '}
        {!webhook.hasSecret && !webhook.allowUnsigned && 'Nothing is let in before the secret is entered. '}
        <Anchor component={Link} to={`/webhooks/${webhook.id}`}>
          Go on without waiting
        </Anchor>
      </Alert>
    )
  const { id, eventType, subject } = first.node
  return (
    <Alert color="green" icon={<CircleCheck size={18} />} title={`The first delivery is here: ${eventType}`} role="status">
      <Text size="sm">{subject?.title}</Text>
      <Group mt="sm">
        <Button component={Link} to={`/commands/new?webhook=${webhook.id}&event=${id}`}>
          Make a command from it
        </Button>
        <Button component={Link} to={`/events/${id}`} variant="default">
          Look at it
        </Button>
      </Group>
    </Alert>
  )
}
