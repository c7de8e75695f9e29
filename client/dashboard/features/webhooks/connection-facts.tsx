import { Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMayOperate } from '../../api/viewer.ts'
import { CopiedText } from '../../components/copied-text.tsx'
import { Facts } from '../../components/facts.tsx'
import { Section } from '../../components/section.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { RotateDialog } from './rotate-dialog.tsx'
import type { WebhookDetail } from './webhook-page.tsx'

/** Where its provider delivers, and what signs. */
export function ConnectionFacts({ webhook }: { webhook: WebhookDetail }) {
  return (
    <Section title="Connection">
      <Facts
        facts={[
          ['Endpoint', <CopiedText key="url" value={webhook.url} what="the address" />],
          ['Secret', <Secret key="secret" webhook={webhook} />],
          ['Allowed addresses', webhook.allowedIps.length > 0 && webhook.allowedIps.join(', ')],
          [
            'Limit',
            webhook.rateLimitPerMinute !== null && webhook.rateLimitPerMinute !== undefined && `${webhook.rateLimitPerMinute} a minute`,
          ],
          ['Same signature', webhook.replayGuard && 'counts as a repeat'],
          [
            'Made by',
            <>
              {webhook.createdBy}, <TimeText at={webhook.createdAt} />
            </>,
          ],
        ]}
      />
    </Section>
  )
}

function Secret({ webhook }: { webhook: WebhookDetail }) {
  const [opened, { open, close }] = useDisclosure()
  const mayOperate = useMayOperate() && !webhook.deletedAt
  return (
    <Stack gap={4}>
      <Group gap="xs">
        <Text span size="sm">
          {webhook.hasSecret ? '••••••••' : 'None is set'}
          {webhook.allowUnsigned && ', unsigned deliveries are let in'}
        </Text>
        {mayOperate && (
          <Button size="compact-xs" variant="light" onClick={open}>
            {webhook.hasSecret ? 'Rotate' : 'Set it'}
          </Button>
        )}
      </Group>
      {webhook.secrets.map((secret, index) => (
        <SecretLine key={secret.id} secret={secret} isOld={index > 0} />
      ))}
      <RotateDialog webhook={webhook} opened={opened} onClose={close} />
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
          , verifies until <TimeText at={expiresAt} />
        </>
      )}
    </Text>
  )
}
