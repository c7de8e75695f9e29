import { Alert, Anchor, Autocomplete, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import { useLiveQuery } from '../../api/queries.ts'
import { useSend } from '../../api/send.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { JsonEditor, jsonProblem } from '../../components/json-editor.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { LastPayloadDocument, ProviderGuideDocument, TestWebhookDocument, type TestWebhookMutation } from '../../generated/graphql.ts'
import type { WebhookDetail } from './webhook-page.tsx'

type Sent = Extract<TestWebhookMutation['sendTestEvent'], { event: unknown }>['event']

/** A delivery as the provider would make it, signed, through the real route. */
export function TestDialog({ webhook, onClose }: { webhook: WebhookDetail; onClose(): void }) {
  const types =
    useLiveQuery(ProviderGuideDocument, {}).data?.providers.find(({ provider }) => provider === webhook.provider)?.eventTypes ?? []
  const last = useLiveQuery(LastPayloadDocument, { id: webhook.id }).data?.webhook?.events.edges[0]?.node
  const [eventType, setEventType] = useState(webhook.commands.find(({ trigger }) => !trigger.includes('*'))?.trigger ?? '')
  const [payload, setPayload] = useState('')
  const send = useSend(TestWebhookDocument, { quiet: true })
  const problem = payload.trim() === '' ? null : jsonProblem(payload)
  const submit = () => send.mutate({ webhookId: webhook.id, eventType, ...(payload.trim() && { payload: JSON.parse(payload) }) })
  const takeLast = () => {
    setEventType(last!.eventType)
    setPayload(JSON.stringify(last!.payload, null, 2))
  }

  return (
    <Modal opened onClose={onClose} title={`Test ${webhook.name}`} size="lg">
      <Stack>
        <Autocomplete label="Event type" data={types} limit={50} value={eventType} onChange={setEventType} required data-autofocus />
        <JsonEditor
          label="Payload"
          description="Left empty: an example of the provider's."
          value={payload}
          onChange={setPayload}
          error={problem}
        />
        {last && (
          <Anchor component="button" type="button" size="sm" onClick={takeLast}>
            Take the last event's
          </Anchor>
        )}
        {send.error && <FailureNotice error={send.error} />}
        {send.data && <Outcome sent={send.data.sendTestEvent.event} />}
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

function Outcome({ sent: { id, status, statusReason, matchedCommands } }: { sent: Sent }) {
  return (
    <Alert color="green" title="It was delivered" role="status">
      <Group gap="xs">
        <StatusBadge status={status} />
        <Text size="sm">
          {statusReason ??
            (matchedCommands.length === 0
              ? 'No command matched.'
              : `Matched: ${matchedCommands.map(({ trigger }) => trigger).join(', ')}.`)}
        </Text>
        <Anchor component={Link} to={`/events/${id}`} size="sm">
          Look at it
        </Anchor>
      </Group>
    </Alert>
  )
}
