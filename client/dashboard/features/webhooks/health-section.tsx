import { Stack, Text } from '@mantine/core'
import { Facts } from '../../components/facts.tsx'
import { Section } from '../../components/section.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { RefusalList } from './refusal-list.tsx'
import { type Health, useHealth } from './use-health.ts'
import { Warnings } from './warnings.tsx'
import type { WebhookDetail } from './webhook-detail.ts'

export function HealthSection({ webhook }: { webhook: WebhookDetail }) {
  const { credentialStatus: credentials, events } = webhook
  const health = useHealth(webhook.id)
  const last = events.edges[0]?.node.receivedAt
  return (
    <Section title="Health">
      <Stack gap="sm">
        <Warnings webhook={webhook} />
        <Facts
          facts={[
            ['Last delivery', last ? <TimeText key="last" at={last} /> : 'none yet'],
            ['In 24 hours', health && inWords(health.stats)],
            ['Credentials', credentials && <Credentials key="credentials" status={credentials} />],
          ]}
        />
        {health && <Refused refusals={health.refusals} />}
      </Stack>
    </Section>
  )
}

function inWords(stats: Health['stats']): string {
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

function Refused({ refusals }: Pick<Health, 'refusals'>) {
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
