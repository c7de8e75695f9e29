import { Button, Group, Stack, Text } from '@mantine/core'
import { useMayOperate } from '../../api/viewer.ts'
import { CopiedText } from '../../components/copied-text.tsx'
import { Facts } from '../../components/facts.tsx'
import { Section } from '../../components/section.tsx'
import { TimeText } from '../../components/time-text.tsx'
import type { WebhookDetail } from './webhook-detail.ts'

/** Where its provider delivers, and what signs. */
export function ConnectionFacts({ webhook, onRotate }: { webhook: WebhookDetail; onRotate(): void }) {
  const { id, url, allowedIps, rateLimitPerMinute: limit, replayGuard, createdBy, createdAt, version } = webhook
  return (
    <Section title="Connection">
      <Facts
        facts={[
          ['Endpoint', <CopiedText key="url" value={url} what="the address" />],
          ['Id', <CopiedText key="id" value={id} what="the id" />],
          ['Secret', <Secret key="secret" webhook={webhook} onRotate={onRotate} />],
          ['Allowed addresses', allowedIps.length > 0 && allowedIps.join(', ')],
          ['Limit', typeof limit === 'number' && `${limit.toLocaleString('en')} a minute`],
          ['Same signature', replayGuard && 'counts as a repeat'],
          [
            'Made by',
            <>
              {createdBy}, <TimeText at={createdAt} />
            </>,
          ],
          ['Version', version],
        ]}
      />
    </Section>
  )
}

function Secret({ webhook, onRotate }: { webhook: WebhookDetail; onRotate(): void }) {
  const mayOperate = useMayOperate() && !webhook.deletedAt
  return (
    <Stack gap={4}>
      <Group gap="xs">
        <Text span size="sm">
          {webhook.hasSecret ? '••••••••' : 'None is set'}
          {webhook.allowUnsigned && ', unsigned deliveries are let in'}
        </Text>
        {mayOperate && (
          <Button size="compact-xs" variant="light" onClick={onRotate}>
            {webhook.hasSecret ? 'Rotate' : 'Set it'}
          </Button>
        )}
      </Group>
      {webhook.secrets.map((secret, index) => (
        <SecretLine key={secret.id} secret={secret} isOld={index > 0} />
      ))}
    </Stack>
  )
}

/** An old one that is not used any more is safe to let go. */
function SecretLine({ secret: { hint, lastUsedAt, expiresAt }, isOld }: { secret: WebhookDetail['secrets'][number]; isOld: boolean }) {
  return (
    <Text size="xs" c="dimmed">
      {isOld ? 'old ' : ''}
      <Text span ff="monospace" inherit>
        {hint}
      </Text>
      ,{' '}
      {lastUsedAt ? (
        <>
          last used <TimeText at={lastUsedAt} />
        </>
      ) : (
        'not used yet'
      )}
      {expiresAt && (
        <>
          , ends <TimeText at={expiresAt} />
        </>
      )}
    </Text>
  )
}
