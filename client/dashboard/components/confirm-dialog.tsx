import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'

interface ConfirmDialogProps {
  opened: boolean
  onClose(): void
  title: string
  /** What will happen, and what cannot be undone. */
  text: ReactNode
  /** The button's: "Delete". */
  confirm: string
  onConfirm(): void
  loading?: boolean
  /** Has to be typed first; left out: nothing has. */
  typed?: string
  color?: string
}

/** Asks before something is done that is not easily undone. */
export function ConfirmDialog({ opened, onClose, title, text, confirm, onConfirm, loading, typed, color = 'red' }: ConfirmDialogProps) {
  const [given, setGiven] = useState('')
  const close = () => {
    setGiven('')
    onClose()
  }
  return (
    <Modal opened={opened} onClose={close} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onConfirm()
        }}
      >
        <Stack>
          <Text size="sm" component="div">
            {text}
          </Text>
          {typed !== undefined && (
            <TextInput
              label={`Type “${typed}” to go on`}
              value={given}
              onChange={(event) => setGiven(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" color={color} loading={loading} disabled={typed !== undefined && given !== typed}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
