import { NumberInput, Switch, TagsInput, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { JsonEditor } from '../../components/json-editor.tsx'
import type { Provider } from '../../generated/graphql.ts'
import { CredentialFields } from './credential-fields.tsx'
import type { EditValues } from './edit-form.ts'
import { useGuide } from './use-guide.ts'

export function EditFields({ form, provider }: { form: UseFormReturnType<EditValues>; provider: Provider }) {
  const guide = useGuide(provider)
  const preset = guide?.ipRanges?.preset
  return (
    <>
      <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
      <TagsInput
        label="Allowed addresses"
        description={`Addresses and ranges that may deliver; none: all.${preset ? ` ${preset} stands for what the provider publishes.` : ''}`}
        data={preset ? [preset] : []}
        openOnFocus={false}
        {...form.getInputProps('allowedIps')}
      />
      <NumberInput
        label="Deliveries a minute"
        description="Verified ones; further ones are answered 429. Left empty: no limit."
        min={1}
        {...form.getInputProps('rateLimitPerMinute')}
      />
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
          description={guide && `Left empty: ${guide.signature}`}
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
          removes={form.values.removesCredentials}
          onRemoves={(removes) => form.setFieldValue('removesCredentials', removes)}
        />
      )}
    </>
  )
}
