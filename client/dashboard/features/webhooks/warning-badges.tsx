import { Badge, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { TimeText } from '../../components/time-text.tsx'
import type { WebhookRowFragment } from '../../generated/graphql.ts'

/** What keeps a webhook from doing what it is for, or soon will. */
export function WarningBadges({
  webhook: { hasSecret, allowUnsigned, breakers, expiresAt },
}: {
  webhook: Pick<WebhookRowFragment, 'hasSecret' | 'allowUnsigned' | 'breakers' | 'expiresAt'>
}) {
  const warnings: [name: string, text: ReactNode][] = []
  if (!hasSecret && !allowUnsigned) warnings.push(['secret', 'No secret: lets nothing in'])
  if (allowUnsigned) warnings.push(['unsigned', 'Lets unsigned deliveries in'])
  if (breakers.length > 0) warnings.push(['breaker', 'Held by the breaker'])
  if (expiresAt)
    warnings.push([
      'expiry',
      <>
        Ends <TimeText at={expiresAt} />
      </>,
    ])
  if (warnings.length === 0) return null
  return (
    <Group gap={4}>
      {warnings.map(([name, text]) => (
        <Badge key={name} size="sm" color="yellow" variant="light" tt="none">
          {text}
        </Badge>
      ))}
    </Group>
  )
}
