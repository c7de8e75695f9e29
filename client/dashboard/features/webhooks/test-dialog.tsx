import { Anchor, Autocomplete, Button, Group, Modal, Stack } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useLiveQuery } from '../../api/queries.ts'
import { useSend } from '../../api/send.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { JsonEditor, jsonProblem } from '../../components/json-editor.tsx'
import { Revealed } from '../../components/revealed.tsx'
import { LastPayloadDocument, SamplePayloadDocument, TestWebhookDocument } from '../../generated/graphql.ts'
import { TestOutcome } from './test-outcome.tsx'
import { useGuide } from './use-guide.ts'
import type { WebhookDetail } from './webhook-detail.ts'

const TYPING_MS = 300

/** A delivery as the provider would make it, signed, through the real route. */
export function TestDialog({ webhook, onClose }: { webhook: WebhookDetail; onClose(): void }) {
  const types = useGuide(webhook.provider)?.eventTypes ?? []
  // A payload may be of megabytes: it is asked for when it is wanted.
  const last = useLiveQuery(LastPayloadDocument, { id: webhook.id }, { enabled: false })
  const [typed, setTyped] = useState<string | null>(null)
  const eventType = typed ?? likelyType(webhook, types)
  const [payload, setPayload] = useState('')
  const [asked] = useDebouncedValue(eventType, TYPING_MS)
  const samples = useLiveQuery(SamplePayloadDocument, { eventType: asked }, { enabled: asked !== '' }).data?.providers
  const sample = samples?.find(({ provider }) => provider === webhook.provider)?.sample
  const send = useSend(TestWebhookDocument, { quiet: true })
  const problem = payload.trim() === '' ? null : jsonProblem(payload)
  const submit = () => send.mutate({ webhookId: webhook.id, eventType, ...(payload.trim() && { payload: JSON.parse(payload) }) })
  const takeLast = async () => {
    const newest = (await last.refetch()).data?.webhook?.events.edges[0]?.node
    if (!newest) return
    setTyped(newest.eventType)
    setPayload(JSON.stringify(newest.payload, null, 2))
  }

  return (
    <Modal opened onClose={onClose} title={`Test ${webhook.name}`} size="lg">
      <Stack>
        <Autocomplete
          label="Event type"
          data={types}
          limit={50}
          value={eventType}
          onChange={setTyped}
          openOnFocus={false}
          required
          data-autofocus
        />
        <JsonEditor
          label="Payload"
          description="Left empty: an example of the provider's, where one is known."
          value={payload}
          onChange={setPayload}
          error={problem}
        />
        <Group gap="md">
          {sample !== null && sample !== undefined && (
            <Anchor component="button" type="button" size="sm" onClick={() => setPayload(JSON.stringify(sample, null, 2))}>
              Take the example
            </Anchor>
          )}
          {webhook.events.edges.length > 0 && (
            <Anchor component="button" type="button" size="sm" onClick={() => void takeLast()}>
              Take the last event's
            </Anchor>
          )}
        </Group>
        {send.error && (
          <Revealed>
            <FailureNotice error={send.error} />
          </Revealed>
        )}
        {send.data && <TestOutcome id={send.data.sendTestEvent.event.id} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button onClick={submit} loading={send.isPending} disabled={eventType === '' || problem !== null}>
            Send
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** What the first command waits for; a trigger may stand for several types. */
function likelyType({ commands, events }: WebhookDetail, types: readonly string[]): string {
  const stems = commands.map(({ trigger }) => trigger.replace(/\.?\*$/, '')).filter(Boolean)
  const found = stems.flatMap((stem) => types.filter((type) => type === stem || type.startsWith(`${stem}.`)))
  return found[0] ?? stems[0] ?? events.edges[0]?.node.eventType ?? types[0] ?? ''
}
