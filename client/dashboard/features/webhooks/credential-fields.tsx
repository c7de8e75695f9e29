import { Accordion, Checkbox, Stack, Text } from '@mantine/core'
import { CredentialInputs } from '../../components/credential-inputs.tsx'
import type { Guide } from './use-guide.ts'

interface CredentialFieldsProps {
  guide: Pick<Guide, 'credentials'>
  values: Record<string, string>
  onChange(values: Record<string, string>): void
  removes: boolean
  onRemoves(removes: boolean): void
}

/** What the provider's API needs, where it needs anything. */
export function CredentialFields({ guide, values, onChange, removes, onRemoves }: CredentialFieldsProps) {
  const described = guide.credentials as Record<string, string>
  if (Object.keys(described).length === 0) return null
  return (
    <Accordion variant="contained" keepMounted={false}>
      <Accordion.Item value="credentials">
        <Accordion.Control>Credentials for writing back</Accordion.Control>
        <Accordion.Panel>
          <Stack>
            <Text size="sm" c="dimmed">
              What is stored is kept encrypted and never shown. To replace it, enter all that is needed.
            </Text>
            <CredentialInputs described={described} values={values} onChange={onChange} disabled={removes} />
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
