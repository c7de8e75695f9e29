import { Badge } from '@mantine/core'

/** What the schema's states look like; those of different nouns that mean the same have the same colour. */
const COLORS: Record<string, string> = {
  RECEIVED: 'blue',
  PROCESSING: 'blue',
  PENDING: 'blue',
  RUNNING: 'blue',
  QUEUED: 'blue',
  OPEN: 'blue',
  CLAIMED: 'indigo',
  PROCESSED: 'green',
  SUCCEEDED: 'green',
  COMPLETED: 'green',
  ANSWERED: 'green',
  APPROVED: 'green',
  ENABLED: 'green',
  HELD: 'yellow',
  RETRYING: 'orange',
  FAILED: 'red',
  EXHAUSTED: 'red',
  DEAD: 'red',
  REJECTED: 'red',
}

/** A state as the schema names it, in words. */
export function StatusBadge({ status }: { status: string }) {
  return (
    <Badge color={COLORS[status] ?? 'gray'} variant="light" tt="none" flex="none">
      {status.charAt(0) + status.slice(1).toLowerCase()}
    </Badge>
  )
}
