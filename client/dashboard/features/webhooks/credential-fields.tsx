import { Accordion, PasswordInput, Stack, Text } from '@mantine/core'
import type { Guide } from './new-webhook-page.tsx'

interface CredentialFieldsProps {
  guide: Pick<Guide, 'credentials'>
  values: Record<string, string>
  onChange(values: Record<string, string>): void
}

/** What the provider's API needs, by name. What is stored is never shown: only what is entered here replaces it. */
export function CredentialFields({ guide, values, onChange }: CredentialFieldsProps) {
  const described = Object.entries(guide.credentials as Record<string, string>)
  if (described.length === 0) return null
  return (
    <Accordion variant="contained">
      <Accordion.Item value="credentials">
        <Accordion.Control>Credentials for writing back</Accordion.Control>
        <Accordion.Panel>
          <Stack>
            <Text size="sm" c="dimmed">
              What is stored is kept encrypted and never shown. To replace it, enter all that is needed.
            </Text>
            {described.map(([name, description]) => (
              <PasswordInput
                key={name}
                label={name}
                description={description}
                autoComplete="off"
                value={values[name] ?? ''}
                onChange={(event) => onChange({ ...values, [name]: event.currentTarget.value })}
              />
            ))}
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}
