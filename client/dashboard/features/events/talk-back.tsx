import { Button, Group, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useLiveQuery } from '../../api/queries.ts'
import { useSend } from '../../api/send.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { Section } from '../../components/section.tsx'
import {
  AskThereDocument,
  EventProviderDocument,
  ForwardOneDocument,
  WriteCommentDocument,
  WriteResponseDocument,
} from '../../generated/graphql.ts'
import type { EventDetail } from './event-detail.ts'

type Way = 'COMMENT' | 'ASK' | 'RESPOND' | 'FORWARD'

const LABELS: Record<Way, string> = { COMMENT: 'Comment', ASK: 'Ask', RESPOND: 'Respond', FORWARD: 'Forward' }

/** A person says something where the event came from, or sends it on. What comes of it appears above. */
export function TalkBack({ event: { id, provider } }: { event: EventDetail }) {
  const replies = useLiveQuery(EventProviderDocument, {}).data?.providers.find((one) => one.provider === provider)?.repliesBy ?? []
  const [way, setWay] = useState<Way>('COMMENT')
  const [text, setText] = useState('')
  const options = { quiet: true, onSuccess: () => setText('') }
  const comment = useSend(WriteCommentDocument, options)
  const respond = useSend(WriteResponseDocument, options)
  const ask = useSend(AskThereDocument, options)
  const forward = useSend(ForwardOneDocument, options)
  const sends: Record<Way, { send(): void; isPending: boolean; error: typeof comment.error }> = {
    COMMENT: { ...comment, send: () => comment.mutate({ eventId: id, message: text }) },
    RESPOND: { ...respond, send: () => respond.mutate({ eventId: id, response: text }) },
    ASK: { ...ask, send: () => ask.mutate({ input: { eventId: id, question: text, kind: 'TEXT' } }) },
    FORWARD: { ...forward, send: () => forward.mutate({ eventId: id, target: text }) },
  }
  const ways = (['COMMENT', 'ASK', 'RESPOND'] as const).filter((one) => replies.includes(one))
  const chosen = sends[way]
  if (!useMayOperate()) return null

  return (
    <Section title="Say something there">
      <Stack gap="xs">
        <SegmentedControl
          aria-label="What to do"
          data={[...ways, 'FORWARD' as const].map((value) => ({ value, label: LABELS[value] }))}
          value={way}
          onChange={(next) => setWay(next as Way)}
        />
        {way === 'FORWARD' ? (
          <TextInput
            label="Where to"
            description="An https URL that is registered as a target, or the id of another webhook"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        ) : (
          <Textarea
            label={way === 'ASK' ? 'Question' : 'Text'}
            autosize
            minRows={2}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        {chosen.error && <FailureNotice error={chosen.error} />}
        <Group justify="flex-end">
          <Button onClick={chosen.send} loading={chosen.isPending} disabled={text.trim() === ''}>
            {LABELS[way]}
          </Button>
        </Group>
      </Stack>
    </Section>
  )
}
