import { Accordion, Stack, Text } from '@mantine/core'
import { CredentialInputs } from '../../components/credential-inputs.tsx'
import type { Guide } from './new-webhook-page.tsx'

interface CredentialFieldsProps {
  guide: Pick<Guide, 'credentials'>
  values: Record<string, string>
  onChange(values: Record<string, string>): void
}

/** What the provider's API needs, where it needs anything. */
export function CredentialFields({ guide, values, onChange }: CredentialFieldsProps) {
  const described = guide.credentials as Record<string, string>
  if (Object.keys(described).length === 0) return null
  return (
    <Accordion variant="contained">
      <Accordion.Item value="credentials">
        <Accordion.Control>Credentials for writing back</Accordion.Control>
        <Accordion.Panel>
          <Stack>
            <Text size="sm" c="dimmed">
              What is stored is kept encrypted and never shown. To replace it, enter all that is needed.
            </Text>
            <CredentialInputs described={described} values={values} onChange={onChange} />
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}
