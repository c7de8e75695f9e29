import { PasswordInput, Textarea, TextInput } from '@mantine/core'

interface CredentialInputsProps {
  /** What each credential is, by its name, as the schema's `providers` says it. */
  described: Record<string, string>
  values: Record<string, string>
  onChange(values: Record<string, string>): void
  disabled?: boolean
}

/** What says where and as whom, and is no secret. Anything else is hidden while it is typed. */
const OPEN = ['baseUrl', 'replyUrl', 'organization', 'email', 'from', 'format', 'appId', 'installationId']
/** A file of several lines. */
const FILES = ['privateKey']
const MONOSPACE = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } }

/** What a provider's API needs, by name. What is stored is never shown: only what is entered here replaces it. */
export function CredentialInputs({ described, values, onChange, disabled = false }: CredentialInputsProps) {
  return Object.entries(described).map(([name, description]) => (
    <CredentialField
      key={name}
      name={name}
      description={description}
      disabled={disabled}
      value={values[name] ?? ''}
      onChange={(value) => onChange({ ...values, [name]: value })}
    />
  ))
}

/** Those that were entered. */
export function entered(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''))
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
