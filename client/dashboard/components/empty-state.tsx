import { Center, Stack, Text, Title } from '@mantine/core'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

interface EmptyStateProps {
  icon: LucideIcon
  title: string
  /** What it is for, and what to do next. */
  text: ReactNode
  /** What can be done, as buttons. */
  children?: ReactNode
}

/** In the place of a list that has nothing in it. */
export function EmptyState({ icon: Icon, title, text, children }: EmptyStateProps) {
  return (
    <Center py={48}>
      <Stack align="center" gap="xs" maw={480} ta="center">
        <Icon size={40} strokeWidth={1.4} opacity={0.6} aria-hidden />
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text c="dimmed">{text}</Text>
        {children}
      </Stack>
    </Center>
  )
}
