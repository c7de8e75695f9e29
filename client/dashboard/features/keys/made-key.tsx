import { Button, Group, Stack, Text } from '@mantine/core'
import { CopiedText } from '../../components/copied-text.tsx'
import { SecretOnce } from '../../components/secret-once.tsx'
import type { Key } from './key.ts'

/** What to do with a key that was just made. */
export function MadeKey({ text, apiKey: { agent }, onDone }: { text: string; apiKey: Key; onDone(): void }) {
  const request = `curl ${location.origin}/graphql -H "Authorization: Bearer ${text}" -H "Content-Type: application/json" -d '{"query":"{ viewer { name role } }"}'`
  return (
    <Stack>
      <SecretOnce secret={text} what="the key" text="Only a hash of it is kept. Who has lost it makes another." />
      <Snippet
        label="For the command line and the SDK"
        value={`export HOOKLINE_URL=${location.origin} HOOKLINE_KEY=${text}`}
        what="the variables"
      />
      <Snippet label="To try it" value={request} what="the request" />
      {agent && (
        <Text size="sm" c="dimmed">
          The agent {agent} comes in with it: over the SDK, GraphQL, REST or MCP. It is listed among the agents once it has come for a task.
        </Text>
      )}
      <Group justify="flex-end">
        <Button onClick={onDone}>Done</Button>
      </Group>
    </Stack>
  )
}

function Snippet({ label, value, what }: { label: string; value: string; what: string }) {
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {label}
      </Text>
      <CopiedText value={value} what={what} />
    </div>
  )
}
