import { useNavigate } from 'react-router'
import { useSend } from '../../api/send.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { RemoveWebhookDocument } from '../../generated/graphql.ts'
import type { WebhookDetail } from './webhook-detail.ts'

export function DeleteDialog({ webhook: { id, name }, opened, onClose }: { webhook: WebhookDetail; opened: boolean; onClose(): void }) {
  const navigate = useNavigate()
  const remove = useSend(RemoveWebhookDocument, { done: `${name} is deleted`, onSuccess: () => void navigate('/webhooks') })
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title="Delete the webhook"
      text="Its address answers 404 from now on, and its provider may give up. Its events stay readable; its id stays taken. To stop it for a while, disable it: then what comes is kept."
      confirm="Delete"
      typed={name}
      loading={remove.isPending}
      onConfirm={() => remove.mutate({ id })}
    />
  )
}
