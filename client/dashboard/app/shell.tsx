import { AppShell, Badge, Burger, Container, Group, NavLink, ScrollArea, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link, Outlet, useLocation } from 'react-router'
import { useMayOperate, useViewer } from '../api/viewer.ts'
import icon from '../icon.svg'
import { ConnectionBanner } from './connection-banner.tsx'
import { placesFor } from './navigation.ts'
import { Shortcuts } from './shortcuts.tsx'
import { MAIN_ID, SkipLink } from './skip-link.tsx'
import { TourCard } from './tour/tour-card.tsx'
import { ViewerMenu } from './viewer-menu.tsx'

/** What stands around every page: where one can go, who is signed in, whether the page hears what happens. */
export function Shell() {
  const [opened, { toggle, close }] = useDisclosure()
  const mayOperate = useMayOperate()
  const { pathname } = useLocation()
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <SkipLink />
      <Shortcuts />
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={opened ? 'Close the menu' : 'Open the menu'} />
            <img src={icon} alt="" width={28} height={28} />
            <Title order={1} size="h4" style={{ whiteSpace: 'nowrap' }}>
              Hookline
            </Title>
          </Group>
          <ViewerMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs">
        <ScrollArea>
          <Navigation onGo={close} />
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id={MAIN_ID} tabIndex={-1}>
        <ConnectionBanner />
        <Container size="xl" px={0}>
          {mayOperate && pathname === '/webhooks' && <TourCard />}
          <Outlet />
        </Container>
      </AppShell.Main>
    </AppShell>
  )
}

function Navigation({ onGo }: { onGo(): void }) {
  const { pathname } = useLocation()
  const { role } = useViewer()
  return (
    <nav aria-label="Pages">
      {placesFor(role).map(({ path, label, icon: Icon, Count }) => (
        <NavLink
          key={path}
          component={Link}
          to={path}
          onClick={onGo}
          active={pathname === path || pathname.startsWith(`${path}/`)}
          aria-current={pathname === path ? 'page' : undefined}
          label={label}
          leftSection={<Icon size={18} aria-hidden />}
          rightSection={Count && <Count badge={(count) => <Badge size="sm">{count}</Badge>} />}
        />
      ))}
    </nav>
  )
}
