import { Button, Group, Modal, PasswordInput, Radio, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { ForwardTargetsDocument, type ForwardTargetsQuery, SetForwardTargetDocument } from '../../../sdk/index.ts'
import { askAnew, fieldErrors, isToldByFields, useSend } from '../../api/send.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { SecretOnce } from '../../components/secret-once.tsx'

interface TargetDialogProps {
  /** Null: it is added. */
  target: ForwardTargetsQuery['forwardTargets'][number] | null
  onClose(): void
}

const DAY_S = 86_400

/** Adds a target, or gives one another secret. */
export function TargetDialog({ target, onClose }: TargetDialogProps) {
  const form = useForm({ initialValues: { url: target?.url ?? '', secret: '', overlap: String(DAY_S) } })
  const send = useSend(SetForwardTargetDocument, {
    quiet: true,
    onSuccess: () => askAnew(ForwardTargetsDocument),
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  const made = send.data?.setForwardTarget
  const submit = ({ url, secret, overlap }: typeof form.values) =>
    send.mutate({
      url: url.trim(),
      ...(secret === '' ? { makeSecret: true } : { secret }),
      ...(target && { overlapSeconds: Number(overlap) }),
    })

  return (
    <Modal
      opened
      onClose={onClose}
      title={target ? 'Rotate the secret' : 'Add a target'}
      closeOnClickOutside={!made}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {made ? (
        <Stack>
          <SecretOnce
            secret={made.secret ?? ''}
            what="the secret"
            text={`Enter it at ${made.target.url}: deliveries are signed by Standard Webhooks.`}
          />
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={form.onSubmit(submit)}>
          <Stack>
            <TextInput
              label="URL"
              placeholder="https://"
              required
              readOnly={target !== null}
              data-autofocus={target === null || undefined}
              {...form.getInputProps('url')}
            />
            <PasswordInput label="Own secret" description="Left empty: one is made." autoComplete="off" {...form.getInputProps('secret')} />
            {target && (
              <Radio.Group label="The old one" {...form.getInputProps('overlap')}>
                <Stack gap="xs" mt="xs">
                  <Radio value={String(DAY_S)} label="signs beside it for 24 hours" />
                  <Radio value="0" label="ends now: it has leaked" />
                </Stack>
              </Radio.Group>
            )}
            {send.error && !isToldByFields(send.error, form.values) && <FailureNotice error={send.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={send.isPending}>
                {target ? 'Rotate' : 'Add'}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
