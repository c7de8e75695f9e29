import { Alert, Text } from '@mantine/core'
import { ShieldAlert, ShieldCheck } from 'lucide-react'
import type { VerifyAuditQuery } from '../../../sdk/index.ts'
import { useLiveQuery } from '../../api/queries.ts'
import { Facts } from '../../components/facts.tsx'
import { AuditEntryByIdDocument, type AuditEntryByIdQuery } from '../../generated/graphql.ts'
import { EntryDetail } from './entry-detail.tsx'

/** What a look through the whole audit has found. */
export function Verification({ found: { ok, entries, firstBadId, reason } }: { found: VerifyAuditQuery['verifyAudit'] }) {
  const count = entries.toLocaleString('en')
  if (ok)
    return (
      <Alert color="green" mb="md" icon={<ShieldCheck size={18} />} role="status" title={`The audit is sound: ${count} entries`}>
        Who can write the database could also make a sound one anew, or cut off its end: keep exports elsewhere, and hold their last hash
        against it with <code>audit verify --head</code>.
      </Alert>
    )
  return (
    <Alert color="red" mb="md" icon={<ShieldAlert size={18} />} role="alert" title={`The audit is not sound after ${count} entries`}>
      <Text size="sm">{reason}</Text>
      {firstBadId && <FirstBad id={firstBadId} />}
    </Alert>
  )
}

type Entry = Extract<NonNullable<AuditEntryByIdQuery['node']>, { verb: string }>

function FirstBad({ id }: { id: string }) {
  const { data } = useLiveQuery(AuditEntryByIdDocument, { id })
  const entry = data?.node as Entry | null | undefined
  if (!entry) return null
  return (
    <section aria-label="The first entry that is not sound">
      <Facts
        facts={[
          ['Actor', entry.actor],
          ['Verb', entry.verb],
          ['Subject', entry.subject],
          ['Hash', entry.hash],
        ]}
      />
      <EntryDetail entry={entry} />
    </section>
  )
}
