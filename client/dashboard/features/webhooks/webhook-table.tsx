import { Table } from '@mantine/core'
import type { WebhookRowFragment } from '../../generated/graphql.ts'
import { WebhookRow } from './webhook-row.tsx'

export function WebhookTable({ webhooks }: { webhooks: readonly WebhookRowFragment[] }) {
  return (
    <Table verticalSpacing="sm" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Webhook</Table.Th>
          <Table.Th visibleFrom="md">Last event</Table.Th>
          <Table.Th visibleFrom="sm">24 hours</Table.Th>
          <Table.Th visibleFrom="xs" ta="right">
            Received
          </Table.Th>
          <Table.Th visibleFrom="md" ta="right">
            Failed
          </Table.Th>
          <Table.Th visibleFrom="md" ta="right">
            Refused
          </Table.Th>
          <Table.Th style={{ whiteSpace: 'nowrap' }}>Enabled</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {webhooks.map((webhook) => (
          <WebhookRow key={webhook.id} webhook={webhook} />
        ))}
      </Table.Tbody>
    </Table>
  )
}
