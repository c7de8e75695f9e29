import { Button, Code, Group, Spoiler, Stack, Text } from '@mantine/core'
import { RotateCw } from 'lucide-react'
import { useSend } from '../../api/send.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { SafeLink } from '../../components/safe-link.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { RetryOneDocument } from '../../generated/graphql.ts'
import type { EventDetail } from './event-detail.ts'

type Action = EventDetail['actions'][number]

/** What was to be said, and each try at it. */
export function ActionItem({ action }: { action: Action }) {
  const { id, text, status, attempts, url, nextAttemptAt, kind } = action
  const mayOperate = useMayOperate()
  const retry = useSend(RetryOneDocument, { done: 'It is tried again' })
  const mayRetry = mayOperate && kind !== 'CREATE_TASK' && (status === 'EXHAUSTED' || status === 'RETRYING')
  return (
    <Stack gap={4}>
      {text && (
        <Spoiler maxHeight={72} showLabel="Show all of it" hideLabel="Show less">
          <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
            {text}
          </Text>
        </Spoiler>
      )}
      {url && (
        <Text size="sm">
          <SafeLink href={url}>See it there</SafeLink>
        </Text>
      )}
      {attempts.map((attempt) => (
        <AttemptLine key={attempt.number} attempt={attempt} />
      ))}
      <Group gap="xs">
        {nextAttemptAt && status !== 'SUCCEEDED' && (
          <Text size="xs" c="dimmed">
            Next try <TimeText at={nextAttemptAt} />
          </Text>
        )}
        {mayRetry && (
          <Button
            size="compact-xs"
            variant="light"
            leftSection={<RotateCw size={12} />}
            loading={retry.isPending}
            onClick={() => retry.mutate({ id })}
          >
            Try again now
          </Button>
        )}
      </Group>
    </Stack>
  )
}

function AttemptLine({ attempt: { number, at, durationMs, statusCode, error, response } }: { attempt: Action['attempts'][number] }) {
  return (
    <div>
      <Text size="xs" c={error ? 'red' : 'dimmed'}>
        Try {number}, <TimeText at={at} />, {durationMs.toLocaleString('en')} ms{statusCode ? `, ${statusCode}` : ''}
        {error && `: ${error}`}
      </Text>
      {error && response && (
        <Spoiler maxHeight={40} showLabel="Show the answer" hideLabel="Show less">
          <Code block>{response}</Code>
        </Spoiler>
      )}
    </div>
  )
}
