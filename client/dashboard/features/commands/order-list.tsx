import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { arrayMove, SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { ActionIcon, Group, Stack, Text } from '@mantine/core'
import { GripVertical } from 'lucide-react'
import { keyOf } from '../../api/queries.ts'
import { optimistically, useSend } from '../../api/send.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { ACTIONS } from '../../components/action-name.ts'
import { BuilderContextDocument, type BuilderContextQuery, SaveCommandDocument } from '../../generated/graphql.ts'
import type { Place } from './context.ts'
import { prioritiesFor } from './priorities.ts'

type Command = Place['commands'][number]

export default function OrderList({ webhook, currentId }: { webhook: Place; currentId: string | null }) {
  const sensors = useSensors(useSensor(PointerSensor), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }))
  const mayOperate = useMayOperate()
  const save = useSend(SaveCommandDocument)
  const { commands } = webhook

  const move = async ({ active, over }: DragEndEvent) => {
    if (!over || active.id === over.id) return
    const index = (id: unknown) => commands.findIndex((command) => command.id === id)
    const order = arrayMove(commands, index(active.id), index(over.id))
    const undo = await optimistically<BuilderContextQuery>(keyOf(BuilderContextDocument, { webhookId: webhook.id }), (data) => ({
      ...data,
      webhook: data.webhook && { ...data.webhook, commands: order },
    }))
    try {
      for (const input of prioritiesFor(order, String(active.id))) await save.mutateAsync({ input })
    } catch {
      undo()
    }
  }

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      accessibility={{ announcements: announcementsFor(commands) }}
      onDragEnd={(event) => void move(event)}
    >
      <SortableContext items={commands.map(({ id }) => id)} strategy={verticalListSortingStrategy} disabled={!mayOperate}>
        <Stack gap={4} role="list">
          {commands.map((command) => (
            <OrderItem key={command.id} command={command} isCurrent={command.id === currentId} mayMove={mayOperate} />
          ))}
        </Stack>
      </SortableContext>
    </DndContext>
  )
}

/** For who cannot see what moves. */
function announcementsFor(commands: readonly Command[]): Announcements {
  const name = (id: unknown) => commands.find((command) => command.id === id)?.trigger ?? ''
  const place = (id: unknown) => `place ${commands.findIndex((command) => command.id === id) + 1} of ${commands.length}`
  return {
    onDragStart: ({ active }) => `${name(active.id)} is lifted`,
    onDragOver: ({ active, over }) => over && `${name(active.id)} is at ${place(over.id)}`,
    onDragEnd: ({ active, over }) => over && `${name(active.id)} is put to ${place(over.id)}`,
    onDragCancel: ({ active }) => `${name(active.id)} is back where it was`,
  } as Announcements
}

function OrderItem({
  command: { id, trigger, action, agent },
  isCurrent,
  mayMove,
}: {
  command: Command
  isCurrent: boolean
  mayMove: boolean
}) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition } = useSortable({ id })
  return (
    <Group ref={setNodeRef} gap="xs" wrap="nowrap" style={{ transform: CSS.Transform.toString(transform), transition }} role="listitem">
      {mayMove && (
        <ActionIcon
          ref={setActivatorNodeRef}
          variant="subtle"
          color="gray"
          aria-label={`Move ${trigger}`}
          {...attributes}
          {...listeners}
          style={{ cursor: 'grab', touchAction: 'none' }}
        >
          <GripVertical size={16} />
        </ActionIcon>
      )}
      <Text size="sm" fw={isCurrent ? 700 : 400}>
        <Text span ff="monospace" inherit>
          {trigger}
        </Text>{' '}
        → {ACTIONS[action].name}
        {agent && ` (${agent})`}
      </Text>
    </Group>
  )
}
