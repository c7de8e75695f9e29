import { Table } from '@mantine/core'
import { useLiveList } from '../../api/queries.ts'
import { PageHeader } from '../../components/page-header.tsx'
import { WebhookListDocument } from '../../generated/graphql.ts'

const CHANGES = ['WEBHOOK']

export function Component() {
  const { nodes } = useLiveList(WebhookListDocument, { variables: { first: 50 }, pageOf: (result) => result.webhooks, changes: CHANGES })
  return (
    <>
      <PageHeader title="Webhooks" />
      <Table>
        <Table.Tbody>
          {nodes.map(({ id, name }) => (
            <Table.Tr key={id}>
              <Table.Td>{name}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  )
}
