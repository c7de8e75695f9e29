import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { RotateCcw } from 'lucide-react'
import { useSend } from '../../api/send.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { type EventFilter, ReplayMatchingDocument } from '../../generated/graphql.ts'

/** Runs today's commands over all that the filter finds. */
export function ReplayMatching({ where, totalCount }: { where: EventFilter; totalCount: number | null }) {
  const [opened, { open, close }] = useDisclosure()
  const mayOperate = useMayOperate()
  const replay = useSend(ReplayMatchingDocument, {
    onSuccess: ({ replayEvents }) => {
      close()
      notifications.show({ message: `${replayEvents.count.toLocaleString('en')} events are being replayed`, color: 'green' })
    },
  })
  if (!mayOperate || totalCount === 0) return null
  return (
    <>
      <Button variant="default" leftSection={<RotateCcw size={16} />} onClick={open}>
        Replay all
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title="Replay all that the filter finds"
        text={`${totalCount === null ? 'More than 10,000' : totalCount.toLocaleString('en')} events run through today's commands, each as a new event. What commands do outside, such as comments, is done again.`}
        confirm="Replay"
        color="indigo"
        loading={replay.isPending}
        onConfirm={() => replay.mutate({ where })}
      />
    </>
  )
}
