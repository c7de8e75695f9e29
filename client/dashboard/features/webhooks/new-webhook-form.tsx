import { Accordion, Button, Group, PasswordInput, Stack, Switch, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useEffect, useRef } from 'react'
import { fieldErrors, useSend } from '../../api/send.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { JsonEditor, jsonProblem } from '../../components/json-editor.tsx'
import { providerName } from '../../components/provider-mark.tsx'
import { CreateWebhookInDashboardDocument, type CreateWebhookInput } from '../../generated/graphql.ts'
import type { Guide } from './use-guide.ts'

interface NewWebhookFormProps {
  guide: Guide
  onBack(): void
  /** `secret`: what Hookline has made; null: there is none, or the person has entered it. */
  onMade(made: { id: string; secret: string | null }): void
}

const EMPTY = { name: '', id: '', secret: '', allowUnsigned: false, replayGuard: false, scheme: '' }

export function NewWebhookForm({ guide, onBack, onMade }: NewWebhookFormProps) {
  const { provider, issuesSecret, signature } = guide
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      name: (name) => (name.trim() === '' ? 'Give it a name' : null),
      scheme: (scheme) => (scheme.trim() === '' ? null : jsonProblem(scheme)),
    },
  })
  // What was clicked to come here is gone, and the keyboard's place with it.
  const name = useRef<HTMLInputElement>(null)
  useEffect(() => name.current?.focus(), [])
  const create = useSend(CreateWebhookInDashboardDocument, {
    quiet: true,
    onSuccess: ({ createWebhook: { webhook, secret } }, { input }) =>
      onMade({ id: webhook.id, secret: input.secret ? null : (secret ?? null) }),
    onError: (error) => form.setErrors(fieldErrors(error)),
  })

  return (
    <form onSubmit={form.onSubmit((values) => create.mutate({ input: toInput(provider, values) }))}>
      <Stack maw={560}>
        <TextInput
          label="Name"
          description="For people: what delivers here, and what for."
          ref={name}
          required
          {...form.getInputProps('name')}
        />
        {issuesSecret && (
          <PasswordInput
            label="Secret"
            description={`${providerName(provider)} issues it. You can also enter it later: until then nothing is let in.`}
            autoComplete="off"
            {...form.getInputProps('secret')}
          />
        )}
        <Accordion variant="contained">
          <Accordion.Item value="more">
            <Accordion.Control>More settings</Accordion.Control>
            <Accordion.Panel>
              <Stack>
                <TextInput
                  label="Id"
                  description="Part of the address; letters, digits and -. Left empty: it is made."
                  {...form.getInputProps('id')}
                />
                {!issuesSecret && (
                  <PasswordInput
                    label="Own secret"
                    description="Left empty: one is made, and shown once."
                    autoComplete="off"
                    {...form.getInputProps('secret')}
                  />
                )}
                <Switch
                  label="Take a delivery with the same signature once"
                  description="For providers that do not sign the delivery's id; off, samples can be sent again."
                  {...form.getInputProps('replayGuard', { type: 'checkbox' })}
                />
                <Switch
                  label="Let unsigned deliveries in"
                  description="Then whoever knows the address can deliver."
                  {...form.getInputProps('allowUnsigned', { type: 'checkbox' })}
                />
                {provider === 'CUSTOM' && (
                  <JsonEditor
                    label="Signature scheme"
                    description={`Left empty: ${signature}`}
                    value={form.values.scheme}
                    onChange={(scheme) => form.setFieldValue('scheme', scheme)}
                    error={form.errors.scheme as string}
                    minHeight={100}
                  />
                )}
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
        {create.error && <FailureNotice error={create.error} />}
        <Group>
          <Button variant="default" onClick={onBack}>
            Back
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function toInput(provider: Guide['provider'], { name, id, secret, scheme, ...switches }: typeof EMPTY): CreateWebhookInput {
  return {
    provider,
    name: name.trim(),
    ...switches,
    ...(id.trim() && { id: id.trim() }),
    ...(secret && { secret }),
    ...(scheme.trim() && { scheme: JSON.parse(scheme) }),
  }
}
