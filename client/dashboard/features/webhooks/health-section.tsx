import { Stack, Text } from '@mantine/core'
import { Facts } from '../../components/facts.tsx'
import { Section } from '../../components/section.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { RefusalList, useRefusals } from './refusals.tsx'
import { Warnings } from './warnings.tsx'
import type { WebhookDetail } from './webhook-detail.ts'

export function HealthSection({ webhook }: { webhook: WebhookDetail }) {
  const { stats, credentialStatus: credentials, events } = webhook
  const last = events.edges[0]?.node.receivedAt
  return (
    <Section title="Health">
      <Stack gap="sm">
        <Warnings webhook={webhook} />
        <Facts
          facts={[
            ['Last delivery', last ? <TimeText key="last" at={last} /> : 'none yet'],
            ['In 24 hours', inWords(stats)],
            ['Credentials', credentials && <Credentials key="credentials" status={credentials} />],
          ]}
        />
        <Refused id={webhook.id} />
      </Stack>
    </Section>
  )
}

function inWords(stats: WebhookDetail['stats']): string {
  return (['received', 'matched', 'failed', 'refused'] as const).map((name) => `${stats[name].toLocaleString('en')} ${name}`).join(', ')
}

function Credentials({
  status: { kind, ok, message, missing, baseUrl, checkedAt },
}: {
  status: NonNullable<WebhookDetail['credentialStatus']>
}) {
  return (
    <>
      <Text span size="sm" c={ok ? undefined : 'red'}>
        {ok ? `${kind}, good` : (message ?? `${kind}: not good`)}
        {missing.length > 0 && `. Missing: ${missing.join(', ')}`}
      </Text>
      <Text size="xs" c="dimmed">
        {baseUrl && `for ${baseUrl}, `}checked <TimeText at={checkedAt} />
      </Text>
    </>
  )
}

function Refused({ id }: { id: string }) {
  const refusals = useRefusals(id)
  if (!refusals) return null
  if (refusals.length === 0)
    return (
      <Text size="sm" c="dimmed">
        No delivery was refused lately.
      </Text>
    )
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        Refused lately
      </Text>
      <RefusalList refusals={refusals} />
    </Stack>
  )
}
