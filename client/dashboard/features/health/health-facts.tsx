import { Alert, Paper, SimpleGrid, Text } from '@mantine/core'
import { CircleCheck, TriangleAlert } from 'lucide-react'
import type { HealthPageQuery } from '../../generated/graphql.ts'

type Health = HealthPageQuery['health']

interface Fact {
  label: string
  value: string
  /** What to do about it; left out: nothing has to be done. */
  trouble?: string | false
}

export function HealthFacts({ health }: { health: Health }) {
  const { ok, version, backends } = health
  const what = Object.entries(backends as Record<string, string>).map(([role, name]) => `${role}: ${name}`)
  return (
    <>
      <Alert
        color={ok ? 'green' : 'red'}
        icon={ok ? <CircleCheck size={18} /> : <TriangleAlert size={18} />}
        role="status"
        title={ok ? 'What is delivered now can be stored' : 'What is delivered now cannot be stored'}
      >
        Hookline {version}; {what.join(', ')}
      </Alert>
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm" role="list" aria-label="State">
        {factsOf(health).map((fact) => (
          <Tile key={fact.label} {...fact} />
        ))}
      </SimpleGrid>
    </>
  )
}

function Tile({ label, value, trouble }: Fact) {
  return (
    <Paper withBorder p="sm" role="listitem">
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="xl" fw={700} c={trouble ? 'orange' : undefined}>
        {value}
      </Text>
      {trouble && <Text size="xs">{trouble}</Text>}
    </Paper>
  )
}

function factsOf(health: Health): Fact[] {
  const number = (value: number) => value.toLocaleString('en')
  return [
    { label: 'Waiting', value: number(health.queueDepth) },
    { label: 'Oldest has waited', value: duration(health.oldestPendingSeconds) },
    { label: 'Refused in the last hour', value: number(health.refusedLastHour) },
    {
      label: 'Webhooks without a secret',
      value: number(health.webhooksWithoutSecret),
      trouble: health.webhooksWithoutSecret > 0 && 'They let nothing in: set a secret',
    },
    {
      label: 'Under lost keys',
      value: number(health.sealedUnderLostKeys),
      trouble: health.sealedUnderLostKeys > 0 && 'Start with the former master key',
    },
    {
      label: 'Config files with errors',
      value: number(health.configErrors),
      trouble: health.configErrors > 0 && 'Listed below',
    },
  ]
}

function duration(seconds: number): string {
  if (seconds === 0) return '–'
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`
}
