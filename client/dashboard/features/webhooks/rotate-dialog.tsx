import { Button, Group, Modal, PasswordInput, Radio, Stack } from '@mantine/core'
import { useState } from 'react'
import { useSend } from '../../api/send.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { providerName } from '../../components/provider-mark.tsx'
import { SecretOnce } from '../../components/secret-once.tsx'
import { RotateSecretDocument } from '../../generated/graphql.ts'
import type { WebhookDetail } from './webhook-page.tsx'

const DAY_S = 86_400
/** These make their secrets themselves: docs/providers.md. */
const ISSUERS = ['SLACK', 'SENTRY', 'STRIPE', 'PAGERDUTY', 'LINEAR']

export function RotateDialog({ webhook, opened, onClose }: { webhook: WebhookDetail; opened: boolean; onClose(): void }) {
  const [overlap, setOverlap] = useState(String(DAY_S))
  const [secret, setSecret] = useState('')
  const isIssued = ISSUERS.includes(webhook.provider)
  const rotate = useSend(RotateSecretDocument, { quiet: true })
  const made = rotate.data?.rotateWebhookSecret.secret
  const close = () => {
    onClose()
    rotate.reset()
    setSecret('')
  }
  const send = () => rotate.mutate({ id: webhook.id, overlapSeconds: Number(overlap), ...(secret && { secret }) })

  return (
    <Modal opened={opened} onClose={close} title={webhook.hasSecret ? 'Rotate the secret' : 'Set the secret'}>
      {made ? (
        <Stack>
          <SecretOnce
            secret={made}
            what="the new secret"
            text={`Enter it at ${providerName(webhook.provider)}. This page says when the old one was used last.`}
          />
          <Group justify="flex-end">
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <Stack>
          <PasswordInput
            label={isIssued ? `The secret that ${providerName(webhook.provider)} has issued` : 'Own secret'}
            description={isIssued ? undefined : 'Left empty: one is made.'}
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
            autoComplete="off"
          />
          {webhook.hasSecret && (
            <Radio.Group label="The old one" value={overlap} onChange={setOverlap}>
              <Stack gap="xs" mt="xs">
                <Radio value={String(DAY_S)} label="goes on for 24 hours" />
                <Radio value={String(7 * DAY_S)} label="goes on for 7 days" />
                <Radio value="0" label="ends now: it has leaked" />
              </Stack>
            </Radio.Group>
          )}
          {rotate.error && <FailureNotice error={rotate.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button onClick={send} loading={rotate.isPending} disabled={isIssued && secret === ''}>
              {webhook.hasSecret ? 'Rotate' : 'Set it'}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
