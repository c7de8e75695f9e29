import { Alert, Button, Group, Text } from '@mantine/core'
import { useSend } from '../../api/send.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { TimeText } from '../../components/time-text.tsx'
import { CloseBreakerDocument, RenewWebhookTimeDocument } from '../../generated/graphql.ts'
import type { WebhookDetail } from './webhook-detail.ts'

/** What keeps a webhook from doing what it is for, or soon will, each with what can be done about it. */
export function Warnings({ webhook }: { webhook: WebhookDetail }) {
  const { id, breakers, expiresAt, secrets, hasSecret, allowUnsigned, deletedAt } = webhook
  if (deletedAt) return null
  return (
    <>
      {!hasSecret && !allowUnsigned && (
        <Alert color="orange" title="It has no secret yet">
          Nothing is let in before the secret is set.
        </Alert>
      )}
      {breakers.map((breaker) => (
        <OpenBreaker key={breaker.thread ?? ''} webhookId={id} breaker={breaker} />
      ))}
      {expiresAt && <Expiry id={id} expiresAt={expiresAt} />}
      {secrets.slice(1).map((secret) => (
        <OldSecret key={secret.id} secret={secret} newestSince={secrets[0]!.createdAt} />
      ))}
    </>
  )
}

function OpenBreaker({
  webhookId,
  breaker: { thread, openedAt, reason },
}: {
  webhookId: string
  breaker: WebhookDetail['breakers'][number]
}) {
  const mayOperate = useMayOperate()
  const reset = useSend(CloseBreakerDocument, { done: 'It runs commands again' })
  return (
    <Alert color="orange" title={thread ? `Held: ${thread}` : 'Held: all of it'}>
      <Text size="sm">
        {reason} (<TimeText at={openedAt} />
        ). Events are stored, and no command runs.
      </Text>
      {mayOperate && (
        <Button mt="xs" size="compact-sm" loading={reset.isPending} onClick={() => reset.mutate({ webhookId, ...(thread && { thread }) })}>
          Let it run again
        </Button>
      )}
    </Alert>
  )
}

function Expiry({ id, expiresAt }: { id: string; expiresAt: string }) {
  const mayOperate = useMayOperate()
  const renew = useSend(RenewWebhookTimeDocument, { done: 'Its time runs anew' })
  return (
    <Alert color="yellow" title="An agent has made it">
      <Group justify="space-between">
        <Text size="sm">
          It is disabled <TimeText at={expiresAt} /> unless renewed.
        </Text>
        {mayOperate && (
          <Button size="compact-sm" loading={renew.isPending} onClick={() => renew.mutate({ id })}>
            Renew
          </Button>
        )}
      </Group>
    </Alert>
  )
}

interface OldSecretProps {
  secret: WebhookDetail['secrets'][number]
  /** When there was another to sign with. */
  newestSince: string
}

/** One that was used after there was another has not been replaced at the provider. */
function OldSecret({ secret: { hint, lastUsedAt, expiresAt }, newestSince }: OldSecretProps) {
  const isInUse = Boolean(lastUsedAt) && new Date(lastUsedAt!) > new Date(newestSince)
  return (
    <Alert color={isInUse ? 'yellow' : 'gray'} title={isInUse ? 'The old secret is in use' : 'The old secret still verifies'}>
      <Text span ff="monospace" inherit>
        {hint}
      </Text>{' '}
      {lastUsedAt ? (
        <>
          was last used <TimeText at={lastUsedAt} />
          {!isInUse && ', before there was a new one'}
        </>
      ) : (
        'was never used'
      )}
      {expiresAt && (
        <>
          , and ends <TimeText at={expiresAt} />
        </>
      )}
      .{isInUse && ' Enter the new one at the provider.'}
    </Alert>
  )
}
