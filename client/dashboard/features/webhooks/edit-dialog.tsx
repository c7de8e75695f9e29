import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useEffect, useState } from 'react'
import { ConflictError } from '../../../sdk/index.ts'
import { useLiveQuery } from '../../api/queries.ts'
import { fieldErrors, useSend } from '../../api/send.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { JsonDiff } from '../../components/json-diff.tsx'
import { Revealed } from '../../components/revealed.tsx'
import { EditWebhookDocument, WebhookDetailDocument } from '../../generated/graphql.ts'
import { EditFields } from './edit-fields.tsx'
import { changesOnto, type EditValues, editable, schemeProblem, startOf, toInput } from './edit-form.ts'
import type { WebhookDetail } from './webhook-detail.ts'

export function EditDialog({ webhook, onClose }: { webhook: WebhookDetail; onClose(): void }) {
  // What others change meanwhile is met by the version that was begun with.
  const [begun, setBegun] = useState(webhook)
  const form = useForm<EditValues>({
    initialValues: startOf(begun),
    validate: { scheme: (scheme) => schemeProblem(begun, scheme) },
  })
  const save = useSend(EditWebhookDocument, {
    done: 'Saved',
    quiet: true,
    onSuccess: onClose,
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  const hasConflict = save.error instanceof ConflictError
  const goOnFrom = (now: WebhookDetail, values: EditValues) => {
    setBegun(now)
    form.setValues(values)
    save.reset()
  }

  return (
    <Modal opened onClose={onClose} title={`Edit ${begun.name}`} size="lg">
      <form onSubmit={form.onSubmit((values) => save.mutate({ input: toInput(begun, values) }))}>
        <Stack>
          <EditFields form={form} provider={begun.provider} />
          {save.error && !hasConflict && (
            <Revealed>
              <FailureNotice error={save.error} />
            </Revealed>
          )}
          {hasConflict && (
            <ConflictNotice
              begun={begun}
              onTakeTheirs={(now) => goOnFrom(now, startOf(now))}
              onMerge={(now) => goOnFrom(now, changesOnto(now, begun, form.values))}
            />
          )}
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

/** What is wide in it scrolls by itself. */
const SHRINKS = { body: { minWidth: 0 } }

interface ConflictNoticeProps {
  begun: WebhookDetail
  onTakeTheirs(now: WebhookDetail): void
  onMerge(now: WebhookDetail): void
}

/** Somebody else was first: shows what they have changed, and lets the person decide. */
function ConflictNotice({ begun, onTakeTheirs, onMerge }: ConflictNoticeProps) {
  const { data, refetch } = useLiveQuery(WebhookDetailDocument, { id: begun.id })
  // The change feed tells of their change a moment after the server has refused this one.
  useEffect(() => void refetch(), [refetch])
  const now = data?.webhook
  if (!now || now.version === begun.version) return <Alert color="yellow" role="alert" title="It has been changed meanwhile" />
  return (
    <Revealed>
      <Alert color="yellow" role="alert" title={`It has been changed meanwhile, to version ${now.version}`} styles={SHRINKS}>
        <Stack gap="xs">
          <Text size="sm">Nothing was saved. Since you began:</Text>
          <JsonDiff before={editable(begun)} after={editable(now)} />
          <Group gap="xs">
            <Button size="compact-sm" onClick={() => onTakeTheirs(now)}>
              Load what is there now
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => onMerge(now)}>
              Put my changes on top
            </Button>
          </Group>
        </Stack>
      </Alert>
    </Revealed>
  )
}
