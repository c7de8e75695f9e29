import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useNavigate } from 'react-router'
import { useSend } from '../../api/send.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { RemoveCommandDocument } from '../../generated/graphql.ts'

export function DeleteCommand({ id, webhookId }: { id: string; webhookId: string }) {
  const [opened, { open, close }] = useDisclosure()
  const navigate = useNavigate()
  const remove = useSend(RemoveCommandDocument, {
    done: 'The command is deleted',
    onSuccess: () => void navigate(`/webhooks/${webhookId}`),
  })
  return (
    <>
      <Button variant="default" c="red" onClick={open}>
        Delete
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title="Delete the command"
        text="Events that come from now on do not meet it. The history of the webhook can bring it back."
        confirm="Delete"
        loading={remove.isPending}
        onConfirm={() => remove.mutate({ id })}
      />
    </>
  )
}
