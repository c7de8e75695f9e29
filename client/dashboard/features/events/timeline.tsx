import { Anchor, Group, Timeline as Line, Stack, Text } from '@mantine/core'
import { Check, CircleHelp, Inbox, ListChecks, Send, X } from 'lucide-react'
import { Link } from 'react-router'
import { StatusBadge } from '../../components/status-badge.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { ActionItem } from './action-item.tsx'
import { Decision } from './decision.tsx'
import type { EventDetail } from './event-detail.ts'

/** What was decided and done, in order, as it happens. */
export function Timeline({ event }: { event: EventDetail }) {
  const { decisions, actions, tasks, questions } = event
  return (
    <Line bulletSize={26} lineWidth={2} active={99}>
      <Line.Item bullet={<Inbox size={14} />} title="Received and verified">
        <Verification event={event} />
      </Line.Item>
      {decisions.map((decision) => (
        <Line.Item
          key={decision.command.id}
          bullet={decision.matched ? <Check size={14} /> : <X size={14} />}
          color={decision.matched ? undefined : 'gray'}
          title={decision.matched ? 'Matched' : 'Did not match'}
        >
          <Decision decision={decision} />
        </Line.Item>
      ))}
      {decisions.length === 0 && (
        <Line.Item bullet={<X size={14} />} color="gray" title="No command was tried">
          <Text size="sm" c="dimmed">
            None of the webhook has a trigger for this type.
          </Text>
        </Line.Item>
      )}
      {actions.map((action) => (
        <Line.Item key={action.id} bullet={<Send size={14} />} title={<ActionTitle action={action} />}>
          <ActionItem action={action} />
        </Line.Item>
      ))}
      {tasks.map(({ id, agent, status, createdAt, progress, error }) => (
        <Line.Item key={id} bullet={<ListChecks size={14} />} title={<Titled text={`Task for ${agent}`} status={status} />}>
          <Stack gap={2}>
            <Text size="sm">{error ?? progress}</Text>
            <Text size="xs" c="dimmed">
              <Anchor component={Link} to={`/tasks/${id}`} inherit>
                {id}
              </Anchor>
              , queued <TimeText at={createdAt} />
            </Text>
          </Stack>
        </Line.Item>
      ))}
      {questions.map(({ id, question, status, answer, answeredBy, askedAt }) => (
        <Line.Item key={id} bullet={<CircleHelp size={14} />} title={<Titled text="Question" status={status} />}>
          <Text size="sm">{question}</Text>
          {answer && (
            <Text size="sm" fw={600}>
              {answer} {answeredBy && `(${answeredBy})`}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            <Anchor component={Link} to={`/questions?open=${id}`} inherit>
              {id}
            </Anchor>
            , asked <TimeText at={askedAt} />
          </Text>
        </Line.Item>
      ))}
    </Line>
  )
}

function Titled({ text, status }: { text: string; status: string }) {
  return (
    <Group gap="xs">
      {text}
      <StatusBadge status={status} />
    </Group>
  )
}

function ActionTitle({ action: { kind, status, requestedBy } }: { action: EventDetail['actions'][number] }) {
  const name = kind.toLowerCase().replace('_', ' ')
  return <Titled text={requestedBy ? `${name}, asked for by ${requestedBy}` : name} status={status} />
}

function Verification({ event: { verification, receivedAt } }: { event: EventDetail }) {
  const { scheme, secretId } = verification as { scheme?: string; secretId?: string }
  return (
    <Text size="sm" c="dimmed">
      <TimeText at={receivedAt} />
      {scheme ? `, by ${scheme}` : ', unsigned'}
      {secretId && ` under ${secretId}`}
    </Text>
  )
}
