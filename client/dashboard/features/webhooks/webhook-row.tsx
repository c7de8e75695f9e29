import { Anchor, Badge, Group, Stack, Switch, Table, Text } from '@mantine/core'
import { Link } from 'react-router'
import { useMayOperate } from '../../api/viewer.ts'
import { ProviderMark } from '../../components/provider-mark.tsx'
import { Sparkline } from '../../components/sparkline.tsx'
import type { WebhookRowFragment } from '../../generated/graphql.ts'
import { useToggle } from './use-toggle.ts'

export function WebhookRow({ webhook }: { webhook: WebhookRowFragment }) {
  const { id, name, provider, stats } = webhook
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          <ProviderMark provider={provider} />
          <Stack gap={0} miw={0}>
            <Anchor component={Link} to={`/webhooks/${id}`} fw={600}>
              {name}
            </Anchor>
            <Text size="xs" c="dimmed" ff="monospace">
              {id}
            </Text>
            <Warnings webhook={webhook} />
          </Stack>
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Sparkline values={stats.series.map(({ received }) => received)} label={`${stats.received} received in the last 24 hours`} />
      </Table.Td>
      <Table.Td visibleFrom="xs">
        {stats.received.toLocaleString('en')}
        {stats.failed > 0 && (
          <Text span size="xs" c="red">
            {' '}
            {stats.failed.toLocaleString('en')} failed
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="md">{stats.refused.toLocaleString('en')}</Table.Td>
      <Table.Td>
        <EnabledSwitch webhook={webhook} />
      </Table.Td>
    </Table.Tr>
  )
}

export function EnabledSwitch({ webhook: { id, name, enabled } }: { webhook: Pick<WebhookRowFragment, 'id' | 'name' | 'enabled'> }) {
  const toggle = useToggle(id)
  const mayOperate = useMayOperate()
  if (!mayOperate) return enabled ? 'Yes' : 'No'
  return <Switch checked={enabled} onChange={(event) => toggle(event.currentTarget.checked)} aria-label={`${name} is enabled`} />
}

/** What keeps a webhook from doing what it is for. */
function Warnings({ webhook: { hasSecret, allowUnsigned, breakers, expiresAt } }: { webhook: WebhookRowFragment }) {
  const warnings = [
    !hasSecret && !allowUnsigned && 'No secret: lets nothing in',
    allowUnsigned && 'Unsigned deliveries are let in',
    breakers.length > 0 && 'Held by the breaker',
    expiresAt && 'Ends unless renewed',
  ].filter((text): text is string => Boolean(text))
  if (warnings.length === 0) return null
  return (
    <Group gap={4}>
      {warnings.map((text) => (
        <Badge key={text} size="sm" color="yellow" variant="light" tt="none">
          {text}
        </Badge>
      ))}
    </Group>
  )
}
