import { Button, Group, Text, ThemeIcon } from '@mantine/core'
import { Check } from 'lucide-react'
import { Link } from 'react-router'
import type { TourStateQuery } from '../../generated/graphql.ts'

interface Step {
  title: string
  text: string
  isDone: boolean
  /** Where it is done; null: the step before comes first. */
  link: { to: string; label: string } | null
}

export function stepsOf({ webhooks, events, agents }: TourStateQuery): Step[] {
  const all = webhooks.edges.map(({ node }) => node)
  const first = all[0]
  return [
    {
      title: 'Create a webhook',
      text: 'An address at which a provider, such as GitHub or Slack, tells what happens.',
      isDone: first !== undefined,
      link: { to: '/webhooks/new', label: 'Create webhook' },
    },
    {
      title: 'Send it a delivery',
      text: 'From the provider, or a test that is signed as the provider signs.',
      isDone: events.edges.length > 0,
      link: first ? { to: `/webhooks/${first.id}?open=test`, label: 'Send a test' } : null,
    },
    {
      title: 'Make a command',
      text: 'It says what is done with an event: a task for an agent, a comment, a question. Or connect an agent that does it.',
      isDone: all.some(({ commands }) => commands.length > 0) || agents.length > 0,
      link: first ? { to: `/commands/new?webhook=${first.id}`, label: 'Make a command' } : null,
    },
  ]
}

export function TourStep({ step: { title, text, isDone, link }, number, isNext }: { step: Step; number: number; isNext: boolean }) {
  return (
    <Group component="li" wrap="nowrap" align="flex-start" gap="sm" style={{ listStyle: 'none' }}>
      <ThemeIcon radius="xl" size={28} variant={isDone || isNext ? 'filled' : 'default'} color={isDone ? 'green' : 'indigo'} aria-hidden>
        {isDone ? <Check size={16} /> : number}
      </ThemeIcon>
      <div>
        <Text fw={600} size="sm">
          {title}
          {isDone && (
            <Text span size="sm" c="green" fw={600}>
              {' '}
              – done
            </Text>
          )}
        </Text>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
        {!isDone && link && (
          <Button component={Link} to={link.to} size="compact-sm" mt={6} variant={isNext ? 'filled' : 'default'}>
            {link.label}
          </Button>
        )}
      </div>
    </Group>
  )
}
