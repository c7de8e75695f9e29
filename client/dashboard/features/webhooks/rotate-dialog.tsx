import { Button, Group, Modal, PasswordInput, Radio, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useSend } from '../../api/send.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { providerName } from '../../components/provider-mark.tsx'
import { SecretOnce } from '../../components/secret-once.tsx'
import { RotateSecretDocument } from '../../generated/graphql.ts'
import { useGuide } from './use-guide.ts'
import type { WebhookDetail } from './webhook-detail.ts'

const DAY_S = 86_400

type Rotated = Pick<WebhookDetail, 'id' | 'provider' | 'hasSecret'>

/** Another secret, or the first one. What Hookline makes is shown once; what was entered is known to who entered it. */
export function RotateDialog({ webhook, onClose }: { webhook: Rotated; onClose(): void }) {
  const [made, setMade] = useState<string | null>(null)
  // Once there is a secret, the dialog is not about another one.
  const [begun] = useState(webhook)
  return (
    <Modal opened onClose={onClose} title={begun.hasSecret ? 'Rotate the secret' : 'Set the secret'}>
      {made === null ? (
        <RotateForm webhook={begun} onMade={setMade} onClose={onClose} />
      ) : (
        <Stack>
          <SecretOnce
            secret={made}
            what="the new secret"
            text={`Enter it at ${providerName(webhook.provider)}. This page says when the old one was used last.`}
          />
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}

function RotateForm({
  webhook: { id, provider, hasSecret },
  onMade,
  onClose,
}: {
  webhook: Rotated
  onMade(secret: string): void
  onClose(): void
}) {
  const [overlapS, setOverlapS] = useState(String(DAY_S))
  const [secret, setSecret] = useState('')
  const isIssued = useGuide(provider)?.issuesSecret
  const rotate = useSend(RotateSecretDocument, {
    quiet: true,
    onSuccess: ({ rotateWebhookSecret: { secret: made } }) => {
      if (secret === '') return onMade(made)
      notifications.show({ message: 'The secret is set', color: 'green' })
      onClose()
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        rotate.mutate({ id, overlapSeconds: Number(overlapS), ...(secret && { secret }) })
      }}
    >
      <Stack>
        <PasswordInput
          label={isIssued ? `The secret that ${providerName(provider)} shows` : 'Own secret'}
          description={isIssued ? undefined : 'Left empty: one is made, and shown once.'}
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
          autoComplete="off"
          required={isIssued}
          data-autofocus
        />
        {hasSecret && <Overlap value={overlapS} onChange={setOverlapS} />}
        {rotate.error && <FailureNotice error={rotate.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={rotate.isPending} disabled={isIssued !== false && secret === ''}>
            {hasSecret ? 'Rotate' : 'Set it'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Overlap({ value, onChange }: { value: string; onChange(value: string): void }) {
  return (
    <Radio.Group label="The old one" value={value} onChange={onChange}>
      <Stack gap="xs" mt="xs">
        <Radio value={String(DAY_S)} label="goes on for 24 hours" />
        <Radio value={String(7 * DAY_S)} label="goes on for 7 days" />
        <Radio value="0" label="ends now: it has leaked" />
      </Stack>
    </Radio.Group>
  )
}
