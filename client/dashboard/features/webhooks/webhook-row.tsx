import { Anchor, Group, Stack, Switch, Table, Text } from '@mantine/core'
import { Link } from 'react-router'
import { useMayOperate } from '../../api/viewer.ts'
import { ProviderMark } from '../../components/provider-mark.tsx'
import { Sparkline } from '../../components/sparkline.tsx'
import { TimeText } from '../../components/time-text.tsx'
import type { WebhookRowFragment } from '../../generated/graphql.ts'
import { useToggle } from './use-toggle.ts'
import { WarningBadges } from './warning-badges.tsx'

export function WebhookRow({ webhook }: { webhook: WebhookRowFragment }) {
  const { id, name, provider, stats, lastEventAt } = webhook
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          <ProviderMark provider={provider} />
          <Stack gap={2} miw={0}>
            <Anchor component={Link} to={`/webhooks/${id}`} fw={600}>
              {name}
            </Anchor>
            <Text size="xs" c="dimmed" ff="monospace">
              {id}
            </Text>
            <Text size="xs" c="dimmed" hiddenFrom="md">
              {inWords(stats)}
            </Text>
            <WarningBadges webhook={webhook} />
          </Stack>
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Text span size="sm" c="dimmed">
          {lastEventAt ? <TimeText at={lastEventAt} /> : 'none yet'}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Sparkline values={stats.series.map(({ received }) => received)} label={`${stats.received} received in the last 24 hours`} />
      </Table.Td>
      <Table.Td visibleFrom="xs" ta="right">
        <Count of={stats.received} />
      </Table.Td>
      <Table.Td visibleFrom="md" ta="right">
        <Count of={stats.failed} color="red" />
      </Table.Td>
      <Table.Td visibleFrom="md" ta="right">
        <Count of={stats.refused} color="orange" />
      </Table.Td>
      <Table.Td>
        <EnabledSwitch webhook={webhook} />
      </Table.Td>
    </Table.Tr>
  )
}

/** `color`: when there are some, which there should not be. */
function Count({ of: count, color }: { of: number; color?: string }) {
  return (
    <Text span size="sm" c={count === 0 ? 'dimmed' : color} fw={count > 0 && color ? 600 : undefined}>
      {count.toLocaleString('en')}
    </Text>
  )
}

/** For a screen that has no room for columns. */
function inWords({ received, failed, refused }: WebhookRowFragment['stats']): string {
  const parts = [`${received.toLocaleString('en')} received`]
  if (failed > 0) parts.push(`${failed.toLocaleString('en')} failed`)
  if (refused > 0) parts.push(`${refused.toLocaleString('en')} refused`)
  return `${parts.join(', ')} in 24 hours`
}

export function EnabledSwitch({ webhook: { id, name, enabled } }: { webhook: Pick<WebhookRowFragment, 'id' | 'name' | 'enabled'> }) {
  const toggle = useToggle(id)
  const mayOperate = useMayOperate()
  if (!mayOperate) return enabled ? 'Yes' : 'No'
  return <Switch checked={enabled} onChange={(event) => toggle(event.currentTarget.checked)} aria-label={`${name} is enabled`} />
}
