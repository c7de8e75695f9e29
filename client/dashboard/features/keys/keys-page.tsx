import { Button, Switch } from '@mantine/core'
import { KeyRound, Plus } from 'lucide-react'
import { ApiKeysDocument } from '../../../sdk/index.ts'
import { useLiveQuery } from '../../api/queries.ts'
import { useFilters } from '../../api/use-filters.ts'
import { useIsAdmin } from '../../api/viewer.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { hasEnded } from './key.ts'
import { KeyTable } from './key-table.tsx'
import { NewKeyDialog } from './new-key-dialog.tsx'
import { PeopleSection } from './people-section.tsx'

/** Keys, and when they were used, are not in the change feed. */
const EVERY_MS = 10_000

export function Component() {
  if (useIsAdmin()) return <KeysPage />
  return <EmptyState icon={KeyRound} title="Keys are for admins" text="Ask somebody with a key of the role ADMIN." />
}

function KeysPage() {
  const [{ open, ended }, setFilters] = useFilters(['open', 'ended'])
  const { data, error, refetch } = useLiveQuery(ApiKeysDocument, {}, { everyMs: EVERY_MS })
  const keys = [...(data?.apiKeys ?? [])].reverse()
  const live = keys.filter((key) => !hasEnded(key))

  return (
    <>
      <PageHeader title="Keys" text="What programs and people come in with. A key’s text is shown once, when it is made.">
        <Button leftSection={<Plus size={16} />} onClick={() => setFilters({ open: 'new' })}>
          Create key
        </Button>
      </PageHeader>
      {error && <FailureNotice error={error} onRetry={refetch} />}
      {!data && !error && <PageSkeleton />}
      {data && (
        <>
          {keys.length > live.length && (
            <Switch
              mb="sm"
              label={`Show the ${(keys.length - live.length).toLocaleString('en')} that are revoked or expired`}
              checked={ended === 'yes'}
              onChange={(event) => setFilters({ ended: event.currentTarget.checked ? 'yes' : null })}
            />
          )}
          <KeyTable keys={ended === 'yes' ? keys : live} />
        </>
      )}
      <PeopleSection everyMs={EVERY_MS} />
      {open === 'new' && <NewKeyDialog onClose={() => setFilters({ open: null })} />}
    </>
  )
}
