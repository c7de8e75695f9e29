import { Alert, Code, Select, Stack, Text } from '@mantine/core'
import { useLiveQuery } from '../../api/queries.ts'
import { JsonTree } from '../../components/json-tree/json-tree.tsx'
import { Section } from '../../components/section.tsx'
import { SampleEventDocument } from '../../generated/graphql.ts'
import type { Place } from './context.ts'
import type { Rendered } from './use-rendered.ts'

interface SampleSectionProps {
  webhook: Place
  sampleId: string | null
  onSample(id: string | null): void
  rendered: Rendered
  /** Left out: nothing can be picked. */
  onPick?(path: string, value: unknown): void
}

/** One stored event: what the text comes to on it, and its payload, to pick conditions from. */
export function SampleSection({ webhook, sampleId, onSample, rendered, onPick }: SampleSectionProps) {
  const { data } = useLiveQuery(SampleEventDocument, { id: sampleId ?? '' }, { enabled: sampleId !== null })
  const event = data?.event
  const listed = webhook.events.edges.map(({ node }) => ({ value: node.id, label: `${node.eventType} ${node.subject?.title ?? ''}` }))
  const choices =
    event && !listed.some(({ value }) => value === event.id)
      ? [{ value: event.id, label: `${event.eventType} ${event.subject?.title ?? ''}` }, ...listed]
      : listed
  return (
    <Section title="On a real event">
      {choices.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing was delivered to this webhook yet. With an event, its payload and the finished text are shown here.
        </Text>
      ) : (
        <Stack gap="sm">
          <Select label="Event" data={choices} value={sampleId} onChange={onSample} searchable allowDeselect={false} />
          <RenderedText rendered={rendered} />
          {onPick && (
            <Text size="sm" c="dimmed">
              A click on a name makes a condition of it.
            </Text>
          )}
          {event && event.id === sampleId && <JsonTree key={event.id} value={event.payload} onPick={onPick} maxHeight={360} />}
        </Stack>
      )}
    </Section>
  )
}

function RenderedText({ rendered: { text, matched, error } }: { rendered: Rendered }) {
  if (error)
    return (
      <Alert color="red" title="It cannot be tried yet">
        {error.message}
      </Alert>
    )
  if (!matched)
    return (
      <Text size="sm" c="dimmed" role="status">
        The command does not match this event.
      </Text>
    )
  return (
    <div>
      <Text size="sm" fw={600}>
        The text would be
      </Text>
      <Code block style={{ whiteSpace: 'pre-wrap' }}>
        {text}
      </Code>
    </div>
  )
}
