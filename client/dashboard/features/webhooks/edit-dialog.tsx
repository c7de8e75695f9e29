import { Button, Group, Modal, NumberInput, Stack, Switch, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { ConflictError } from '../../../sdk/index.ts'
import { useLiveQuery } from '../../api/queries.ts'
import { fieldErrors, useSend } from '../../api/send.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { JsonEditor, jsonProblem } from '../../components/json-editor.tsx'
import { EditWebhookDocument, ProviderGuideDocument, type UpdateWebhookInput } from '../../generated/graphql.ts'
import { CredentialFields } from './credential-fields.tsx'
import type { WebhookDetail } from './webhook-page.tsx'

export function EditDialog({ webhook, onClose }: { webhook: WebhookDetail; onClose(): void }) {
  // What others change meanwhile is met by the version that was begun with.
  const [begun] = useState(webhook)
  const { data } = useLiveQuery(ProviderGuideDocument, {})
  const guide = data?.providers.find(({ provider }) => provider === begun.provider)
  const form = useForm({
    initialValues: startOf(begun),
    validate: { scheme: (scheme) => (scheme.trim() === '' ? null : jsonProblem(scheme)) },
  })
  const save = useSend(EditWebhookDocument, {
    done: 'Saved',
    quiet: true,
    onSuccess: onClose,
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  const hasConflict = save.error instanceof ConflictError

  return (
    <Modal opened onClose={onClose} title={`Edit ${begun.name}`} size="lg">
      <form onSubmit={form.onSubmit((values) => save.mutate({ input: toInput(begun, values) }))}>
        <Stack>
          <TextInput label="Name" required {...form.getInputProps('name')} />
          <TagsInput
            label="Allowed addresses"
            description="Addresses and ranges that may deliver; none: all. A preset stands for what the provider publishes."
            data={guide?.ipRanges ? [guide.ipRanges.preset] : []}
            {...form.getInputProps('allowedIps')}
          />
          <NumberInput
            label="Deliveries a minute"
            description="Verified ones; further ones are answered 429. Left empty: no limit."
            min={1}
            {...form.getInputProps('rateLimitPerMinute')}
          />
          <Switch label="Take a delivery with the same signature once" {...form.getInputProps('replayGuard', { type: 'checkbox' })} />
          <Switch label="Let unsigned deliveries in" {...form.getInputProps('allowUnsigned', { type: 'checkbox' })} />
          {begun.provider === 'CUSTOM' && (
            <JsonEditor
              label="Signature scheme"
              value={form.values.scheme}
              onChange={(scheme) => form.setFieldValue('scheme', scheme)}
              error={form.errors.scheme as string}
            />
          )}
          {guide && (
            <CredentialFields
              guide={guide}
              values={form.values.credentials}
              onChange={(credentials) => form.setFieldValue('credentials', credentials)}
            />
          )}
          {save.error && !hasConflict && <FailureNotice error={save.error} />}
          {hasConflict && <Conflict onReload={() => form.setValues(startOf(webhook))} message={save.error?.message ?? ''} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={hasConflict}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** Somebody else was first: nothing of theirs is lost. */
function Conflict({ message, onReload }: { message: string; onReload(): void }) {
  return (
    <Stack gap="xs" role="alert">
      {message}. Close this and open it again to begin from what is there now.
      <Button variant="light" size="compact-sm" onClick={onReload}>
        Show what is there now
      </Button>
    </Stack>
  )
}

function startOf({ name, allowedIps, rateLimitPerMinute, replayGuard, allowUnsigned, scheme }: WebhookDetail) {
  return {
    name,
    allowedIps,
    rateLimitPerMinute: (rateLimitPerMinute ?? '') as number | string,
    replayGuard,
    allowUnsigned,
    scheme: scheme ? JSON.stringify(scheme, null, 2) : '',
    credentials: {} as Record<string, string>,
  }
}

function toInput({ id, version, provider }: WebhookDetail, values: ReturnType<typeof startOf>): UpdateWebhookInput {
  const { rateLimitPerMinute, scheme, credentials, ...plain } = values
  const given = Object.fromEntries(Object.entries(credentials).filter(([, value]) => value !== ''))
  return {
    id,
    expectedVersion: version,
    ...plain,
    rateLimitPerMinute: rateLimitPerMinute === '' ? null : Number(rateLimitPerMinute),
    ...(provider === 'CUSTOM' && { scheme: scheme.trim() === '' ? null : JSON.parse(scheme) }),
    ...(Object.keys(given).length > 0 && { credentials: given }),
  }
}
