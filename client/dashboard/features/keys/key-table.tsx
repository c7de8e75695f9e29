import { Badge, Box, Button, Group, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { ApiKeysDocument, type ApiKeysQuery, RevokeApiKeyDocument } from '../../../sdk/index.ts'
import { keyOf } from '../../api/queries.ts'
import { optimistically, useSend } from '../../api/send.ts'
import { useViewer } from '../../api/viewer.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { hasEnded, type Key } from './key.ts'
import { WebhookLinks } from './webhook-links.tsx'

export function KeyTable({ keys }: { keys: readonly Key[] }) {
  const [revoking, setRevoking] = useState<Key | null>(null)
  return (
    <Table.ScrollContainer minWidth={320} type="native">
      <Table verticalSpacing="sm" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Key</Table.Th>
            <Table.Th visibleFrom="md">Webhooks</Table.Th>
            <Table.Th visibleFrom="sm">Last used</Table.Th>
            <Table.Th visibleFrom="sm">Ends</Table.Th>
            <Table.Th />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
          ))}
        </Table.Tbody>
      </Table>
      {revoking && <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />}
    </Table.ScrollContainer>
  )
}

function KeyRow({ apiKey, onRevoke }: { apiKey: Key; onRevoke(): void }) {
  const { name, role, agent, hint, webhookIds, lastUsedAt, createdAt } = apiKey
  return (
    <Table.Tr style={{ overflowWrap: 'anywhere' }}>
      <Table.Td>
        <Stack gap={2}>
          <Group gap={6}>
            <Text fw={600} size="sm">
              {name}
            </Text>
            <Badge size="sm" variant="light" color={role === 'ADMIN' ? 'red' : role === 'AGENT' ? 'grape' : 'gray'}>
              {role}
            </Badge>
            {agent && (
              <Badge size="sm" variant="outline" tt="none">
                {agent}
              </Badge>
            )}
          </Group>
          <Text size="xs" c="dimmed">
            <Text span inherit ff="monospace">
              {hint}
            </Text>
            , made <TimeText at={createdAt} />
          </Text>
          <Text size="xs" c="dimmed" hiddenFrom="sm">
            last used: <LastUse at={lastUsedAt} />, ends: <End apiKey={apiKey} />
          </Text>
          {webhookIds.length > 0 && (
            <Box hiddenFrom="md">
              <WebhookLinks ids={webhookIds} />
            </Box>
          )}
        </Stack>
      </Table.Td>
      <Table.Td visibleFrom="md">
        <WebhookLinks ids={webhookIds} />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <LastUse at={lastUsedAt} />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <End apiKey={apiKey} />
      </Table.Td>
      <Table.Td ta="right">
        {!hasEnded(apiKey) && (
          <Button variant="subtle" color="red" size="compact-sm" onClick={onRevoke} aria-label={`Revoke ${name}`}>
            Revoke
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

function LastUse({ at }: { at: string | null | undefined }) {
  return at ? <TimeText at={at} /> : 'never'
}

function End({ apiKey: { revokedAt, expiresAt } }: { apiKey: Key }) {
  if (revokedAt)
    return (
      <>
        revoked <TimeText at={revokedAt} />
      </>
    )
  if (!expiresAt) return 'never'
  return (
    <>
      {Date.parse(expiresAt) <= Date.now() && 'expired '}
      <TimeText at={expiresAt} />
    </>
  )
}

function RevokeDialog({ apiKey: { id, name }, onClose }: { apiKey: Key; onClose(): void }) {
  const viewer = useViewer()
  const revoke = useSend(RevokeApiKeyDocument, { done: `${name} is revoked`, onMutate: () => showRevoked(id), onSuccess: onClose })
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={`Revoke ${name}`}
      text={`Whoever uses it is refused from now on, and the browsers that have signed in with it are signed out. It cannot be undone.${viewer.name === name ? ' You are signed in with a key of this name.' : ''}`}
      confirm="Revoke"
      loading={revoke.isPending}
      onConfirm={() => revoke.mutate({ id })}
    />
  )
}

function showRevoked(id: string) {
  const revokedAt = new Date().toISOString()
  return optimistically<ApiKeysQuery>(keyOf(ApiKeysDocument), (data) => ({
    ...data,
    apiKeys: data.apiKeys.map((key) => (key.id === id ? { ...key, revokedAt } : key)),
  }))
}
