import { Anchor, Group, Text } from '@mantine/core'
import { Link } from 'react-router'

/** The webhooks that a key is held to. */
export function WebhookLinks({ ids }: { ids: readonly string[] }) {
  if (ids.length === 0)
    return (
      <Text size="sm" c="dimmed">
        all
      </Text>
    )
  return (
    <Group gap={8}>
      {ids.map((id) => (
        <Anchor key={id} component={Link} to={`/webhooks/${id}`} size="xs" ff="monospace">
          {id}
        </Anchor>
      ))}
    </Group>
  )
}
