import { Anchor, Button, Code, Group, Stack, Text } from '@mantine/core'
import { ListChecks, RotateCcw } from 'lucide-react'
import { Link, useParams } from 'react-router'
import { useLiveQuery } from '../../api/queries.ts'
import { useSend } from '../../api/send.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Facts } from '../../components/facts.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { JsonTree } from '../../components/json-tree/json-tree.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { Section } from '../../components/section.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { QueueTaskAgainDocument, StopTaskDocument, TaskDetailDocument, type TaskDetailQuery } from '../../generated/graphql.ts'
import { Lease } from './task-line.tsx'

type Task = NonNullable<TaskDetailQuery['task']>

const CHANGES = ['TASK']

export function Component() {
  const { id = '' } = useParams()
  const { data, error, refetch } = useLiveQuery(TaskDetailDocument, { id }, { changes: CHANGES })
  if (error && !data) return <FailureNotice error={error} onRetry={refetch} />
  if (!data) return <PageSkeleton />
  if (!data.task)
    return <EmptyState icon={ListChecks} title="There is no such task" text="It may be past its retention, or your key may not see it." />
  return <TaskPage task={data.task} />
}

function TaskPage({ task }: { task: Task }) {
  const { event, prompt, result, inbox, error } = task
  return (
    <>
      <PageHeader title={event?.subject?.title ?? 'Task'} back={{ to: '/tasks', label: 'Tasks' }}>
        <Actions task={task} />
      </PageHeader>
      <Stack>
        <TaskFacts task={task} />
        <Section title="What is asked">
          <Code block style={{ whiteSpace: 'pre-wrap' }}>
            {prompt}
          </Code>
        </Section>
        {error && (
          <Section title="Error">
            <Text c="red" style={{ whiteSpace: 'pre-wrap' }}>
              {error}
            </Text>
          </Section>
        )}
        {result !== null && result !== undefined && (
          <Section title="Result">
            <JsonTree value={result} />
          </Section>
        )}
        {inbox.length > 0 && (
          <Section title="Inbox">
            <Stack gap={6}>
              {inbox.map((item) => (
                <Anchor key={item.id} component={Link} to={`/events/${item.id}`} size="sm">
                  {item.eventType} {item.subject?.title}
                </Anchor>
              ))}
            </Stack>
          </Section>
        )}
      </Stack>
    </>
  )
}

function TaskFacts({ task }: { task: Task }) {
  const { id, agent, status, attempt, progress, event, createdAt, updatedAt } = task
  return (
    <Section title="State">
      <Facts
        facts={[
          [
            'State',
            <Group key="state" gap="xs">
              <StatusBadge status={status} />
              <Lease task={task} />
            </Group>,
          ],
          ['Progress', progress],
          ['Agent', agent],
          ['Attempt', attempt],
          [
            'Event',
            event && (
              <Anchor key="event" component={Link} to={`/events/${event.id}`} size="sm">
                {event.eventType}
              </Anchor>
            ),
          ],
          ['Queued', <TimeText key="queued" at={createdAt} />],
          ['Last change', <TimeText key="changed" at={updatedAt} />],
          [
            'Id',
            <Text key="id" span size="sm" ff="monospace">
              {id}
            </Text>,
          ],
        ]}
      />
    </Section>
  )
}

function Actions({ task: { id, status } }: { task: Task }) {
  const mayOperate = useMayOperate()
  const stop = useSend(StopTaskDocument, { done: 'The task is cancelled' })
  const again = useSend(QueueTaskAgainDocument, { done: 'The task is queued again' })
  if (!mayOperate) return null
  const isOpen = status === 'QUEUED' || status === 'CLAIMED'
  const isOver = status === 'DEAD' || status === 'FAILED' || status === 'CANCELLED'
  return (
    <>
      {isOpen && (
        <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate({ id })}>
          Cancel the task
        </Button>
      )}
      {isOver && (
        <Button leftSection={<RotateCcw size={16} />} loading={again.isPending} onClick={() => again.mutate({ id })}>
          Queue it again
        </Button>
      )}
    </>
  )
}
