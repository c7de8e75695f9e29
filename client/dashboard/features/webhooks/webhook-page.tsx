import { Alert, Button, Grid, Group, Stack, Text } from '@mantine/core'
import { FlaskConical, Pencil, Trash2, Webhook } from 'lucide-react'
import { useParams } from 'react-router'
import { useLiveQuery } from '../../api/queries.ts'
import { useFilters } from '../../api/use-filters.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { ProviderMark } from '../../components/provider-mark.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { WebhookDetailDocument } from '../../generated/graphql.ts'
import { CommandList } from './command-list.tsx'
import { ConnectionFacts } from './connection-facts.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { EditDialog } from './edit-dialog.tsx'
import { HealthSection } from './health-section.tsx'
import { HistorySection } from './history-section.tsx'
import { RecentEvents } from './recent-events.tsx'
import { RotateDialog } from './rotate-dialog.tsx'
import { TestDialog } from './test-dialog.tsx'
import type { WebhookDetail } from './webhook-detail.ts'
import { EnabledSwitch } from './webhook-row.tsx'

const CHANGES = ['WEBHOOK', 'EVENT']

export function Component() {
  const { id = '' } = useParams()
  const { data, error, refetch } = useLiveQuery(WebhookDetailDocument, { id }, { changes: CHANGES })
  if (error && !data) return <FailureNotice error={error} onRetry={refetch} />
  if (!data) return <PageSkeleton />
  const { webhook } = data
  if (!webhook)
    return <EmptyState icon={Webhook} title="There is no such webhook" text={`None has the id ${id}, or your key may not see it.`} />
  return <WebhookPage webhook={webhook} />
}

function WebhookPage({ webhook }: { webhook: WebhookDetail }) {
  const { id, name, provider, deletedAt } = webhook
  const [, setFilters] = useFilters(['open'])
  return (
    <>
      <PageHeader title={name} mark={<ProviderMark provider={provider} size={36} />} back={{ to: '/webhooks', label: 'Webhooks' }}>
        {deletedAt ? <StatusBadge status="DELETED" /> : <Actions webhook={webhook} />}
      </PageHeader>
      {deletedAt && (
        <Alert color="gray" mb="md">
          It was deleted <TimeText at={deletedAt} />. Its events stay readable, and its id stays taken.
        </Alert>
      )}
      <Grid>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack>
            <ConnectionFacts webhook={webhook} onRotate={() => setFilters({ open: 'rotate' })} />
            <CommandList webhook={webhook} />
            <RecentEvents webhook={webhook} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack>
            <HealthSection webhook={webhook} />
            <HistorySection id={id} isDeleted={Boolean(deletedAt)} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  )
}

function Actions({ webhook }: { webhook: WebhookDetail }) {
  const mayOperate = useMayOperate()
  const [, setFilters] = useFilters(['open'])
  if (!mayOperate) return <StatusBadge status={webhook.enabled ? 'ENABLED' : 'DISABLED'} />
  return (
    <Group gap="xs">
      <Group gap={6}>
        <EnabledSwitch webhook={webhook} />
        <Text size="sm">{webhook.enabled ? 'Enabled' : 'Disabled'}</Text>
      </Group>
      <Button variant="default" leftSection={<Pencil size={16} />} onClick={() => setFilters({ open: 'edit' })}>
        Edit
      </Button>
      <Button variant="default" leftSection={<FlaskConical size={16} />} onClick={() => setFilters({ open: 'test' })}>
        Test
      </Button>
      <Button variant="default" c="red" leftSection={<Trash2 size={16} />} onClick={() => setFilters({ open: 'delete' })}>
        Delete
      </Button>
      <OpenDialog webhook={webhook} />
    </Group>
  )
}

/** The one that the address bar names: going back closes it. */
function OpenDialog({ webhook }: { webhook: WebhookDetail }) {
  const [{ open }, setFilters] = useFilters(['open'])
  const close = () => setFilters({ open: null }, { replace: true })
  return (
    <>
      {open === 'edit' && <EditDialog webhook={webhook} onClose={close} />}
      {open === 'test' && <TestDialog webhook={webhook} onClose={close} />}
      {open === 'rotate' && <RotateDialog webhook={webhook} onClose={close} />}
      <DeleteDialog webhook={webhook} opened={open === 'delete'} onClose={close} />
    </>
  )
}
