import { Anchor, Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { Link, useLocation } from 'react-router'
import classes from './page-header.module.css'

interface PageHeaderProps {
  title: string
  /** Before the title: a mark of what it is. */
  mark?: ReactNode
  text?: ReactNode
  /** The list that this is one of. */
  back?: { to: string; label: string }
  /** What can be done here, as buttons. */
  children?: ReactNode
}

/** The head of a page; the browser's tab shows its title too. */
export function PageHeader({ title, mark, text, back, children }: PageHeaderProps) {
  const heading = useFocusOnArrival()
  useEffect(() => {
    document.title = `${title} · Hookline`
  }, [title])
  return (
    <Stack gap={4} mb="lg">
      {back && (
        <Anchor component={Link} to={back.to} size="sm">
          ← {back.label}
        </Anchor>
      )}
      <Group justify="space-between" align="flex-start" gap="sm">
        <Group gap="sm" align="center" wrap="nowrap" miw={0}>
          {mark}
          <Title order={2} ref={heading} tabIndex={-1} className={classes.heading}>
            {title}
          </Title>
        </Group>
        {children && <Group gap="xs">{children}</Group>}
      </Group>
      {text && (
        <Text c="dimmed" size="sm">
          {text}
        </Text>
      )}
    </Stack>
  )
}

/** What the browser was opened with is no page that somebody has gone to. */
let isFirst = true

/** Who has gone to another page begins at its heading, unless they are in the midst of something on it already. */
function useFocusOnArrival() {
  const heading = useRef<HTMLHeadingElement>(null)
  const { pathname } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path is another page
  useEffect(() => {
    const isWithin = document.activeElement?.closest('main *, [role="dialog"]')
    if (!isFirst && !isWithin) heading.current?.focus({ preventScroll: true })
    isFirst = false
  }, [pathname])
  return heading
}
