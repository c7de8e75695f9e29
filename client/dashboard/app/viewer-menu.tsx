import { ActionIcon, Button, Group, Menu, Text, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { ChevronDown, Footprints, LogOut, Moon, Sun } from 'lucide-react'
import { Link } from 'react-router'
import { useMayOperate, useViewer } from '../api/viewer.ts'
import { useTour } from './tour/use-tour.ts'

export function ViewerMenu() {
  const { name, role } = useViewer()
  const mayOperate = useMayOperate()
  const [, setTour] = useTour()
  return (
    <Group gap="xs" wrap="nowrap" miw={0}>
      <ColorSchemeToggle />
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="subtle" color="gray" size="compact-md" rightSection={<ChevronDown size={14} />} maw={180}>
            <Text span size="sm" truncate>
              {name}
            </Text>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {name} · {role}
          </Menu.Label>
          {mayOperate && (
            <Menu.Item component={Link} to="/webhooks" leftSection={<Footprints size={16} />} onClick={() => setTour('open')}>
              First steps
            </Menu.Item>
          )}
          <Menu.Item leftSection={<LogOut size={16} />} onClick={signOut}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  )
}

function ColorSchemeToggle() {
  const { setColorScheme } = useMantineColorScheme()
  const isDark = useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark'
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={isDark ? 'Light colours' : 'Dark colours'}
      onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
    >
      {isDark ? <Sun size={18} /> : <Moon size={18} />}
    </ActionIcon>
  )
}

async function signOut(): Promise<void> {
  await fetch('/sign-out', { method: 'POST', redirect: 'manual' })
  location.assign('/sign-in')
}
