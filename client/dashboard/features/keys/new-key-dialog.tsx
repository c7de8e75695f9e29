import { Button, Group, Modal, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { ApiKeysDocument, CreateApiKeyDocument, type CreateApiKeyMutationVariables } from '../../../sdk/index.ts'
import { askAnew, fieldErrors, isToldByFields, useSend } from '../../api/send.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import type { Role } from '../../generated/graphql.ts'
import { MadeKey } from './made-key.tsx'
import { ROLES } from './roles.ts'
import { WebhookChoice } from './webhook-choice.tsx'

const DAY_MS = 24 * 60 * 60 * 1000
const LASTS = [
  { value: '', label: 'Until it is revoked' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
]
const EMPTY = { name: '', role: 'VIEWER' as Role, agent: '', webhookIds: [] as string[], days: '' }

export function NewKeyDialog({ onClose }: { onClose(): void }) {
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      name: (name) => (name.trim() === '' ? 'Give it a name' : null),
      agent: (agent, { role }) => (role === 'AGENT' && agent.trim() === '' ? 'Say which agent’s tasks it takes' : null),
    },
  })
  const create = useSend(CreateApiKeyDocument, {
    quiet: true,
    onSuccess: () => askAnew(ApiKeysDocument),
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  const made = create.data?.createApiKey
  // A click beside the dialogue must not lose what is shown once.
  return (
    <Modal
      opened
      onClose={onClose}
      title={made ? `${made.apiKey.name} is made` : 'Create a key'}
      size="lg"
      closeOnClickOutside={!made}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {made ? (
        <MadeKey text={made.key} apiKey={made.apiKey} onDone={onClose} />
      ) : (
        <form onSubmit={form.onSubmit((values) => create.mutate(toVariables(values)))}>
          <Stack>
            <TextInput
              label="Name"
              description="Who or what comes in with it: the audit says it."
              required
              data-autofocus
              {...form.getInputProps('name')}
            />
            <Radio.Group label="Role" {...form.getInputProps('role')}>
              <Stack gap="xs" mt="xs">
                {ROLES.map(({ role, text }) => (
                  <Radio key={role} value={role} label={role} description={text} />
                ))}
              </Stack>
            </Radio.Group>
            {form.values.role === 'AGENT' && (
              <TextInput
                label="Agent"
                description="The tasks of this agent are for it, as commands name it."
                required
                {...form.getInputProps('agent')}
              />
            )}
            <WebhookChoice
              value={form.values.webhookIds}
              onChange={(ids) => form.setFieldValue('webhookIds', ids)}
              error={form.errors.webhookIds}
            />
            <Select label="How long it lasts" data={LASTS} allowDeselect={false} {...form.getInputProps('days')} />
            {create.error && !isToldByFields(create.error, form.values) && <FailureNotice error={create.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={create.isPending}>
                Create
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  )
}

function toVariables({ name, role, agent, webhookIds, days }: typeof EMPTY): CreateApiKeyMutationVariables {
  return {
    name: name.trim(),
    role,
    ...(role === 'AGENT' && { agent: agent.trim() }),
    ...(webhookIds.length > 0 && { webhookIds }),
    ...(days !== '' && { expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString() }),
  }
}
