import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { Link } from 'react-router'
import { useMayOperate } from '../../api/viewer.ts'
import { SafeLink } from '../../components/safe-link.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { TimeText } from '../../components/time-text.tsx'
import type { QuestionCardFragment } from '../../generated/graphql.ts'
import { AnswerForm } from './answer-form.tsx'

interface QuestionCardProps {
  question: QuestionCardFragment
  /** It is what a link has led to. */
  isNamed?: boolean
}

export function QuestionCard({ question, isNamed = false }: QuestionCardProps) {
  const mayAnswer = useMayOperate() && question.status === 'OPEN'
  return (
    <Paper
      withBorder
      p="md"
      component="article"
      aria-label={question.question}
      bd={isNamed ? '2px solid var(--mantine-primary-color-filled)' : undefined}
    >
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <Title order={3} size="h5" style={{ whiteSpace: 'pre-wrap' }}>
            {question.question}
          </Title>
          <StatusBadge status={question.status} />
        </Group>
        <About question={question} />
        {question.answer && <GivenAnswer question={question} />}
        {mayAnswer && <AnswerForm question={question} />}
      </Stack>
    </Paper>
  )
}

function About({ question: { event, task, askedAt, expiresAt, answerers, defaultAnswer, status } }: { question: QuestionCardFragment }) {
  return (
    <Text size="sm" c="dimmed">
      About{' '}
      <Anchor component={Link} to={`/events/${event.id}`} inherit>
        {event.subject?.title ?? event.eventType}
      </Anchor>
      {event.subject?.thread && (
        <>
          {' '}
          (<SafeLink href={event.subject.url}>{event.subject.thread}</SafeLink>)
        </>
      )}
      , asked <TimeText at={askedAt} />
      {task && (
        <>
          {' '}
          by{' '}
          <Anchor component={Link} to={`/tasks/${task.id}`} inherit>
            {task.agent}
          </Anchor>
        </>
      )}
      {answerers.length > 0 && `, for ${answerers.join(', ')}`}
      {status === 'OPEN' && expiresAt && (
        <>
          , open until <TimeText at={expiresAt} />
          {defaultAnswer !== null && defaultAnswer !== undefined && `, then “${defaultAnswer}”`}
        </>
      )}
    </Text>
  )
}

function GivenAnswer({ question: { answer, answeredBy, answeredAt, answeredVia } }: { question: QuestionCardFragment }) {
  return (
    <div>
      <Text fw={600} style={{ whiteSpace: 'pre-wrap' }}>
        {answer}
      </Text>
      <Text size="xs" c="dimmed">
        {answeredBy ?? 'nobody in time'}
        {answeredVia && `, by ${answeredVia}`}
        {answeredAt && (
          <>
            , <TimeText at={answeredAt} />
          </>
        )}
      </Text>
    </div>
  )
}
