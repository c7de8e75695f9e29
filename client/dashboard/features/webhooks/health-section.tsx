import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useLiveQuery } from '../../api/queries.ts'
import { useSend } from '../../api/send.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { Facts } from '../../components/facts.tsx'
import { Section } from '../../components/section.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { CloseBreakerDocument, RenewWebhookTimeDocument, WebhookRefusalsDocument } from '../../generated/graphql.ts'
import type { WebhookDetail } from './webhook-page.tsx'

/** Refused deliveries are not in the change feed: junk must not fill it. */
const REFUSALS_EVERY_MS = 5000

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
            [
              'In 24 hours',
              `${stats.received.toLocaleString('en')} received, ${stats.matched.toLocaleString('en')} matched, ${stats.failed.toLocaleString('en')} failed, ${stats.refused.toLocaleString('en')} refused`,
            ],
            ['Credentials', credentials && <Credentials key="credentials" status={credentials} />],
          ]}
        />
        <Refusals id={webhook.id} />
      </Stack>
    </Section>
  )
}

function Credentials({ status: { kind, ok, message, missing } }: { status: NonNullable<WebhookDetail['credentialStatus']> }) {
  if (ok) return <>{kind}, good</>
  return (
    <Text span size="sm" c="red">
      {message ?? `${kind} is not good`} {missing.length > 0 && `Missing: ${missing.join(', ')}`}
    </Text>
  )
}

function Warnings({ webhook: { id, breakers, expiresAt } }: { webhook: WebhookDetail }) {
  const mayOperate = useMayOperate()
  const reset = useSend(CloseBreakerDocument, { done: 'It runs commands again' })
  const renew = useSend(RenewWebhookTimeDocument, { done: 'Its time runs anew' })
  return (
    <>
      {breakers.map(({ thread, openedAt, reason }) => (
        <Alert key={thread ?? ''} color="orange" title={thread ? `Held: ${thread}` : 'Held: all of it'}>
          <Text size="sm">
            {reason} (<TimeText at={openedAt} />
            ). Events are stored, and no command runs.
          </Text>
          {mayOperate && (
            <Button
              mt="xs"
              size="compact-sm"
              loading={reset.isPending}
              onClick={() => reset.mutate({ webhookId: id, ...(thread && { thread }) })}
            >
              Let it run again
            </Button>
          )}
        </Alert>
      ))}
      {expiresAt && (
        <Alert color="yellow" title="An agent has made it">
          <Group justify="space-between">
            <Text size="sm">
              It is disabled <TimeText at={expiresAt} /> unless renewed.
            </Text>
            {mayOperate && (
              <Button size="compact-sm" loading={renew.isPending} onClick={() => renew.mutate({ id })}>
                Renew
              </Button>
            )}
          </Group>
        </Alert>
      )}
    </>
  )
}

function Refusals({ id }: { id: string }) {
  const { data } = useLiveQuery(WebhookRefusalsDocument, { id }, { everyMs: REFUSALS_EVERY_MS })
  const refused = data?.refusedDeliveries.edges ?? []
  if (refused.length === 0)
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
      {refused.map(({ node: { id: refusedId, at, status, reason, code, remoteAddress } }) => (
        <div key={refusedId}>
          <Group gap="xs">
            <StatusBadge status="REFUSED" />
            <Text size="sm">
              {reason}{' '}
              <Text span size="xs" c="dimmed" ff="monospace">
                {status} {code}
              </Text>
            </Text>
          </Group>
          <Text size="xs" c="dimmed">
            from {remoteAddress}, <TimeText at={at} />
          </Text>
        </div>
      ))}
    </Stack>
  )
}
