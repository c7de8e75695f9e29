import { Badge, Button, Group, Stack, Table, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useLiveQuery } from '../../api/queries.ts'
import { askAnew, useSend } from '../../api/send.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { EndPersonSessionsDocument, PeopleDocument, type PeopleQuery } from '../../generated/graphql.ts'

type Person = PeopleQuery['people'][number]

/** Who has signed in through the issuer; nothing where nobody has. */
export function PeopleSection({ everyMs }: { everyMs: number }) {
  const { data, error, refetch } = useLiveQuery(PeopleDocument, {}, { everyMs })
  const [ending, setEnding] = useState<Person | null>(null)
  if (error && !data) return <FailureNotice error={error} onRetry={refetch} />
  if (!data || data.people.length === 0) return null
  return (
    <Stack gap="xs" mt="xl" component="section" aria-label="People">
      <Title order={3} size="h4">
        People
      </Title>
      <Text size="sm" c="dimmed">
        They have signed in through the issuer, which says their roles at each sign-in. Whom it no longer lets in stays here until the
        session ends.
      </Text>
      <Table.ScrollContainer minWidth={320} type="native">
        <Table verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Person</Table.Th>
              <Table.Th visibleFrom="sm">Last sign-in</Table.Th>
              <Table.Th>Sessions</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.people.map((person) => (
              <PersonRow key={person.id} person={person} onEnd={() => setEnding(person)} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {ending && <EndDialog person={ending} onClose={() => setEnding(null)} />}
    </Stack>
  )
}

function PersonRow({ person: { name, email, subject, role, lastSignInAt, openSessions }, onEnd }: { person: Person; onEnd(): void }) {
  return (
    <Table.Tr style={{ overflowWrap: 'anywhere' }}>
      <Table.Td>
        <Group gap={6}>
          <Text fw={600} size="sm">
            {name}
          </Text>
          <Badge size="sm" variant="light" color="gray">
            {role}
          </Badge>
        </Group>
        <Text size="xs" c="dimmed">
          {email ?? subject}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <TimeText at={lastSignInAt} />
      </Table.Td>
      <Table.Td>{openSessions.toLocaleString('en')}</Table.Td>
      <Table.Td ta="right">
        {openSessions > 0 && (
          <Button variant="subtle" color="red" size="compact-sm" onClick={onEnd} aria-label={`Sign out ${name}`}>
            Sign out
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

function EndDialog({ person: { id, name }, onClose }: { person: Person; onClose(): void }) {
  const end = useSend(EndPersonSessionsDocument, {
    done: `${name} is signed out everywhere`,
    onSuccess: () => {
      askAnew(PeopleDocument)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={`Sign ${name} out`}
      text="All browsers of this person are signed out. Whom the issuer still lets in can sign in again."
      confirm="Sign out everywhere"
      loading={end.isPending}
      onConfirm={() => end.mutate({ personId: id })}
    />
  )
}
