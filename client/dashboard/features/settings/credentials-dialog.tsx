import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { ProvidersDocument, SetProviderCredentialsDocument } from '../../../sdk/index.ts'
import { useLiveQuery } from '../../api/queries.ts'
import { askAnew, useSend } from '../../api/send.ts'
import { CredentialInputs, entered } from '../../components/credential-inputs.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { PROVIDER_OPTIONS, providerName } from '../../components/provider-mark.tsx'
import { type Provider, SharedCredentialsDocument } from '../../generated/graphql.ts'

/** `initial` null: the provider is chosen first. */
export function CredentialsDialog({ initial, onClose }: { initial: Provider | null; onClose(): void }) {
  const [provider, setProvider] = useState(initial)
  const [values, setValues] = useState<Record<string, string>>({})
  const { data } = useLiveQuery(ProvidersDocument, {})
  const withCredentials = (data?.providers ?? []).filter(({ credentials }) => Object.keys(credentials as object).length > 0)
  const described = withCredentials.find((one) => one.provider === provider)?.credentials as Record<string, string> | undefined
  const given = entered(values)
  const save = useSend(SetProviderCredentialsDocument, {
    done: 'They are stored, and have been tried',
    quiet: true,
    onSuccess: () => {
      askAnew(SharedCredentialsDocument)
      onClose()
    },
  })

  return (
    <Modal
      opened
      onClose={onClose}
      title={initial ? `Credentials for ${providerName(initial)}` : 'Set shared credentials'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (provider) save.mutate({ provider, credentials: given })
        }}
      >
        <Stack>
          {!initial && (
            <Select
              label="Provider"
              data={PROVIDER_OPTIONS.filter(({ value }) => withCredentials.some((one) => one.provider === value))}
              value={provider}
              onChange={(chosen) => {
                setProvider(chosen as Provider | null)
                setValues({})
              }}
              data-autofocus
            />
          )}
          {described && (
            <>
              <Text size="sm" c="dimmed">
                They are tried at once, kept encrypted and never shown. They replace all that was there: enter all that is needed.
              </Text>
              <CredentialInputs described={described} values={values} onChange={setValues} />
            </>
          )}
          {save.error && <FailureNotice error={save.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={Object.keys(given).length === 0}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
