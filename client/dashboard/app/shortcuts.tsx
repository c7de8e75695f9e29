import { Group, Kbd, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { useViewer } from '../api/viewer.ts'
import { useShortcutsSetting } from '../components/shortcuts-setting.ts'
import { placesFor } from './navigation.ts'

/** After `g`, the next key says where to. */
const SEQUENCE_MS = 1500

/** Single keys, where nothing is being typed: `?` lists them, `/` goes to the page's search, `g` and a letter go to a page. */
export function Shortcuts() {
  const { role } = useViewer()
  const [isOn] = useShortcutsSetting()
  const [opened, { toggle, close }] = useDisclosure()
  const navigate = useNavigate()
  const wentAtMs = useRef(0)
  const places = placesFor(role)

  useEffect(() => {
    if (!isOn) return
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const isSecond = Date.now() - wentAtMs.current < SEQUENCE_MS
      wentAtMs.current = event.key === 'g' && !isSecond ? Date.now() : 0
      const place = isSecond ? places.find(({ key }) => key === event.key) : undefined
      if (place) void navigate(place.path)
      else if (event.key === '?') toggle()
      else if (event.key === '/' && focusSearch()) event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [isOn, places, navigate, toggle])

  return (
    <Modal opened={opened} onClose={close} title="Keyboard shortcuts" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="xs">
        <Shortcut keys={['?']} text="This list" />
        <Shortcut keys={['/']} text="Search on the page" />
        {places.map(({ key, label }) => (
          <Shortcut key={key} keys={['g', key]} text={label} />
        ))}
        <Text size="xs" c="dimmed">
          They can be turned off under Settings.
        </Text>
      </Stack>
    </Modal>
  )
}

function Shortcut({ keys, text }: { keys: readonly string[]; text: string }) {
  return (
    <Group justify="space-between">
      <Text size="sm">{text}</Text>
      <Group gap={4}>
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </Group>
    </Group>
  )
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select, [role="combobox"]'))
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main input[placeholder*="earch" i], main input[type="search"]')
  field?.focus()
  return field !== null
}
