import { Alert, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useLiveQuery } from '../../api/queries.ts'
import { Section } from '../../components/section.tsx'
import { BackTestDocument, type CommandDraftFragment, type CommandInput } from '../../generated/graphql.ts'
import { BackTestResult } from './back-test-result.tsx'
import { draftOf, toInput } from './draft.ts'
import { LongBackTest } from './long-back-test.tsx'
import type { Preview, Result } from './preview.ts'

interface BackTestProps {
  webhookId: string
  /** Null: it cannot be read yet. */
  input: CommandInput | null
  saved: CommandDraftFragment | null
}

const LAST = 200
const SHOWN = 50
const NOTHING: CommandInput = { trigger: '*', action: 'COMMENT' }

/** What the command would have done with the last events, and what differs from the one that is saved. Nothing is carried out. */
export function BackTest({ webhookId, input, saved }: BackTestProps) {
  const isAsked = input !== null && input.trigger !== ''
  const draft = useLiveQuery(BackTestDocument, { webhookId, command: input ?? NOTHING, last: LAST }, { enabled: isAsked })
  const before = useLiveQuery(
    BackTestDocument,
    { webhookId, command: saved ? toInput(draftOf(saved)) : NOTHING, last: LAST },
    { enabled: saved !== null && isAsked },
  )
  const preview = isAsked ? draft.data?.previewCommand : undefined
  return (
    <Section title="Back-test">
      {!isAsked && (
        <Text size="sm" c="dimmed">
          Name a trigger, and see here which of the last {LAST} events it would have matched.
        </Text>
      )}
      {isAsked && draft.error && <Alert color="red" title={draft.error.message} />}
      {preview && !draft.error && (
        <Stack gap="sm">
          <Outcome preview={preview} />
          <Results results={withChange(preview, saved ? before.data?.previewCommand : undefined)} hasSaved={saved !== null} />
          <LongBackTest webhookId={webhookId} input={input!} />
        </Stack>
      )}
    </Section>
  )
}

function Outcome({ preview: { matched, tried } }: { preview: Preview }) {
  return (
    <>
      <Text role="status">
        Would have matched{' '}
        <Text span fw={700}>
          {matched} of the last {tried}
        </Text>
        .
      </Text>
      {tried > 0 && matched === 0 && <Alert color="yellow" title="It would match none of them: is the trigger right?" />}
      {tried >= 20 && matched === tried && <Alert color="yellow" title="It would match all of them: is a condition missing?" />}
    </>
  )
}

function Results({ results, hasSaved }: { results: Result[]; hasSaved: boolean }) {
  const [shown, setShown] = useState('matched')
  const lists: Record<string, Result[]> = {
    matched: results.filter(({ matched }) => matched),
    others: results.filter(({ matched }) => !matched),
    changed: results.filter(({ change }) => change !== null),
  }
  const list = lists[shown] ?? []
  if (results.length === 0) return null
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label="Which events"
        value={shown}
        onChange={setShown}
        data={[
          { value: 'matched', label: `Matched (${lists.matched!.length})` },
          { value: 'others', label: `Not (${lists.others!.length})` },
          ...(hasSaved ? [{ value: 'changed', label: `Differs from saved (${lists.changed!.length})` }] : []),
        ]}
      />
      <Stack gap={6}>
        {list.slice(0, SHOWN).map((result) => (
          <BackTestResult key={result.event.id} result={result} />
        ))}
        {list.length === 0 && (
          <Text size="sm" c="dimmed">
            None.
          </Text>
        )}
        {list.length > SHOWN && (
          <Group>
            <Text size="sm" c="dimmed">
              and {list.length - SHOWN} more
            </Text>
          </Group>
        )}
      </Stack>
    </>
  )
}

function withChange({ results }: Preview, before: Preview | undefined): Result[] {
  const matchedBefore = before && new Set(before.results.filter(({ matched }) => matched).map(({ event }) => event.id))
  return results.map((result) => {
    const was = matchedBefore?.has(result.event.id)
    const change = was === undefined || was === result.matched ? null : result.matched ? ('new' as const) : ('lost' as const)
    return { ...result, change }
  })
}
