import { Anchor, Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { Link } from 'react-router'

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
          <Title order={2}>{title}</Title>
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
