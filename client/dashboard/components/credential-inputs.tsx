import { PasswordInput, Textarea, type TextareaProps } from '@mantine/core'

interface CredentialInputsProps {
  /** What each credential is, by its name, as the schema's `providers` says it. */
  described: Record<string, string>
  values: Record<string, string>
  onChange(values: Record<string, string>): void
}

/** What a provider's API needs, by name. What is stored is never shown: only what is entered here replaces it. */
export function CredentialInputs({ described, values, onChange }: CredentialInputsProps) {
  return Object.entries(described).map(([name, description]) => {
    const Field = LONG.includes(name) ? LongInput : PasswordInput
    return (
      <Field
        key={name}
        label={name}
        description={description}
        autoComplete="off"
        value={values[name] ?? ''}
        onChange={(event) => onChange({ ...values, [name]: event.currentTarget.value })}
      />
    )
  })
}

/** These have several lines, which a field of one line would lose. */
const LONG = ['privateKey']

function LongInput(props: TextareaProps) {
  return <Textarea {...props} autosize minRows={2} maxRows={6} spellCheck={false} styles={HIDDEN} />
}

const HIDDEN = { input: { WebkitTextSecurity: 'disc' } }

/** Those that were entered. */
export function entered(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
}
