import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { HooklineError } from '../../../sdk/index.ts'
import { hookline } from '../../api/hookline.ts'
import { showFailure } from '../../api/send.ts'
import { type CommandInput, LongBackTestDocument, type LongBackTestSubscription } from '../../generated/graphql.ts'

const LAST = 10_000

type Seen = Omit<LongBackTestSubscription['previewCommand'], 'results'>

/** Over many more events, as it goes; it can be stopped. */
export function LongBackTest({ webhookId, input }: { webhookId: string; input: CommandInput }) {
  const [seen, setSeen] = useState<Seen | null>(null)
  const running = useRef<AbortController>(undefined)
  const key = JSON.stringify(input)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was found belongs to another command then
  useEffect(() => {
    setSeen(null)
    return () => running.current?.abort()
  }, [key])

  const run = async () => {
    const { signal } = (running.current = new AbortController())
    try {
      for await (const { previewCommand } of hookline.subscribe(
        LongBackTestDocument,
        { webhookId, command: input, last: LAST },
        { signal },
      ))
        setSeen(previewCommand)
    } catch (error) {
      showFailure(error as HooklineError)
    }
  }
  const stop = () => {
    running.current?.abort()
    setSeen((before) => before && { ...before, done: true })
  }

  if (!seen)
    return (
      <Group>
        <Button size="compact-sm" variant="light" onClick={() => void run()}>
          Try it on the last {LAST.toLocaleString('en')}
        </Button>
      </Group>
    )
  return (
    <Stack gap={4}>
      <Progress value={seen.of === 0 ? 100 : (seen.tried / seen.of) * 100} aria-label="Tried so far" />
      <Group justify="space-between">
        <Text size="sm" role="status">
          {seen.matched.toLocaleString('en')} of {seen.tried.toLocaleString('en')}
          {seen.done ? ' matched' : ` so far, ${seen.of.toLocaleString('en')} in all`}
        </Text>
        {!seen.done && (
          <Button size="compact-xs" variant="default" onClick={stop}>
            Stop
          </Button>
        )}
      </Group>
    </Stack>
  )
}
