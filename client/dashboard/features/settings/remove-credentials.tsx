import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { SetProviderCredentialsDocument } from '../../../sdk/index.ts'
import { askAnew, useSend } from '../../api/send.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { providerName } from '../../components/provider-mark.tsx'
import { type Provider, SharedCredentialsDocument } from '../../generated/graphql.ts'

export function RemoveCredentials({ provider }: { provider: Provider }) {
  const [opened, { open, close }] = useDisclosure()
  const name = providerName(provider)
  const remove = useSend(SetProviderCredentialsDocument, {
    done: `Nothing is shared for ${name} any more`,
    onSuccess: () => {
      askAnew(SharedCredentialsDocument)
      close()
    },
  })
  return (
    <>
      <Button variant="subtle" color="red" size="compact-sm" onClick={open} aria-label={`Remove those of ${name}`}>
        Remove
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title={`Remove the credentials of ${name}`}
        text="Webhooks that have none of their own can write nothing back from then on."
        confirm="Remove"
        loading={remove.isPending}
        onConfirm={() => remove.mutate({ provider, credentials: {} })}
      />
    </>
  )
}
