import { Anchor, NumberInput, Stack, Table, Text } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Link } from 'react-router'
import { useLiveQuery } from '../../api/queries.ts'
import { useSend } from '../../api/send.ts'
import { useIsAdmin, useMayOperate } from '../../api/viewer.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { Section } from '../../components/section.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { AgentListDocument, type AgentListQuery, LimitAgentDocument } from '../../generated/graphql.ts'
import { ConnectAgent } from './connect-agent.tsx'
import { Policies } from './policies.tsx'

type Agent = AgentListQuery['agents'][number]

const CHANGES = ['TASK']
const TYPING_MS = 600

export function Component() {
  const { data, error, refetch } = useLiveQuery(AgentListDocument, {}, { changes: CHANGES })
  const isAdmin = useIsAdmin()
  return (
    <>
      <PageHeader title="Agents" text="Programs that take tasks, in any language, and what they may change by themselves." />
      {error && <FailureNotice error={error} onRetry={refetch} />}
      {!data && !error && <PageSkeleton />}
      <Stack>
        {data && data.agents.length > 0 && <AgentTable agents={data.agents} />}
        {isAdmin && <Policies />}
        {data && <ConnectAgent isFirst={data.agents.every(({ lastSeenAt }) => !lastSeenAt)} />}
      </Stack>
    </>
  )
}

function AgentTable({ agents }: { agents: readonly Agent[] }) {
  return (
    <Section title="Who takes tasks">
      <Table.ScrollContainer minWidth={420} type="native">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Agent</Table.Th>
              <Table.Th>Last seen</Table.Th>
              <Table.Th>Waiting</Table.Th>
              <Table.Th>Under way</Table.Th>
              <Table.Th>At a time</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {agents.map((agent) => (
              <AgentRow key={agent.name} agent={agent} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  )
}

function AgentRow({ agent: { name, lastSeenAt, queued, claimed, maxConcurrent } }: { agent: Agent }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={`/tasks?agent=${encodeURIComponent(name)}`} fw={600}>
          {name}
        </Anchor>
      </Table.Td>
      <Table.Td>{lastSeenAt ? <TimeText at={lastSeenAt} /> : 'never'}</Table.Td>
      <Table.Td>{queued.toLocaleString('en')}</Table.Td>
      <Table.Td>{claimed.toLocaleString('en')}</Table.Td>
      <Table.Td>
        <Limit name={name} maxConcurrent={maxConcurrent ?? null} />
      </Table.Td>
    </Table.Tr>
  )
}

function Limit({ name, maxConcurrent }: { name: string; maxConcurrent: number | null }) {
  const mayOperate = useMayOperate()
  const set = useSend(LimitAgentDocument, { done: `${name} has another limit` })
  const typed = useDebouncedCallback(
    (value: number | string) => set.mutate({ agent: name, maxConcurrent: value === '' ? null : Number(value) }),
    TYPING_MS,
  )
  if (!mayOperate) return <Text size="sm">{maxConcurrent ?? 'any number'}</Text>
  return (
    <NumberInput
      aria-label={`Tasks of ${name} at a time`}
      placeholder="any"
      size="xs"
      w={90}
      min={1}
      allowDecimal={false}
      defaultValue={maxConcurrent ?? ''}
      onChange={typed}
    />
  )
}
