import { Button, Group, Stack, Text } from '@mantine/core'
import { Plus } from 'lucide-react'
import { useLiveQuery } from '../../api/queries.ts'
import { useFilters } from '../../api/use-filters.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { ProviderMark, providerName } from '../../components/provider-mark.tsx'
import { Section } from '../../components/section.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { type Provider, SharedCredentialsDocument, type SharedCredentialsQuery } from '../../generated/graphql.ts'
import { CredentialsDialog } from './credentials-dialog.tsx'
import { RemoveCredentials } from './remove-credentials.tsx'

type Shared = SharedCredentialsQuery['providerCredentials'][number]

/** They are in no change feed; another admin may change them. */
const EVERY_MS = 30_000

/** What every webhook of a provider writes back with that has no credentials of its own. */
export function CredentialsSection() {
  const [{ credentials }, setFilters] = useFilters(['credentials'])
  const { data, error, refetch } = useLiveQuery(SharedCredentialsDocument, {}, { everyMs: EVERY_MS })
  const shared = data?.providerCredentials ?? []
  return (
    <Section
      title="Shared credentials"
      actions={
        <Button size="compact-sm" leftSection={<Plus size={14} />} onClick={() => setFilters({ credentials: 'new' })}>
          Set credentials
        </Button>
      }
    >
      <Text size="sm" c="dimmed" mb="sm">
        What Hookline comments, asks and answers with at a provider, for every webhook that has no credentials of its own.
      </Text>
      {error && <FailureNotice error={error} onRetry={refetch} />}
      {!data && !error && <PageSkeleton rows={2} />}
      {data && shared.length === 0 && <Text size="sm">None are shared yet.</Text>}
      <Stack gap="sm">
        {shared.map((one) => (
          <SharedRow key={one.provider} shared={one} onReplace={() => setFilters({ credentials: one.provider })} />
        ))}
      </Stack>
      {credentials && (
        <CredentialsDialog
          initial={credentials === 'new' ? null : (credentials as Provider)}
          onClose={() => setFilters({ credentials: null })}
        />
      )}
    </Section>
  )
}

function SharedRow({ shared: { provider, status, updatedAt, updatedBy }, onReplace }: { shared: Shared; onReplace(): void }) {
  const { ok, kind, baseUrl, message, missing } = status
  return (
    <Group justify="space-between" gap="xs">
      <Group gap="sm" wrap="nowrap" miw={0}>
        <ProviderMark provider={provider} />
        <div>
          <Text size="sm" fw={600}>
            {providerName(provider)}
          </Text>
          <Text size="sm" c={ok ? undefined : 'red'}>
            {ok ? `${kind}, good` : (message ?? `${kind} is not good`)}
            {missing.length > 0 && ` Missing: ${missing.join(', ')}`}
          </Text>
          <Text size="xs" c="dimmed">
            {baseUrl}, set by {updatedBy} <TimeText at={updatedAt} />
          </Text>
        </div>
      </Group>
      <Group gap="xs">
        <Button variant="default" size="compact-sm" onClick={onReplace} aria-label={`Replace those of ${providerName(provider)}`}>
          Replace
        </Button>
        <RemoveCredentials provider={provider} />
      </Group>
    </Group>
  )
}
