import { Button, Group, Modal, Stack, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Check, X } from 'lucide-react'
import { useState } from 'react'
import { useSend } from '../../api/send.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { ApproveDocument, RejectDocument } from '../../generated/graphql.ts'

interface DecideProps {
  id: string
  /** Told the secret of a webhook that was made by approving; it is shown this once. */
  onSecret(secret: string): void
}

export function Decide({ id, onSecret }: DecideProps) {
  const [opened, { open, close }] = useDisclosure()
  const [reason, setReason] = useState('')
  const mayOperate = useMayOperate()
  const approve = useSend(ApproveDocument, {
    done: 'Approved: the change is made',
    onSuccess: ({ approveProposal: { secret } }) => secret && onSecret(secret),
  })
  const reject = useSend(RejectDocument, { done: 'Rejected: nothing is changed', onSuccess: close })
  if (!mayOperate) return null
  return (
    <>
      <Button leftSection={<Check size={16} />} loading={approve.isPending} onClick={() => approve.mutate({ id })}>
        Approve
      </Button>
      <Button variant="default" leftSection={<X size={16} />} onClick={open}>
        Reject
      </Button>
      <Modal opened={opened} onClose={close} title="Reject the proposal">
        <Stack>
          <Textarea
            label="Reason"
            description="The agent reads it, and may do better."
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button
              color="red"
              loading={reject.isPending}
              onClick={() => reject.mutate({ id, ...(reason.trim() && { reason: reason.trim() }) })}
            >
              Reject
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
