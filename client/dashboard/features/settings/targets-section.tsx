import { Button, Group, Stack, Switch, Text } from '@mantine/core'
import { Plus } from 'lucide-react'
import { ForwardTargetsDocument, type ForwardTargetsQuery, SetForwardTargetDocument } from '../../../sdk/index.ts'
import { keyOf, useLiveQuery } from '../../api/queries.ts'
import { askAnew, optimistically, useSend } from '../../api/send.ts'
import { useFilters } from '../../api/use-filters.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { Section } from '../../components/section.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { TargetDialog } from './target-dialog.tsx'

type Target = ForwardTargetsQuery['forwardTargets'][number]

/** They are in no change feed; commands, and what a target answers, change them too. */
const EVERY_MS = 30_000

/** Where `forward` may send to. */
export function TargetsSection() {
  const [{ target }, setFilters] = useFilters(['target'])
  const { data, error, refetch } = useLiveQuery(ForwardTargetsDocument, {}, { everyMs: EVERY_MS })
  const targets = data?.forwardTargets ?? []
  const chosen = targets.find(({ url }) => url === target)
  return (
    <Section
      title="Forward targets"
      actions={
        <Button size="compact-sm" leftSection={<Plus size={14} />} onClick={() => setFilters({ target: 'new' })}>
          Add target
        </Button>
      }
    >
      <Text size="sm" c="dimmed" mb="sm">
        The URLs that commands forward to. Each has a secret of its own, by which it knows that a delivery comes from here.
      </Text>
      {error && <FailureNotice error={error} onRetry={refetch} />}
      {!data && !error && <PageSkeleton rows={2} />}
      {data && targets.length === 0 && <Text size="sm">None yet. A command that forwards adds its own.</Text>}
      <Stack gap="sm">
        {targets.map((one) => (
          <TargetRow key={one.url} target={one} onRotate={() => setFilters({ target: one.url })} />
        ))}
      </Stack>
      {(target === 'new' || chosen) && <TargetDialog target={chosen ?? null} onClose={() => setFilters({ target: null })} />}
    </Section>
  )
}

function TargetRow({
  target: { url, hint, createdAt, createdBy, disabledAt, disabledReason },
  onRotate,
}: {
  target: Target
  onRotate(): void
}) {
  const send = useSend(SetForwardTargetDocument, {
    onMutate: ({ enabled }) => showEnabled(url, Boolean(enabled)),
    onSuccess: () => askAnew(ForwardTargetsDocument),
  })
  return (
    <Group justify="space-between" gap="xs">
      <div style={{ minWidth: 0, flex: '1 1 220px' }}>
        <Text size="sm" fw={600} ff="monospace">
          {url}
        </Text>
        <Text size="xs" c="dimmed">
          secret {hint}, added by {createdBy} <TimeText at={createdAt} />
        </Text>
        {disabledAt && (
          <Text size="xs" c="red">
            Nothing is sent there since <TimeText at={disabledAt} />
            {disabledReason && `: ${disabledReason}`}
          </Text>
        )}
      </div>
      <Group gap="sm">
        <Button variant="default" size="compact-sm" onClick={onRotate} aria-label={`Rotate secret of ${url}`}>
          Rotate secret
        </Button>
        <Switch
          aria-label={`${url} is enabled`}
          checked={!disabledAt}
          onChange={(event) => send.mutate({ url, enabled: event.currentTarget.checked })}
        />
      </Group>
    </Group>
  )
}

function showEnabled(url: string, enabled: boolean) {
  const disabledAt = enabled ? null : new Date().toISOString()
  return optimistically<ForwardTargetsQuery>(keyOf(ForwardTargetsDocument), (data) => ({
    ...data,
    forwardTargets: data.forwardTargets.map((one) => (one.url === url ? { ...one, disabledAt, disabledReason: null } : one)),
  }))
}
