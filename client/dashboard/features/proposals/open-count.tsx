import type { ReactNode } from 'react'
import { useLiveQuery } from '../../api/queries.ts'
import { OpenProposalCountDocument } from '../../generated/graphql.ts'

const CHANGES = ['PROPOSAL']

/** How many proposals are to be decided; nothing while none is. */
export function OpenProposalCount({ badge }: { badge(count: number): ReactNode }) {
  const count = useLiveQuery(OpenProposalCountDocument, {}, { changes: CHANGES }).data?.proposals.totalCount
  return count ? badge(count) : null
}
