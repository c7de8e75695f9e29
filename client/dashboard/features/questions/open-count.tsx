import type { ReactNode } from 'react'
import { useLiveQuery } from '../../api/queries.ts'
import { OpenQuestionCountDocument } from '../../generated/graphql.ts'

const CHANGES = ['QUESTION']

/** How many questions wait; nothing while none does. */
export function OpenQuestionCount({ badge }: { badge(count: number): ReactNode }) {
  const count = useLiveQuery(OpenQuestionCountDocument, {}, { changes: CHANGES }).data?.questions.totalCount
  return count ? badge(count) : null
}
