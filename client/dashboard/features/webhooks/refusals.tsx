import { Group, Stack, Text } from '@mantine/core'
import { useLiveQuery } from '../../api/queries.ts'
import { StatusBadge } from '../../components/status-badge.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { WebhookRefusalsDocument, type WebhookRefusalsQuery } from '../../generated/graphql.ts'

/** Refused deliveries are not in the change feed: junk must not fill it. */
const REFUSALS_EVERY_MS = 5000

type Refusal = WebhookRefusalsQuery['refusedDeliveries']['edges'][number]['node']

/** What was refused at a webhook lately, newest first; undefined until it is known. */
export function useRefusals(id: string): Refusal[] | undefined {
  const { data } = useLiveQuery(WebhookRefusalsDocument, { id }, { everyMs: REFUSALS_EVERY_MS })
  return data?.refusedDeliveries.edges.map(({ node }) => node)
}

export function RefusalList({ refusals }: { refusals: readonly Refusal[] }) {
  return (
    <Stack gap="xs">
      {refusals.map(({ id, at, status, reason, code, remoteAddress }) => (
        <div key={id}>
          <Group gap="xs">
            <StatusBadge status="REFUSED" />
            <Text size="xs" c="dimmed">
              <Text span ff="monospace" inherit>
                {status} {code}
              </Text>
              , from {remoteAddress}, <TimeText at={at} />
            </Text>
          </Group>
          <Text size="sm" mt={2}>
            {reason}
          </Text>
        </div>
      ))}
    </Stack>
  )
}
