import { Accordion, Checkbox, PasswordInput, Stack, Text, Textarea, TextInput } from '@mantine/core'
import type { Guide } from './use-guide.ts'

/** What says where and as whom, and is no secret. Anything else is hidden while it is typed. */
const OPEN = ['baseUrl', 'replyUrl', 'organization', 'email', 'from', 'format', 'appId', 'installationId']
/** A file of several lines. */
const FILES = ['privateKey']
const MONOSPACE = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } }

interface CredentialFieldsProps {
  guide: Pick<Guide, 'credentials'>
  values: Record<string, string>
  onChange(values: Record<string, string>): void
  removes: boolean
  onRemoves(removes: boolean): void
}

/** What the provider's API needs, by name. What is stored is never shown: only what is entered here replaces it. */
export function CredentialFields({ guide, values, onChange, removes, onRemoves }: CredentialFieldsProps) {
  const described = Object.entries(guide.credentials as Record<string, string>)
  if (described.length === 0) return null
  return (
    <Accordion variant="contained" keepMounted={false}>
      <Accordion.Item value="credentials">
        <Accordion.Control>Credentials for writing back</Accordion.Control>
        <Accordion.Panel>
          <Stack>
            <Text size="sm" c="dimmed">
              What is stored is kept encrypted and never shown. To replace it, enter all that is needed.
            </Text>
            {described.map(([name, description]) => (
              <CredentialField
                key={name}
                name={name}
                description={description}
                disabled={removes}
                value={values[name] ?? ''}
                onChange={(value) => onChange({ ...values, [name]: value })}
              />
            ))}
            <Checkbox
              label="Take away what this webhook has of its own"
              checked={removes}
              onChange={(event) => onRemoves(event.currentTarget.checked)}
            />
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}

interface CredentialFieldProps {
  name: string
  description: string
  disabled: boolean
  value: string
  onChange(value: string): void
}

function CredentialField({ name, onChange, ...given }: CredentialFieldProps) {
  const props = { label: name, autoComplete: 'off', spellCheck: false, ...given }
  if (FILES.includes(name))
    return <Textarea {...props} rows={4} styles={MONOSPACE} onChange={(event) => onChange(event.currentTarget.value)} />
  const Field = OPEN.includes(name) ? TextInput : PasswordInput
  return <Field {...props} onChange={(event) => onChange(event.currentTarget.value)} />
}
