import { Button, Stack } from '@mantine/core'
import { Download, ScrollText, Search, ShieldCheck } from 'lucide-react'
import { AuditLogDocument, VerifyAuditDocument } from '../../../sdk/index.ts'
import { useLiveList, useLiveQuery } from '../../api/queries.ts'
import { useFilters } from '../../api/use-filters.ts'
import { useIsAdmin } from '../../api/viewer.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { LoadMore } from '../../components/load-more.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { AuditEntry } from './audit-entry.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { Verification } from './verification.tsx'

/** Sign-ins, keys and what was refused are in no change feed. */
const EVERY_MS = 10_000
const CHANGES = ['ACTION', 'EVENT', 'PROPOSAL', 'QUESTION', 'TASK', 'WEBHOOK']

export function Component() {
  if (useIsAdmin()) return <AuditPage />
  return <EmptyState icon={ScrollText} title="The audit is for admins" text="Ask somebody with a key of the role ADMIN." />
}

function AuditPage() {
  const [{ actor, verb, open }, setFilters] = useFilters(['actor', 'verb', 'open'])
  const { nodes, query, totalCount } = useLiveList(AuditLogDocument, {
    variables: { first: 50, actor: actor || null, verb: verb || null },
    pageOf: ({ auditLog }) => auditLog,
    changes: CHANGES,
    everyMs: EVERY_MS,
  })
  const verify = useLiveQuery(VerifyAuditDocument, {}, { enabled: false })
  const badId = verify.data?.verifyAudit.firstBadId

  return (
    <>
      <PageHeader title="Audit" text="Who has changed, asked or been refused what. Each entry is hashed over the one before it.">
        <Button variant="default" leftSection={<ShieldCheck size={16} />} loading={verify.isFetching} onClick={() => void verify.refetch()}>
          Verify
        </Button>
        <Button component="a" href="/api/audit" download variant="default" leftSection={<Download size={16} />}>
          Export
        </Button>
      </PageHeader>
      {verify.error && <FailureNotice error={verify.error} onRetry={verify.refetch} />}
      {verify.data && <Verification found={verify.data.verifyAudit} />}
      <AuditFilters actor={actor} verb={verb} entries={nodes} totalCount={totalCount} onChange={setFilters} />
      {query.error && <FailureNotice error={query.error} onRetry={query.refetch} />}
      {query.isPending && <PageSkeleton />}
      {query.data && nodes.length === 0 && (
        <EmptyState
          icon={Search}
          title="No entry is like that"
          text="Actors and verbs are matched as a whole: choose one, or take the filters away."
        >
          <Button variant="default" onClick={() => setFilters({ actor: null, verb: null })}>
            Show all
          </Button>
        </EmptyState>
      )}
      <Stack gap={0} role="list" aria-label="Entries">
        {nodes.map((entry) => (
          <AuditEntry
            key={entry.id}
            entry={entry}
            isBad={entry.id === badId}
            isOpen={entry.id === open}
            onToggle={() => setFilters({ open: entry.id === open ? null : entry.id })}
            onFilter={setFilters}
          />
        ))}
      </Stack>
      <LoadMore query={query} />
    </>
  )
}
