import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Webhook } from 'lucide-react'
import { useLiveQuery } from '../../api/queries.ts'
import { CopiedText } from '../../components/copied-text.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { providerName } from '../../components/provider-mark.tsx'
import { SecretOnce } from '../../components/secret-once.tsx'
import { Section } from '../../components/section.tsx'
import { FirstEventDocument } from '../../generated/graphql.ts'
import { FirstDelivery } from './first-delivery.tsx'
import { RotateDialog } from './rotate-dialog.tsx'
import { SetupSteps } from './setup-steps.tsx'
import type { Guide } from './use-guide.ts'
import type { NewWebhook } from './webhook-detail.ts'

const CHANGES = ['EVENT_RECEIVED', 'WEBHOOK_UPDATED']

/** What to paste where at the provider, until its first delivery is here. `secret`: what is shown this once. */
export function ConnectProvider({ id, secret, guide }: { id: string; secret: string | null; guide: Guide }) {
  const { data, error, refetch } = useLiveQuery(FirstEventDocument, { id }, { changes: CHANGES })
  if (error && !data) return <FailureNotice error={error} onRetry={refetch} />
  if (!data) return <Skeleton h={240} maw={720} aria-label="Loading" />
  const { webhook } = data
  if (!webhook || webhook.deletedAt)
    return <EmptyState icon={Webhook} title="There is no such webhook" text="It may have been deleted meanwhile." />
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
          <Secret webhook={webhook} secret={secret} />
          <SetupSteps guide={guide} url={webhook.url} />
        </Stack>
      </Section>
      <FirstDelivery webhook={webhook} />
    </Stack>
  )
}

function Secret({ webhook, secret }: { webhook: NewWebhook; secret: string | null }) {
  const [opened, { open, close }] = useDisclosure()
  if (secret !== null)
    return (
      <SecretOnce
        secret={secret}
        what="the secret"
        text="Hookline keeps it encrypted and never shows it again. A new one can be made at any time."
      />
    )
  if (webhook.hasSecret)
    return (
      <Text size="sm" c="dimmed">
        Its secret is set, and not shown again. If it is lost, make another on the webhook's page.
      </Text>
    )
  return (
    <Alert color="orange" title="The secret is due">
      <Group justify="space-between">
        <Text size="sm">{providerName(webhook.provider)} issues it. Nothing is let in before it is entered here.</Text>
        <Button size="compact-sm" onClick={open}>
          Enter the secret
        </Button>
      </Group>
      {opened && <RotateDialog webhook={webhook} onClose={close} />}
    </Alert>
  )
}
