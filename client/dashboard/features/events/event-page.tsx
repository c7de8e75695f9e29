import { Anchor, Button, Group, Stack, Tabs, Text } from '@mantine/core'
import { Activity, RotateCcw, WandSparkles } from 'lucide-react'
import { Link, useNavigate, useParams } from 'react-router'
import { useLiveQuery } from '../../api/queries.ts'
import { useSend } from '../../api/send.ts'
import { useFilters } from '../../api/use-filters.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { ProviderMark } from '../../components/provider-mark.tsx'
import { EventDetailDocument, ReplayOneDocument } from '../../generated/graphql.ts'
import type { EventDetail } from './event-detail.ts'
import { EventSubject } from './event-subject.tsx'
import { Headers, Payload, Raw } from './payload-tabs.tsx'
import { TalkBack } from './talk-back.tsx'
import { Timeline } from './timeline.tsx'

const CHANGES = ['EVENT', 'ACTION', 'TASK', 'QUESTION']

export function Component() {
  const { id = '' } = useParams()
  const { data, error, refetch } = useLiveQuery(EventDetailDocument, { id }, { changes: CHANGES })
  if (error && !data) return <FailureNotice error={error} onRetry={refetch} />
  if (!data) return <PageSkeleton />
  if (!data.event)
    return <EmptyState icon={Activity} title="There is no such event" text="It may be past its retention, or your key may not see it." />
  return <EventPage key={id} event={data.event} />
}

function EventPage({ event }: { event: EventDetail }) {
  const { id, provider, eventType, subject, webhook } = event
  const [{ tab }, setFilters] = useFilters(['tab'])
  return (
    <>
      <PageHeader
        title={subject?.title || eventType}
        mark={<ProviderMark provider={provider} size={36} />}
        back={{ to: '/events', label: 'Events' }}
      >
        <Actions event={event} />
      </PageHeader>
      <EventSubject event={event} />
      <Tabs value={tab || 'timeline'} onChange={(to) => setFilters({ tab: to === 'timeline' ? null : to })} mt="md" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="timeline">What was done</Tabs.Tab>
          <Tabs.Tab value="payload">Payload</Tabs.Tab>
          <Tabs.Tab value="headers">Headers</Tabs.Tab>
          <Tabs.Tab value="raw">Raw</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="timeline">
          <Stack>
            <Timeline event={event} />
            <TalkBack event={event} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="payload">
          <Payload id={id} />
        </Tabs.Panel>
        <Tabs.Panel value="headers">
          <Headers headers={event.headers as Record<string, string>} />
        </Tabs.Panel>
        <Tabs.Panel value="raw">
          <Raw id={id} />
        </Tabs.Panel>
      </Tabs>
      <Text size="sm" c="dimmed" mt="md">
        At{' '}
        <Anchor component={Link} to={`/webhooks/${webhook.id}`} inherit>
          {webhook.name}
        </Anchor>
      </Text>
    </>
  )
}

function Actions({ event: { id, webhook } }: { event: EventDetail }) {
  const navigate = useNavigate()
  const mayOperate = useMayOperate()
  const replay = useSend(ReplayOneDocument, {
    done: 'Replayed: this is the new event',
    onSuccess: ({ replayEvent }) => void navigate(`/events/${replayEvent.event.id}`),
  })
  if (!mayOperate) return null
  return (
    <Group gap="xs">
      <Button variant="default" leftSection={<RotateCcw size={16} />} loading={replay.isPending} onClick={() => replay.mutate({ id })}>
        Replay
      </Button>
      <Button component={Link} to={`/commands/new?webhook=${webhook.id}&event=${id}`} leftSection={<WandSparkles size={16} />}>
        Make a command from this
      </Button>
    </Group>
  )
}
